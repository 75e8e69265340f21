// Beside page-relay.ts, registered only while a tab is recorded: the document goes live at once, with no message to wait for. Which of the
// two runs first is open.

import type {} from "../capture/page/relay.ts";

globalThis.lifelinePage ??= {};
globalThis.lifelinePage.live = true;
globalThis.lifelinePage.goLive?.();
