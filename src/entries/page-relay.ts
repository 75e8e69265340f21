// Runs in every document, in the content script's world, before the page's scripts.

import { startRelay } from "../capture/page/relay.ts";

startRelay();
