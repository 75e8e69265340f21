// Firefox's only mode, because its extensions have no debugger: scripts in the page record websockets, the background records requests.

import { continuing, type Modes } from "../modes.ts";
import { PageCapture } from "../page/page-capture.ts";
import { watchAnswers } from "./logged-answers.ts";

export const modes: Modes = [
  {
    id: "page",
    source: "firefox",
    choosesWorkers: true,
    load: async (tabId) => continuing<PageCapture>((sink, options) => new PageCapture(tabId, sink, { ...options, watchAnswers })),
  },
];
