// The work for an event does not grow with the history before it. V8 counts how often each block of the core ran, so loops count, on any machine.

import { writeFileSync } from "node:fs";
import { Session } from "node:inspector/promises";
import { pathToFileURL } from "node:url";
import { expect, test } from "@playwright/test";
import { build } from "esbuild";
import type { Store } from "../../../src/session/store.ts";
import type { WireEvent } from "../../../src/wire/event.ts";
import { wireEvents } from "./ladder-text.ts";

const HISTORY = 100;
/** So many times longer is the second history. */
const TIMES = 8;
/** So many events at the end are counted, because some work is done once for several events. */
const COUNTED = 24;

const OPEN = (sid: string, upgrades = "") => `0{"sid":"${sid}","upgrades":[${upgrades}],"pingInterval":25000000,"pingTimeout":20000}`;
const ASK = "GET ?EIO=4&transport=polling";
const times = (count: number, line: (i: number) => string) => Array.from({ length: count }, (_, i) => line(i)).join("\n");
const socket = (i: number, frame = "") =>
  `w${i} open ?EIO=4&transport=websocket ${frame}\nw${i} 101 ${frame}\nw${i} < ${OPEN(`s${i}`)} ${frame}`;
const polling = (i: number, upgrades = "") => `c${i} ${ASK}\nc${i} 200 ${OPEN(`s${i}`, upgrades)}\np${i} ${ASK}&sid=s${i}`;
/** Without the events of this kind. */
const without = (kind: WireEvent["kind"], events: WireEvent[]) => events.filter((event) => event.kind !== kind);
const backwards = (events: WireEvent[]) => events.map((event, i): WireEvent => ({ ...event, at: 2e12 - i }));

/** Events that are alike, as many as the history is long. */
const scenarios: Readonly<Record<string, (count: number) => WireEvent[]>> = {
  "handshakes that are refused": (n) => wireEvents(times(n, (i) => `c${i} ${ASK}\nc${i} 400 no`)),
  "handshakes that are redirected, and not followed": (n) => wireEvents(times(n, (i) => `c${i} ${ASK}\nc${i} 302 /login`)),
  "handshakes that are redirected to a web page": (n) =>
    wireEvents(times(n, (i) => `c${i} ${ASK}\nc${i} 302 /login\ncd${i} GET /login after c${i}\ncd${i} 200 <title>Sign in</title>`)),
  "handshakes that are never answered": (n) => wireEvents(times(n, (i) => `c${i} ${ASK}`)),
  "handshakes whose answers were not recorded, and unknown sids": (n) =>
    wireEvents(times(n, (i) => `c${i} ${ASK} @f${i % 50}\nc${i} 200 omitted @f${i % 50}\nd${i} ${ASK}&sid=x${i} @g`)),
  "unknown sids beside handshakes under way": (n) =>
    without(
      "http-body",
      wireEvents(`${times(n, (i) => `c${i} ${ASK} @f${i}\nc${i} 200 x @f${i}`)}\n${times(n, (i) => `d${i} ${ASK}&sid=x${i} @g`)}`),
    ),
  "POSTs without a sid": (n) => wireEvents(times(n, (i) => `c${i} ${ASK}\nc${i} 400 no\nd${i} POST ?EIO=4&transport=polling 1`)),
  "websockets that never close": (n) => wireEvents(times(n, (i) => socket(i))),
  "websockets that close": (n) => wireEvents(times(n, (i) => `${socket(i)}\nw${i} > 41\nw${i} closed`)),
  "HTTP requests after websockets": (n) => wireEvents(`${times(n, (i) => socket(i))}\n${times(n, (i) => `ch${i} ${ASK}\nch${i} 400 no`)}`),
  "iframes that connect and leave": (n) =>
    wireEvents(`context appeared\n${times(n, (i) => `context appeared @f${i}\n${socket(i, `@f${i}`)}\ncontext gone @f${i}`)}`),
  "a page that connects to another address each time it is loaded": (n) =>
    wireEvents(times(n, (i) => `c${i} GET /${i}/?EIO=4&transport=polling\nc${i} 200 ${OPEN("A")}\ncontext navigated`)),
  "pages in one frame that are downloads": (n) =>
    wireEvents(times(n, (i) => `page http://localhost:3000/${i} @f${i}\n${socket(i)}\nw${i} closed`)),
  "sessions that were offered WebTransport": (n) =>
    wireEvents(`${times(n, (i) => polling(i, '"webtransport"'))}\n${times(n, (i) => `t${i} asked ?EIO=4&transport=webtransport`)}`),
  "gaps after clients that have left": (n) =>
    wireEvents(`${times(n, (i) => `${socket(i, `@f${i}`)}\nw${i} closed @f${i}`)}\n${times(n, () => "gap 1")}`),
  "polls of a session": (n) => wireEvents(`${polling(0)}\n${times(n, (i) => `cq${i} ${ASK}&sid=s0\ncq${i} 200 6`)}`),
  "requests that are reported in reverse order": (n) => backwards(wireEvents(times(n, (i) => `ch${i} GET /a.js\nch${i} 200@1 x`))),
};

let profiler: Session;
let NewStore: typeof Store;
let url = "";

test.beforeAll(async () => {
  const { outputFiles } = await build({
    entryPoints: ["src/session/store.ts"],
    bundle: true,
    format: "esm",
    platform: "node",
    write: false,
  });
  const file = test.info().outputPath("store.mjs");
  writeFileSync(file, outputFiles[0]?.contents ?? "");
  url = pathToFileURL(file).href;
  profiler = new Session();
  profiler.connect();
  await profiler.post("Profiler.enable");
  // Blocks are counted in code that is loaded after this.
  await profiler.post("Profiler.startPreciseCoverage", { callCount: true, detailed: true });
  ({ Store: NewStore } = await import(url));
});

test.afterAll(() => profiler.disconnect());

/** How many blocks of the core the last events ran, after all events before them. */
async function workOfLast(events: readonly WireEvent[]): Promise<number> {
  const store = new NewStore({ format: "lifeline-trace", version: 1, source: "test", createdAt: "" });
  for (const event of events.slice(0, -COUNTED)) store.push(event);
  await profiler.post("Profiler.takePreciseCoverage");
  for (const event of events.slice(-COUNTED)) store.push(event);
  const { result } = await profiler.post("Profiler.takePreciseCoverage");
  const core = result.find((script) => script.url === url);
  return (core?.functions ?? []).reduce((sum, { ranges }) => ranges.reduce((own, { count }) => own + count, sum), 0);
}

for (const [what, events] of Object.entries(scenarios)) {
  test(`the work for an event does not grow with the trace: ${what}`, async () => {
    const [short, long] = [await workOfLast(events(HISTORY)), await workOfLast(events(HISTORY * TIMES))];
    expect(short).toBeGreaterThan(COUNTED);
    // Binary searches take a few steps more.
    expect(long / short).toBeLessThan(1.5);
  });
}
