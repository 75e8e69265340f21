// Firefox's background: what its devtools pages may not do themselves. Nothing is watched while no tab is recorded.

import { watchRequests } from "../capture/firefox/web-request.ts";
import { hookWorkers } from "../capture/firefox/workers.ts";
import { openHostsPage } from "../capture/page/hosts.ts";
import { serveTabs } from "../capture/page/tabs.ts";

serveTabs({
  isHookDeclared: true,
  watchRequests(tabId, out, workers) {
    const ends = [watchRequests(tabId, out), ...(workers ? [hookWorkers(tabId)] : [])];
    return () => {
      for (const end of ends) end();
    };
  },
});
openHostsPage();
