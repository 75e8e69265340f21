// Scenes made by hand: a short session with every kind of row.

import { FIELDS_HEIGHT, QUIET_HEIGHT, ROW_HEIGHT } from "../../../../src/diagram/rows/row-kinds.ts";
import type { Leg, Lifeline, Pair, RequestSpan, Row, Scene, Step } from "../../../../src/diagram/scene/scene.ts";

type Loose<R> = R extends Row ? Omit<R, "key" | "y" | "height" | "at"> : never;
type Sketch = Loose<Row> & { readonly id?: string };

const HEIGHTS: Partial<Record<Row["kind"], number>> = { fields: FIELDS_HEIGHT, quiet: QUIET_HEIGHT, gap: 30 };

export const MAIN = 10;
const POLLING = 11;
export const WEBSOCKET = 12;

const packet = { kind: "packet", inSpan: false, problem: false, lost: false } as const;
const http = { kind: "http", inSpan: false, problem: false, both: false } as const;

/** Rows stacked from y = `top` down. */
function stack(sketches: readonly Sketch[], top = 0): { rows: Row[]; mid: (id: string) => number; edge: (id: string) => number } {
  let y = top;
  const at = new Map<string, Row>();
  const rows = sketches.map(({ id, ...sketch }, i): Row => {
    const height = HEIGHTS[sketch.kind] ?? ROW_HEIGHT;
    const row: Row = { ...sketch, key: i + 1, y, height, at: 1_795_385_786_000 + i };
    y += height;
    if (id !== undefined) at.set(id, row);
    return row;
  });
  const find = (id: string) => {
    const row = at.get(id);
    if (row === undefined) throw new Error(`no row ${id}`);
    return row;
  };
  return { rows, mid: (id) => find(id).y + find(id).height / 2, edge: (id) => find(id).y };
}

const SKETCHES: readonly Sketch[] = [
  {
    id: "page",
    time: "0.000",
    ...http,
    slot: MAIN,
    direction: "sent",
    both: true,
    code: "GET",
    path: "/",
    remark: "200 · html",
    size: "1.2 kB",
    latency: "6 ms",
  },
  {
    time: "0.014",
    ...http,
    slot: MAIN,
    direction: "sent",
    both: true,
    code: "GET",
    path: "/socket.io/socket.io.js",
    remark: "200",
    size: "61.2 kB",
    latency: "9 ms",
  },
  { id: "hs", time: "0.052", ...http, slot: MAIN, direction: "sent", code: "GET", path: "/socket.io/?EIO=3&transport=polling" },
  {
    id: "open",
    time: "0.061",
    ...packet,
    slot: MAIN,
    direction: "received",
    inSpan: true,
    code: "0",
    name: "open",
    remark: "HTTP 200",
    size: "101 B",
    latency: "9 ms",
  },
  {
    time: "",
    kind: "fields",
    fields: [
      ["sid", "eYk3_1Vd0pTqWmZcAAAB"],
      ["upgrades", "websocket"],
    ],
  },
  {
    time: "",
    kind: "fields",
    fields: [
      ["ping every", "25 s"],
      ["timeout", "60 s"],
      ["heartbeat", "from client"],
    ],
  },
  {
    id: "p1",
    time: "0.064",
    ...http,
    slot: POLLING,
    direction: "sent",
    code: "GET",
    path: "/socket.io/?EIO=3&transport=polling&sid=eYk3…AAAB",
  },
  {
    id: "p1a",
    time: "0.069",
    ...packet,
    slot: POLLING,
    direction: "received",
    inSpan: true,
    code: "40",
    name: "connect",
    args: "/",
    size: "5 B",
    latency: "5 ms",
  },
  {
    id: "p2",
    time: "0.071",
    ...http,
    slot: POLLING,
    direction: "sent",
    code: "GET",
    path: "/socket.io/?EIO=3&transport=polling&sid=eYk3…AAAB",
    remark: "long poll",
  },
  {
    id: "up",
    time: "0.079",
    ...http,
    slot: WEBSOCKET,
    direction: "sent",
    code: "GET",
    path: "/socket.io/?EIO=3&transport=websocket&sid=eYk3…AAAB",
  },
  {
    id: "up101",
    time: "0.091",
    ...http,
    slot: WEBSOCKET,
    direction: "received",
    inSpan: true,
    code: "101",
    path: "Switching Protocols",
    latency: "12 ms",
  },
  { id: "probe", time: "0.092", ...packet, slot: WEBSOCKET, direction: "sent", code: "2", name: "ping", args: "probe", size: "6 B" },
  {
    id: "probed",
    time: "0.097",
    ...packet,
    slot: WEBSOCKET,
    direction: "received",
    code: "3",
    name: "pong",
    args: "probe",
    size: "6 B",
    latency: "5 ms",
  },
  {
    id: "noop",
    time: "0.104",
    ...packet,
    slot: POLLING,
    direction: "received",
    inSpan: true,
    code: "6",
    name: "noop",
    remark: "ends the long poll",
    size: "4 B",
    latency: "held 33 ms",
  },
  {
    id: "upg",
    time: "0.105",
    ...packet,
    slot: WEBSOCKET,
    direction: "sent",
    code: "5",
    name: "upgrade",
    remark: "polling is over",
    size: "1 B",
  },
  {
    id: "chat",
    time: "1.240",
    ...packet,
    slot: WEBSOCKET,
    direction: "sent",
    code: "42",
    name: "chat",
    ack: 0,
    args: '"hello" lobby tags [1, 2]',
    size: "53 B",
  },
  {
    id: "ack",
    time: "1.252",
    ...packet,
    slot: WEBSOCKET,
    direction: "received",
    code: "43",
    name: "ack",
    ack: 0,
    args: '"ok"',
    size: "9 B",
    latency: "12 ms",
  },
  {
    time: "1.253",
    ...packet,
    slot: WEBSOCKET,
    direction: "received",
    code: "42",
    name: "chat",
    args: "ann hello",
    size: "40 B",
  },
  {
    time: "3.018",
    ...packet,
    slot: WEBSOCKET,
    direction: "received",
    problem: true,
    code: "?",
    name: "invalid",
    args: '42["timer",',
    remark: "not JSON: it ends too early",
    size: "13 B",
  },
  {
    time: "4.410",
    ...packet,
    slot: WEBSOCKET,
    direction: "sent",
    lost: true,
    code: "42",
    name: "typing",
    ack: 3,
    args: "true",
    remark: "never answered, lost with the session",
    size: "17 B",
  },
  { time: "", kind: "quiet", text: "20.7 s quiet", torn: false },
  { id: "ping", time: "25.105", ...packet, slot: WEBSOCKET, direction: "sent", code: "2", name: "ping", size: "1 B" },
  { id: "pong", time: "25.131", ...packet, slot: WEBSOCKET, direction: "received", code: "3", name: "pong", size: "1 B", latency: "26 ms" },
  {
    time: "50.131",
    kind: "fold",
    slot: WEBSOCKET,
    otherSlots: [],
    open: false,
    name: "ping/pong ×148",
    bits: ["21–43 ms"],
    spark: Array.from({ length: 60 }, (_, i) => 0.2 + ((i * 37) % 60) / 75),
    size: "296 B",
  },
  {
    id: "upload",
    time: "1:02:06",
    ...packet,
    slot: WEBSOCKET,
    direction: "received",
    code: "51",
    name: "upload",
    args: "a.png ⟨4 kB⟩",
    size: "+1 · 4.1 kB",
  },
  {
    id: "q",
    time: "1:02:10",
    ...packet,
    slot: WEBSOCKET,
    direction: "sent",
    code: "42",
    name: "chat",
    ack: 1,
    args: '"did it arrive?"',
    size: "28 B",
  },
  {
    id: "a",
    time: "1:02:10",
    ...packet,
    slot: WEBSOCKET,
    direction: "received",
    code: "43",
    name: "ack",
    ack: 1,
    args: '"ok"',
    size: "9 B",
    latency: "14 ms",
  },
  { id: "gap", time: "1:02:11", kind: "gap", text: "120 packets not captured", remark: "recording was paused" },
  {
    id: "inferred",
    time: "≈ 1:02:12",
    kind: "mark",
    slot: WEBSOCKET,
    side: "both",
    text: "nothing received from here on",
    remark: "nothing is received after this",
    tone: "inferred",
    ends: false,
  },
  {
    id: "closed",
    time: "1:02:14",
    kind: "mark",
    slot: WEBSOCKET,
    side: "client",
    text: "client gives up: ping timeout",
    remark: "13 ms after the prediction",
    tone: "problem",
    ends: true,
  },
  { time: "1:02:15", kind: "mark", side: "both", text: "page left", remark: "http://localhost:3000/next", tone: "plain", ends: false },
  { id: "live", time: "1:02:19", kind: "live", text: "now", remark: "open · next ping due at 1:02:30, from the client" },
];

export function basicScene(extra: readonly Lifeline[] = []): Scene {
  const { rows, mid, edge } = stack(SKETCHES);
  const height = rows.reduce((sum, row) => sum + row.height, 0);
  const lifeline = (slot: number, name: string, id: string, from: number): Lifeline => ({
    slot,
    role: name as Lifeline["role"],
    number: 1,
    rows: 0,
    name,
    letter: name.slice(0, 1),
    id,
    inferred: false,
    from,
    to: null,
    opened: from > 0,
    end: "none",
  });
  const lifelines: Lifeline[] = [
    lifeline(MAIN, "main", "58", 0),
    lifeline(POLLING, "polling", "61", mid("p1")),
    { ...lifeline(WEBSOCKET, "websocket", "", mid("up")), to: mid("closed"), end: "error" },
    ...extra,
  ];
  const request = (slot: number, from: string, to: string | null): RequestSpan => ({
    slot,
    from: mid(from),
    to: to === null ? null : mid(to),
  });
  const leg = (name: string, time: string, from: string, to: string): Leg => ({ name, slow: false, time, from: mid(from), to: mid(to) });
  const starts: readonly (readonly [string, string, string, string, readonly string[], readonly Leg[]])[] = [
    ["page", "1", "Page", "23 ms", [], []],
    ["hs", "2", "Handshake", "9 ms", [], []],
    ["p1", "3", "Polling", "40 ms", ["until noop"], []],
    [
      "up",
      "4",
      "Upgrade",
      "26 ms",
      [],
      [
        leg("open", "12", "up", "up101"),
        leg("probe", "5", "probe", "probed"),
        leg("drain", "7", "probed", "noop"),
        leg("switch", "1", "upg", "upg"),
      ],
    ],
    ["chat", "5", "Messages", "", ["websocket"], []],
    ["ping", "6", "Heartbeat", "", ["client pings,", "every 25 s"], []],
    ["upload", "5", "Messages", "", [], []],
  ];
  const steps: Step[] = starts.map(([from, number, name, time, notes, legs], i) => {
    const next = starts[i + 1]?.[0];
    return { key: i, from: edge(from), to: next === undefined ? height : edge(next), number, name, time, notes, legs, track: null };
  });
  const key = (id: string) => rows.find((row) => row.y === edge(id))?.key ?? -1;
  const pair = (from: string, to: string, level = 0): Pair => ({ from: mid(from), to: mid(to), keys: [key(from), key(to)], level });
  return {
    rows,
    lifelines,
    requests: [
      request(MAIN, "hs", "open"),
      request(POLLING, "p1", "p1a"),
      request(POLLING, "p2", "noop"),
      request(WEBSOCKET, "up", "up101"),
    ],
    steps,
    findings: [],
    stepTicks: [],
    stepTracks: 1,
    pairs: [pair("probe", "probed"), pair("chat", "ack"), pair("ping", "pong"), pair("q", "a", 1)],
    heartbeatWindows: [{ slot: WEBSOCKET, from: mid("inferred"), to: mid("closed") }],
    silences: [{ key: key("a"), from: mid("a"), to: mid("live"), text: "silence 9.00 s", dotted: true }],
    top: 0,
    bottom: height,
    height,
    server: "localhost:3000",
    stepHead: "step",
    timeHead: "s",
    serverHead: "server",
  };
}

/** The same scene for a narrow panel: steps are rows. */
export function narrowScene(): Scene {
  const scene = basicScene();
  const rows: Row[] = [];
  const moved = new Map<number, number>();
  let y = 0;
  for (const row of scene.rows) {
    const step = scene.steps.find((step) => step.from === row.y);
    if (step !== undefined) {
      const note = step.legs.length > 0 ? step.legs.map((leg) => `${leg.name} ${leg.time}`).join(" · ") : step.notes.join(" ");
      rows.push({
        key: 1000 + step.key,
        y,
        height: ROW_HEIGHT,
        at: row.at,
        time: "",
        kind: "step",
        number: step.number,
        name: step.name,
        note,
        took: step.time,
      });
      y += ROW_HEIGHT;
    }
    moved.set(row.y + row.height / 2, y + row.height / 2);
    rows.push({ ...row, y });
    y += row.height;
  }
  const to = (at: number) => moved.get(at) ?? at;
  return {
    ...scene,
    rows,
    lifelines: scene.lifelines.map((line) => ({ ...line, from: to(line.from), to: line.to === null ? null : to(line.to) })),
    requests: scene.requests.map((span) => ({ ...span, from: to(span.from), to: span.to === null ? null : to(span.to) })),
    pairs: scene.pairs.map((pair) => ({ ...pair, from: to(pair.from), to: to(pair.to) })),
    bottom: y,
    height: y,
  };
}
