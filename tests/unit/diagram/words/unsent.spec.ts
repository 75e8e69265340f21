// Requests that never left the browser: their line ends before the server's, and nothing says that they may have arrived.

import { expect, test } from "@playwright/test";
import type { HttpFailed, WireEvent } from "../../../../src/wire/event.ts";
import { play, wireEvents } from "../../session/ladder-text.ts";
import { ladderOf, rows, whole } from "../support.ts";

const ASK = "?EIO=4&transport=polling";

/** Whether the row of the request says that it was lost, and that it was not sent. */
function fate(store: ReturnType<typeof play>): string[] {
  return whole(ladderOf(store)).rows.flatMap((row) =>
    row.kind === "http" || row.kind === "packet"
      ? [[row.code, row.lost ? "lost" : "", row.unsent ? "unsent" : ""].filter(Boolean).join(" ")]
      : [],
  );
}

/** A request that fails as it says, some milliseconds after it began. */
function failing(reason: string, after = 10): ReturnType<typeof play> {
  return play(`c1 GET ${ASK}\n+${after - 10}\nc1 failed ${reason}`);
}

test("a request that the browser blocked was not sent, with the reason in words", () => {
  for (const [reason, words] of [
    ["csp", "failed: blocked by the page's content security policy, not sent (csp)"],
    ["mixed-content", "failed: blocked as mixed content, not sent (mixed-content)"],
    [
      "net::ERR_BLOCKED_BY_CLIENT (inspector)",
      "failed: blocked by an extension or by DevTools, not sent: net::ERR_BLOCKED_BY_CLIENT (inspector)",
    ],
  ] as const) {
    expect(fate(failing(reason))).toEqual(["GET lost unsent"]);
    expect(rows(failing(reason)).join()).toContain(words);
  }
  expect(fate(failing("net::ERR_FAILED (PreflightMissingAllowOriginHeader)"))).toEqual(["GET lost unsent"]);
  expect(fate(failing("net::ERR_BLOCKED_BY_ADMINISTRATOR", 900))).toEqual(["GET lost unsent"]);
});

test("without a network a request fails at once and is not sent; one that was under way may have arrived", () => {
  expect(fate(failing("net::ERR_INTERNET_DISCONNECTED"))).toEqual(["GET lost unsent"]);
  expect(fate(failing("net::ERR_INTERNET_DISCONNECTED", 5000))).toEqual(["GET lost"]);
  expect(fate(failing("net::ERR_CONNECTION_RESET"))).toEqual(["GET lost"]);
});

test("the packets of a POST that was not sent were not sent either", () => {
  const store = play(`c1 GET ${ASK}\nc1 200 0{"sid":"A"}\nc2 POST ${ASK}&sid=A 42["x"]\nc2 failed net::ERR_BLOCKED_BY_CLIENT (inspector)`);
  expect(fate(store).slice(-2)).toEqual(["POST lost unsent", "42 lost unsent"]);
});

test("a redirect that the browser makes itself, without asking the server, is drawn as not sent", () => {
  const isHead = (event: WireEvent) => event.kind === "http-response" && event.id === "c1";
  const events = wireEvents(`c1 GET ${ASK}\nc1 307 https://localhost:3000/socket.io/${ASK}`);
  const store = play("");
  for (const event of events)
    store.push(
      isHead(event) && "headers" in event ? { ...event, headers: { ...event.headers, "Non-Authoritative-Reason": "HSTS" } } : event,
    );
  expect(fate(store)).toEqual(["GET lost unsent", "307 lost unsent"]);
  expect(rows(store).join()).toContain("by the browser itself (HSTS), the server was not asked");
});

test("a document that no server answered has no lifeline for polling", () => {
  const page = (id: string) =>
    ({ kind: "http-request", id, method: "GET", url: "http://localhost:3000/", headers: {}, documentFrame: "main", part: "page" }) as const;
  const [start] = wireEvents(`w0 open ${ASK}`);
  const at = start?.at ?? 0;
  const store = play("");
  store.push({ ...page("p1"), at });
  store.push({ kind: "http-response", at: at + 5, id: "p1", status: 200, statusText: "", headers: {}, connection: "7" });
  store.push({ kind: "http-body", at: at + 6, id: "p1", body: { text: "" } });
  store.push({ ...page("p2"), at: at + 100 });
  const failed: HttpFailed = { kind: "http-failed", at: at + 110, id: "p2", reason: "net::ERR_CONNECTION_REFUSED", canceled: false };
  store.push(failed);
  expect(store.connections.map(({ role }) => role)).toEqual(["main", "other"]);
});
