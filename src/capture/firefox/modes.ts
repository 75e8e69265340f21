// Firefox has no debugger for extensions: scripts in the page tell of websockets, the background of requests.

import { goingOn, type Modes } from "../modes.ts";
import { capturePages } from "../page/page-capture.ts";

export const modes: Modes = [
  {
    id: "page",
    source: "firefox",
    choosesWorkers: true,
    load: async (tabId) => goingOn<ReturnType<typeof capturePages>>((sink, options) => capturePages(tabId, sink, options)),
  },
];
