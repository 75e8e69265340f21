// Firefox's background: what its devtools pages may not do themselves. Nothing is watched while no tab is recorded.

import { watchRequests } from "../capture/firefox/web-request.ts";
import { openHostsPage } from "../capture/page/hosts.ts";
import { serveTabs } from "../capture/page/tabs.ts";

serveTabs({ isHookDeclared: true, watchRequests });
openHostsPage();
