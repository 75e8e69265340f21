// Answers that the page may not read, because they break the rules of CORS. The server gave them all the same.

import { expect, test } from "@playwright/test";
import { reasonText } from "../../../src/diagram/words/reason-text.ts";
import { english } from "../../../src/messages/messages.ts";
import { FLAG } from "../../../src/session/entries.ts";
import type { Store } from "../../../src/session/store.ts";
import type { Headers } from "../../../src/wire/event.ts";
import { play, wireEvents } from "./ladder-text.ts";

const MISSING = "net::ERR_FAILED (MissingAllowOriginHeader)";

/** A handshake whose answer has this status and is hidden. */
function hidden(status: number, reason: string, headers: Headers = {}): Store {
  const store = play("c1 GET ?EIO=4&transport=polling");
  const at = 1_700_000_000_100;
  store.push({ kind: "http-response", at, id: "c1", status, statusText: "", headers });
  store.push({ kind: "http-failed", at, id: "c1", reason, canceled: false });
  return store;
}
const problem = (store: Store) => reasonText(english, store.sessions[0]?.problem ?? "");

test("a session that was refused by an answer that CORS hides says its status, and what the answer lacks", () => {
  expect(problem(hidden(521, MISSING))).toBe("521, which the page may not read: no Access-Control-Allow-Origin");
  expect(problem(hidden(200, "net::ERR_FAILED (AllowOriginMismatch)"))).toBe("200, which the page may not read: AllowOriginMismatch");
  expect(problem(hidden(521, "net::ERR_FAILED"))).toBe("521, which the page may not read: net::ERR_FAILED");
  expect(problem(hidden(302, MISSING, { location: "https://login.test/" }))).toBe(
    "302 → https://login.test/, which the page may not read: no Access-Control-Allow-Origin",
  );
  expect(hidden(521, MISSING).sessions[0]).toMatchObject({ state: "closed", cause: "refused" });
});

test("a request that was not sent because of the answer to its preflight says the status of that", () => {
  const refused = (preflight: string) =>
    play(`
      c1 GET ?EIO=4&transport=polling
      c2 OPTIONS ?EIO=4&transport=polling
      ${preflight}
      c1 failed net::ERR_FAILED (PreflightMissingAllowOriginHeader)
    `);
  expect(problem(refused("c2 403"))).toBe(
    "the request was not sent, its preflight was answered with 403: PreflightMissingAllowOriginHeader",
  );
  expect(problem(refused("c2 failed net::ERR_CONNECTION_RESET"))).toBe("net::ERR_FAILED (PreflightMissingAllowOriginHeader)");
});

test("without an answer, or for another reason, the failure has the browser's words", () => {
  expect(problem(play(`c1 GET ?EIO=4&transport=polling\nc1 failed ${MISSING}`))).toBe(MISSING);
  expect(problem(hidden(200, "net::ERR_INCOMPLETE_CHUNKED_ENCODING"))).toBe("net::ERR_INCOMPLETE_CHUNKED_ENCODING");
});

test("a hidden answer whose status was not reported says the status of an earlier attempt, as that", () => {
  const store = hidden(521, MISSING);
  const again = (id: string) => `${id} GET ?EIO=4&transport=polling\n${id} failed ${MISSING}`;
  for (const event of wireEvents(`+1000\n${again("c2")}\n${again("c3")}`)) store.push(event);
  const said = `${MISSING}: its status was not reported, an earlier attempt was answered with 521`;
  expect(store.sessions.slice(1).map(({ problem }) => reasonText(english, problem ?? ""))).toEqual([said, said]);
});

test("a request whose answer is hidden reached the server, one without an answer may not have", () => {
  const lost = ({ entries }: Store) => (entries.flags(0) & FLAG.lost) !== 0;
  expect(lost(hidden(521, MISSING))).toBe(false);
  expect(lost(play(`c1 GET ?EIO=4&transport=polling\nc1 failed ${MISSING}`))).toBe(true);
});
