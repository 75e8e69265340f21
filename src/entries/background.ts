// Chromium's service worker: detaches the debugger from tabs whose DevTools were closed, and puts the page hook into the pages of tabs that
// are recorded with it. It also removes what their panels left on disk. It keeps no state beyond a recording.

import { detachOnDisconnect } from "../capture/chromium/detach-port.ts";
import { openHostsPage } from "../capture/page/hosts.ts";
import { serveTabs } from "../capture/page/tabs.ts";
import { removeOnDisconnect } from "../disk/folder.ts";

detachOnDisconnect();
serveTabs({ isHookDeclared: false });
openHostsPage();
removeOnDisconnect();
