// A session's websocket, stamped by the page, and its requests, stamped by the browser, which are some milliseconds late.

import { expect, test } from "@playwright/test";
import { PageMapper } from "../../../src/capture/page/mapper.ts";
import type { HttpReport } from "../../../src/capture/page/tab-port.ts";
import { Store } from "../../../src/session/store.ts";
import { ladderOf, rows, whole } from "../diagram/support.ts";

const EVENT = '42["hi"]';

interface Upgrading {
  readonly eio?: 3 | 4;
  /** The answer to the handshake, after its open packet. */
  readonly alsoAnswered?: string;
  /** The first POST: its body, and how many milliseconds after the websocket the browser stamped it. */
  readonly post: string;
  readonly late: number;
  /** How many milliseconds after the websocket the browser had its own request; absent: it has none yet. */
  readonly asked?: number;
  readonly hasLog?: boolean;
}

/** A client gets its session at 100 and opens its websocket at 110, by the page's clock. Its last request is reported first. */
function played({ eio = 4, alsoAnswered = "", post, late, asked, hasLog = false }: Upgrading) {
  const store = new Store({ format: "lifeline-trace", version: 1, source: "firefox", createdAt: "" });
  let ids = 0;
  const mapper = new PageMapper({ event: (event) => store.push(event) }, { newId: () => `${++ids}`, holdMs: 300, hasLog });
  const query = (transport: string, sid = "") => `//a/socket.io/?EIO=${eio}&transport=${transport}${sid}`;
  const http = (event: HttpReport["event"]) => mapper.report({ kind: "http", frame: 0, event }, event.at);
  const request = (id: string, at: number, method: string, sid: string, body?: string) => {
    const url = `http:${query("polling", sid)}`;
    http({ kind: "http-request", at, id, method, url, headers: {}, part: "engine", ...(body !== undefined && { body: { text: body } }) });
  };
  const answer = (id: string, at: number, text: string) => {
    http({ kind: "http-response", at, id, status: 200, statusText: "", headers: {} });
    http({ kind: "http-body", at, id, body: { text } });
  };
  const payload = (...packets: readonly string[]) =>
    eio === 4 ? packets.join("\x1e") : packets.map((packet) => `${packet.length}:${packet}`).join("");
  mapper.hello({ document: "p", url: "http://a/" }, 0, 0);
  request("h", 90, "GET", "");
  request("b", 110 + late, "POST", "&sid=A", payload(post));
  const url = `ws:${query("websocket", "&sid=A")}`;
  if (asked !== undefined) mapper.report({ kind: "asked", url, at: 110 + asked }, 110 + asked);
  const record = { socket: 1, kind: "frame", direction: "sent", opcode: 1 } as const;
  mapper.records("p", [
    { n: 1, at: 110, kind: "open", socket: 1, url },
    { n: 2, at: 130, kind: "opened", socket: 1, protocol: "", extensions: "" },
    { ...record, n: 3, at: 140, body: { text: "2probe" } },
    { ...record, n: 4, at: 150, direction: "received", body: { text: "3probe" } },
    { ...record, n: 5, at: 160, body: { text: "5" } },
  ]);
  const open = '0{"sid":"A","upgrades":["websocket"],"pingInterval":25000,"pingTimeout":20000}';
  answer("h", 100, alsoAnswered === "" ? payload(open) : payload(open, alsoAnswered));
  answer("b", 125, "ok");
  mapper.end();
  return store;
}

const steps = (of: Upgrading) => whole(ladderOf(played(of))).steps.map(({ name }) => name);

const POLLED = ["Handshake", "Polling", "Upgrade"];

test("a POST that no clock can place was sent before the websocket if it waited for `open`", () => {
  const order = rows(played({ post: "40", late: 3, asked: 8 })).filter((row) => /connect|transport=websocket/.test(row));
  expect(order).toEqual(["→ 40 connect /", "→ GET /socket.io/?EIO=4&transport=websocket&sid=A"]);
  expect(steps({ post: "40", late: 3, asked: 8 })).toEqual(POLLED);
  expect(steps({ post: "40", late: -3, asked: 8 })).toEqual(POLLED);
  expect(steps({ post: "40", late: 3 })).toEqual(POLLED);
  expect(steps({ post: "4bare Engine.IO", late: 3, asked: 8 })).toEqual(POLLED);
  // A client of Socket.IO 2 asks for its other namespaces on `open`.
  expect(steps({ eio: 3, alsoAnswered: "40", post: "40/admin", late: 3, asked: 8 })).toEqual(POLLED);
});

test("a POST that the browser had after the websocket's own request was sent after it", () => {
  expect(steps({ post: "4later", late: 9, asked: 8 })).toEqual(["Handshake", "Upgrade"]);
});

test("a POST that waited for the server's CONNECT was sent after the websocket: the client read `open` before", () => {
  expect(steps({ eio: 3, alsoAnswered: "40", post: EVENT, late: 3, asked: 8 })).toEqual(["Handshake", "Upgrade"]);
});

test("a log whose stamps are the page's own is not reordered", () => {
  expect(steps({ post: "40", late: 3, hasLog: true })).toEqual(["Handshake", "Upgrade"]);
  expect(steps({ post: "40", late: -3, hasLog: true })).toEqual(POLLED);
});

test("the POST has the time of the websocket, which is nearer to when it was sent", () => {
  const { entries, sessions, links } = played({ post: "40", late: 3, asked: 8 });
  const post = links.find((link) => link.kind === "http" && link.post);
  expect(post?.kind === "http" && entries.at(post.requestEntry)).toBe(sessions[0]?.upgrade?.openedAt);
  expect(sessions[0]?.upgrade?.openedAt).toBe(110);
});
