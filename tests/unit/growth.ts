// Whether work grows with the history before it. V8 counts how often each function and each loop of some code ran: the same on any machine.

import { writeFileSync } from "node:fs";
import { Session } from "node:inspector/promises";
import { pathToFileURL } from "node:url";
import { setFlagsFromString } from "node:v8";
import { expect, test } from "@playwright/test";
import { build } from "esbuild";
import type { WireEvent } from "../../src/wire/event.ts";
import { histories as repeated } from "../bench/histories.mjs";
import { wireEvents } from "./session/ladder-text.ts";

/** The lengths of the two histories. */
const LENGTHS = [100, 800] as const;
/** So many steps at the end of a history are counted, because some work is done once for several. */
export const COUNTED = 24;

export interface Counter<Code> {
  /** What the code exports, as V8 counts it. */
  readonly code: Code;
  /** How often the functions of the code run during some work. A function with a loop counts as often as the loop ran. */
  runs(work: () => unknown): Promise<number>;
  /** Ends the counting, so that V8 optimizes what the tests after it run. */
  stop(): void;
}

/** Bundles some code, and counts what runs. `source`: exports of modules, with paths from the root of the repository. */
export async function count<Code>(source: string): Promise<Counter<Code>> {
  // V8 forgets the counts of a function whose code it drops, and counts no calls in code that it has optimized.
  for (const flag of ["--no-flush-bytecode", "--no-opt"]) setFlagsFromString(flag);
  const { outputFiles } = await build({
    stdin: { contents: source, resolveDir: process.cwd(), loader: "ts" },
    bundle: true,
    format: "esm",
    platform: "node",
    jsx: "automatic",
    jsxImportSource: "preact",
    write: false,
  });
  const file = test.info().outputPath("code.mjs");
  writeFileSync(file, outputFiles[0]?.contents ?? "");
  const { href } = pathToFileURL(file);
  const profiler = new Session();
  profiler.connect();
  await profiler.post("Profiler.enable");
  // Blocks are counted in code that is loaded after this.
  await profiler.post("Profiler.startPreciseCoverage", { callCount: true, detailed: true });
  const code: Code = await import(href);
  return {
    code,
    async runs(work) {
      await profiler.post("Profiler.takePreciseCoverage");
      work();
      const { result } = await profiler.post("Profiler.takePreciseCoverage");
      const functions = result.find(({ url }) => url === href)?.functions ?? [];
      // Their sum would jump: a block that ran as often as the one around it has no range of its own.
      return functions.reduce((sum, { ranges }) => sum + Math.max(...ranges.map(({ count }) => count)), 0);
    },
    stop() {
      profiler.disconnect();
      for (const flag of ["--flush-bytecode", "--opt"]) setFlagsFromString(flag);
    },
  };
}

/** Expects that the same work runs about as often after a long history as after a short one. Binary searches take a few steps more. */
export async function expectNoGrowth(
  runs: (history: number) => Promise<number>,
  most = 1.5,
  [short, long]: readonly [number, number] = LENGTHS,
): Promise<void> {
  expectAtMost(await runs(long), await runs(short), most);
}

/** Expects that what ran `few` times after a short history ran at most `most` times as often after a long one. */
export function expectAtMost(many: number, few: number, most: number, work = "the work"): void {
  expect.soft(few, work).toBeGreaterThan(0);
  expect.soft(many / few, `${work}, after the long history by that after the short one`).toBeLessThan(most);
}

const OPEN = (sid: string, upgrades = "") => `0{"sid":"${sid}","upgrades":[${upgrades}],"pingInterval":25000000,"pingTimeout":20000}`;
const ASK = "GET ?EIO=4&transport=polling";
const times = (count: number, line: (i: number) => string) => Array.from({ length: count }, (_, i) => line(i)).join("\n");
const socket = (i: number, frame = "") =>
  `w${i} open ?EIO=4&transport=websocket ${frame}\nw${i} 101 ${frame}\nw${i} < ${OPEN(`s${i}`)} ${frame}`;
const polling = (i: number, upgrades = "") => `c${i} ${ASK}\nc${i} 200 ${OPEN(`s${i}`, upgrades)}\np${i} ${ASK}&sid=s${i}`;
/** Without the events of this kind. */
const without = (kind: WireEvent["kind"], events: WireEvent[]) => events.filter((event) => event.kind !== kind);
const repeats = (count: number, repeat: (i: number) => WireEvent[]) => Array.from({ length: count }, (_, i) => repeat(i)).flat();

/** Traces of events that are alike, as many as the history is long. */
export const histories: Readonly<Record<string, (count: number) => WireEvent[]>> = {
  ...Object.fromEntries(
    Object.entries(repeated).map(([what, { begin, repeat }]) => [what, (n: number) => [...begin, ...repeats(n, repeat)]]),
  ),
  "handshakes that are refused": (n) => wireEvents(times(n, (i) => `c${i} ${ASK}\nc${i} 400 no`)),
  "handshakes that are redirected, and not followed": (n) => wireEvents(times(n, (i) => `c${i} ${ASK}\nc${i} 302 /login`)),
  "handshakes that are redirected to a web page": (n) =>
    wireEvents(times(n, (i) => `c${i} ${ASK}\nc${i} 302 /login\ncd${i} GET /login after c${i}\ncd${i} 200 <title>Sign in</title>`)),
  "attempts that are never answered": (n) => wireEvents(times(n, (i) => `c${i} ${ASK}\n+500`)),
  "websockets that are never answered": (n) => wireEvents(times(n, (i) => `w${i} open ?EIO=4&transport=websocket`)),
  "handshakes whose answers were not recorded, and unknown sids": (n) =>
    wireEvents(times(n, (i) => `c${i} ${ASK} @f${i % 50}\nc${i} 200 omitted @f${i % 50}\nd${i} ${ASK}&sid=x${i} @g`)),
  "unknown sids beside handshakes under way": (n) =>
    without(
      "http-body",
      wireEvents(`${times(n, (i) => `c${i} ${ASK} @f${i}\nc${i} 200 x @f${i}`)}\n${times(n, (i) => `d${i} ${ASK}&sid=x${i} @g`)}`),
    ),
  "a session after attempts that failed": (n) =>
    wireEvents(`${socket(0)}\nw0 closed\n${times(n, (i) => `c${i} ${ASK}\nc${i} 400 no`)}\n${socket(1)}\n${'w1 < 42["x"]\n'.repeat(30)}`),
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
  "namespaces that are left with an event of half a trace before unanswered": (n) =>
    wireEvents(`${socket(0)}\n${times(n, (i) => `w0 > 42/${i},1["ask"]\nw0 > 41/${i >> 1},`)}`),
  "polls of a session": (n) => wireEvents(`${polling(0)}\n${times(n, (i) => `cq${i} ${ASK}&sid=s0\ncq${i} 200 6`)}`),
};
