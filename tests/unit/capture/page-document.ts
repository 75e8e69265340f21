// A document in which a page hook runs.

import type { PageDocument } from "../../../src/capture/page/documents.ts";

export const DOCUMENT: PageDocument = {
  id: "a",
  source: 1,
  frame: 0,
  worker: false,
  parent: -1,
  url: "http://localhost:3000/",
  shown: true,
  goneAt: null,
  leftAt: null,
  lastAt: 0,
  notBefore: 0,
};
