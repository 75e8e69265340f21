// Firefox's background: does what its devtools pages may not do. It watches nothing while no tab is recorded.

import { watchRequests } from "../capture/firefox/web-request.ts";
import { hookWorkers } from "../capture/firefox/workers.ts";
import { tellInFront } from "../capture/in-front.ts";
import { openHostsPage } from "../capture/page/hosts.ts";
import { serveTabs } from "../capture/page/tabs.ts";
import { removeOnDisconnect } from "../disk/folder.ts";

serveTabs({
  isHookDeclared: true,
  watchRequests(tabId, reports, workers) {
    const ends = [watchRequests(tabId, reports), ...(workers ? [hookWorkers(tabId)] : [])];
    return () => {
      for (const end of ends) end();
    };
  },
});
tellInFront();
openHostsPage();
removeOnDisconnect();
