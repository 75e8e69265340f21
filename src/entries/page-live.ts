// Registered only while a tab is recorded: makes the relay of a new document go live at once, without a message. It may run before or after
// page-relay.ts.

import type {} from "../capture/page/relay.ts";

globalThis.lifelinePage ??= {};
globalThis.lifelinePage.live = true;
globalThis.lifelinePage.goLive?.();
