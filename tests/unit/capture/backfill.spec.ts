// A recording that begins late, backfilled from a fake of Chromium's log.

import { expect, test } from "@playwright/test";
import { Backfill } from "../../../src/capture/chromium/backfill.ts";
import { LogHistory } from "../../../src/capture/chromium/log-history.ts";
import type { HarEntry } from "../../../src/har/entries.ts";
import type { WireEvent } from "../../../src/wire/event.ts";
import { harEntry } from "../har/har-entries.ts";

const POLL = "http://localhost:3000/socket.io/?EIO=4&transport=polling&sid=a";
const SOCKET = "ws://localhost:3000/socket.io/?EIO=4&transport=websocket&sid=a";
const START = Date.parse("2026-11-26T10:00:00.000Z");
/** When recording begins. */
const LATE = START + 5_000;

type Message = readonly ["send" | "receive", number, string];

/** An open websocket: each message has its direction, its time in milliseconds after START, and its text. */
function socketEntry(messages: readonly Message[]): HarEntry {
  return harEntry(SOCKET, {
    time: messages.at(-1)?.[1] ?? 0,
    response: { ...harEntry(SOCKET).response, status: 101 },
    _resourceType: "websocket",
    _webSocketMessages: messages.map(([type, at, data]) => ({ type, time: (START + at) / 1000, opcode: 1, data })),
  });
}

function backfilled(entries: () => readonly HarEntry[]) {
  const events: WireEvent[] = [];
  let ids = 0;
  const log = {
    entries: async () => entries().map((entry) => ({ entry, content: async () => ({ text: "6", encoding: "" }) })),
    listen: () => () => {},
  };
  const sink = { event: (event: WireEvent) => events.push(event), state: () => {} };
  const backfill = new Backfill(sink, async () => new LogHistory(log, () => `log ${++ids}`));
  const words = () =>
    events.map((event) => {
      const text = event.kind === "ws-frame" && "text" in event.body ? ` ${event.body.text}` : "";
      return `${event.kind}${"id" in event ? ` ${event.id}` : ""}${text}`;
    });
  return { backfill, events, words };
}

const late: WireEvent = { kind: "note", at: LATE, what: "late" };
const live = (direction: "sent" | "received", at: number, text: string): WireEvent => ({
  kind: "ws-frame",
  at: START + at,
  id: "live",
  direction,
  opcode: 1,
  body: { text },
});

test("an open websocket continues under the log's id, with the frames between log and recording", async () => {
  const before: Message[] = [
    ["send", 1_000, "40"],
    ["receive", 2_000, "40{}"],
  ];
  const after: Message[] = [
    ["send", 5_100, "42a"],
    ["receive", 5_200, "42b"],
    ["receive", 5_300, "42c"],
    ["receive", 5_400, "42d"],
  ];
  let messages = before;
  const { backfill, words, events } = backfilled(() => [socketEntry(messages)]);
  backfill.event({ kind: "context", at: LATE, documentFrame: "main", type: "page", url: "http://localhost:3000/", state: "appeared" });
  backfill.event(late);
  await expect
    .poll(() => words())
    .toEqual(["context", "ws-open log 1", "ws-handshake log 1", "ws-frame log 1 40", "ws-frame log 1 40{}", "note"]);
  expect(events[1]).toMatchObject({ source: "chromium-log" });

  messages = [...before, ...after];
  backfill.event({ kind: "ws-open", at: LATE, id: "live", url: SOCKET, late: true });
  for (const [, at, text] of after.slice(1)) backfill.event(live("received", at, text));
  await expect
    .poll(() => words().slice(6))
    .toEqual(["ws-frame log 1 42a", "ws-frame log 1 42b", "ws-frame log 1 42c", "ws-frame log 1 42d"]);
  backfill.event({ kind: "ws-close", at: START + 6_000, id: "live", cause: "reported" });
  expect(words().at(-1)).toBe("ws-close log 1");
});

test("frames that both log and recording have are emitted once", async () => {
  const messages: Message[] = [
    ["send", 1_000, "40"],
    ["receive", 4_900, "42a"],
    ["receive", 4_950, "42b"],
    ["receive", 5_050, "42c"],
  ];
  const { backfill, words } = backfilled(() => [socketEntry(messages)]);
  backfill.event(late);
  for (const [, at, text] of messages.slice(1)) backfill.event(live("received", at, text));
  await expect
    .poll(() => words().slice(2))
    .toEqual(["ws-frame log 1 40", "ws-frame log 1 42a", "ws-frame log 1 42b", "note", "ws-frame log 1 42c"]);
});

test("a websocket that is not in the log keeps its own id, and its ws-open comes before its first frame", async () => {
  const { backfill, words } = backfilled(() => [socketEntry([["send", 1_000, "40"]])]);
  backfill.event(late);
  backfill.event({ kind: "ws-open", at: LATE, id: "live", url: `${SOCKET}&other`, late: true });
  backfill.event(live("received", 5_100, "42x"));
  backfill.event(live("received", 5_200, "42y"));
  await expect.poll(() => words().slice(-4)).toEqual(["note", "ws-open live", "ws-frame live 42x", "ws-frame live 42y"]);
});

test("a long poll that waited gets its body from the log, and a request emitted from the log is dropped", async () => {
  const entry = harEntry(POLL, { time: 100 });
  const { backfill, words, events } = backfilled(() => [entry]);
  backfill.event(late);
  const request = { kind: "http-request", method: "GET", url: POLL, headers: {}, part: "engine" } as const;
  backfill.event({ ...request, at: START, id: "again" });
  backfill.event({ kind: "http-body", at: START, id: "again", body: { text: "6" } });
  backfill.event({ ...request, at: LATE, id: "poll", body: { omitted: "late" } });
  backfill.event({ kind: "http-body", at: LATE + 10, id: "poll", body: { omitted: "late" } });
  await expect.poll(() => words().slice(-3)).toEqual(["note", "http-request poll", "http-body poll"]);
  expect(words()).not.toContain("http-request again");
  expect(events.at(-1)).toMatchObject({ body: { text: "6" } });
});

test("without Engine.IO in the log, live events pass unchanged and in order", async () => {
  const { backfill, words } = backfilled(() => [harEntry("http://localhost:3000/")]);
  backfill.event(late);
  backfill.event({ kind: "ws-open", at: LATE, id: "live", url: SOCKET, late: true });
  backfill.event(live("received", 5_100, "42x"));
  expect(words()).toEqual([]);
  await expect.poll(() => words()).toEqual(["note", "ws-open live", "ws-frame live 42x"]);
});

test("a log that cannot be read leaves the recording as it is", async () => {
  const { backfill, words } = backfilled(() => {
    throw new Error("no log");
  });
  backfill.event(late);
  backfill.event(live("received", 5_100, "42x"));
  await expect.poll(() => words()).toEqual(["note", "ws-frame live 42x"]);
});

test("a websocket that had closed before is emitted from the log with its close, and no live one continues it", async () => {
  const closed = { ...socketEntry([["receive", 1_000, "40{}"]]), time: 4_000 };
  const { backfill, words } = backfilled(() => [closed]);
  backfill.event(late);
  backfill.event({ kind: "ws-open", at: LATE, id: "live", url: SOCKET, late: true });
  backfill.event(live("received", 5_100, "40{}"));
  await expect
    .poll(() => words())
    .toEqual([
      "ws-open log 1",
      "ws-handshake log 1",
      "ws-frame log 1 40{}",
      "ws-close log 1",
      "note",
      "ws-open live",
      "ws-frame live 40{}",
    ]);
});

test("flush waits for live events that are held while the log is read, and while the first frame of a websocket is looked up in it", async () => {
  const { backfill, words } = backfilled(() => [socketEntry([["receive", 1_000, "40{}"]])]);
  backfill.event(late);
  backfill.event({ kind: "ws-open", at: LATE, id: "live", url: SOCKET, late: true });
  backfill.event(live("received", 5_100, "42a"));
  await backfill.flush();
  expect(words().slice(-3)).toEqual(["note", "ws-open live", "ws-frame live 42a"]);
});
