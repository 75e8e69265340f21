// Chromium's service worker: detaches the debugger from a tab whose DevTools were closed, and puts scripts into pages that are recorded by
// them. It keeps no state that outlives a recording.

import { detachOnDisconnect } from "../capture/chromium/detach-port.ts";
import { serveTabs } from "../capture/page/tabs.ts";

detachOnDisconnect();
serveTabs({ declared: false });
