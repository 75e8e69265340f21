// In every document, in the page's world, before its scripts.

import { startHook } from "../capture/page/hook.ts";

startHook();
