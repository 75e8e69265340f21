// Behaviour of WebSocket that a page can observe (https://websockets.spec.whatwg.org/, https://webidl.spec.whatwg.org/). Runs in a page and
// returns values, which must be the same with and without the page hook. These files do not say what the values should be.

import { expectations, type Json } from "./expect.ts";
import "./interface.ts";
import "./traffic.ts";
import "./documents.ts";

const WAIT_MS = 20_000;

declare global {
  /** Results by title of the check. */
  var websocketExpectations: () => Promise<Record<string, Json>>;
}
globalThis.websocketExpectations = async () => {
  const results: Record<string, Json> = {};
  for (const [what, yields] of expectations) {
    const late = new Promise<Json>((resolve) => setTimeout(() => resolve("no answer"), WAIT_MS));
    // A check that throws the same error with and without the hook shows no difference.
    const value = Promise.resolve()
      .then(yields)
      .catch((error: unknown) => `failed: ${error}`);
    results[what] = (await Promise.race([value, late])) ?? "undefined";
  }
  return results;
};
