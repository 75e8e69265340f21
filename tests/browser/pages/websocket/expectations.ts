// What pages may expect of WebSocket (https://websockets.spec.whatwg.org/, https://webidl.spec.whatwg.org/), as values: with and without
// the page hook they have to be the same. Runs in a page. What a value should be is the browser's business, not that of these files.

import { expectations, type Json } from "./expect.ts";
import "./interface.ts";
import "./traffic.ts";
import "./documents.ts";

const WAIT_MS = 20_000;

declare global {
  /** Results by what was expected. */
  var websocketExpectations: () => Promise<Record<string, Json>>;
}
globalThis.websocketExpectations = async () => {
  const results: Record<string, Json> = {};
  for (const [what, yields] of expectations) {
    const late = new Promise<Json>((resolve) => setTimeout(() => resolve("no answer"), WAIT_MS));
    // What fails alike with and without the hook is no difference.
    const value = Promise.resolve()
      .then(yields)
      .catch((error: unknown) => `failed: ${error}`);
    results[what] = (await Promise.race([value, late])) ?? "undefined";
  }
  return results;
};
