// The service worker: detaches the debugger from a tab whose DevTools were closed. It keeps no state.

import { detachOnDisconnect } from "../capture/chromium/detach-port.ts";

detachOnDisconnect();
