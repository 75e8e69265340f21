// Chromium's service worker: detaches the debugger from tabs whose DevTools were closed, and puts the page hook into the pages of tabs that
// are recorded with it. It tells panels whether their tab is in front, and removes what they left on disk. It keeps no state beyond a recording.

import { detachOnDisconnect } from "../capture/chromium/detach-port.ts";
import { tellInFront } from "../capture/in-front.ts";
import { openHostsPage } from "../capture/page/hosts.ts";
import { serveTabs } from "../capture/page/tabs.ts";
import { removeOnDisconnect } from "../disk/folder.ts";

detachOnDisconnect();
serveTabs({ isHookDeclared: false });
tellInFront();
openHostsPage();
removeOnDisconnect();
