// The six figures' scenarios with Engine.IO 3 and 4, recorded by the real panel: the trace has exactly the packets that the libraries logged,
// and the rows show what the figure is about. How the rows look is not tested here.
import { figures } from "../../demo/scenarios/figures.mjs";
import type { Scene } from "../../src/diagram/scene/scene.ts";
import type { PacketRecord } from "../../src/formats/packets.ts";
import type { SessionRecord } from "../../src/formats/sessions.ts";
import type { Store } from "../../src/session/store.ts";
import { ladderOf } from "../unit/diagram/support.ts";
import { expect, test } from "./support/demo.ts";
import { allRows } from "./support/panel.ts";
import { expectInOrder, play } from "./support/play.ts";
import { said, upgraded } from "./support/right.ts";
import { compare, type ExpectedPacket, IDENTICAL } from "./support/truth.ts";

interface Seen {
  readonly packets: readonly PacketRecord[];
  readonly sessions: readonly SessionRecord[];
  readonly eio: 3 | 4;
  readonly scene: Scene;
}

interface Figure {
  /** Cause of each session's end, in order. The test closes the last one. */
  readonly causes: readonly RegExp[];
  /** Rows in order. Other rows may come between them. */
  readonly rows: (eio: 3 | 4) => readonly RegExp[];
  readonly holds?: (seen: Seen) => void;
}

const page = [/HTTP, GET \/, 200/, /HTTP, GET \/library\.js, 200/];
const handshake = (eio: 3 | 4) => [
  new RegExp(`sent, GET /socket\\.io/\\?EIO=${eio}&transport=polling(, attempt \\d+.*|, session .*)?$`),
  /received, 0 open, HTTP 200/,
];
const poll = /sent, GET .*transport=polling&sid=.*, long poll/;
const opening = /sent, GET .*transport=websocket&sid=/;
const upgradedByNoop = upgraded.toSpliced(3, 0, /received, 6 noop, ends the long poll/);
const asked = [/sent, 42 ask, ack id 0/, /received, 43 ack, ack id 0/];
const heartbeat = (eio: 3 | 4) =>
  eio === 3 ? [/sent, 2 ping, 1 B/, /received, 3 pong, /] : [/received, 2 ping, (last received, )?1 B/, /sent, 3 pong, /];
const session = (eio: 3 | 4) => [...handshake(eio), opening, ...upgraded];
const byClient = /websocket closed, by the client(?:, (?:client|session) .*)?$/;
/** Who closed is unknown: CDP does not report close frames. */
const notByClient = /websocket closed, ≈ (?:by the server or the network|the server is gone)/;

function sceneOf(store: Store): Scene {
  return ladderOf(store).whole();
}

/** Checks lifelines, brackets and session bars. In each figure the sessions follow one another and are upgraded. */
function expectScene({ lifelines, requests, steps, sessionBars }: Scene, sessions: number): void {
  const names = lifelines.map(({ name }) => name);
  expect(names).toContain("main");
  const sockets = lifelines.filter(({ name }) => name.startsWith("websocket"));
  expect(sockets).toHaveLength(sessions);
  expect(sockets.filter(({ to, opened }) => to === null || !opened)).toEqual([]);
  expect(steps.filter(({ name }) => name === "Handshake").length).toBeGreaterThanOrEqual(sessions);
  const legs = steps.filter(({ name }) => name === "Upgrade").flatMap((step) => step.legs.map(({ name }) => name.split(",")[0]));
  for (const leg of ["open", "probe", "switch"]) expect(legs.filter((name) => name === leg)).toHaveLength(sessions);
  // While each websocket opens, a poll waits on another lifeline.
  for (const { slot } of sockets) {
    const opening = requests.find((request) => request.slot === slot);
    expect(opening).toBeDefined();
    const beside = requests.filter(
      ({ slot: other, from, to }) =>
        !sockets.some((socket) => socket.slot === other) &&
        from < (opening?.to ?? 0) &&
        (to ?? Number.POSITIVE_INFINITY) > (opening?.from ?? 0),
    );
    expect(beside).not.toEqual([]);
  }
  expect(sessionBars?.bars.length ?? 1).toBe(sessions);
  for (const [index, { follows, end }] of (sessionBars?.bars ?? []).entries()) {
    expect(follows !== null).toBe(index > 0);
    expect(end).not.toBe("none");
  }
}

/** Greatest difference in milliseconds between a time of the browser and one of the libraries, which read their clocks at different moments. */
const CLOCKS = 60;

/** A sent packet is recorded after its library wrote it, a received one before its library read it. */
function expectTimes(expected: readonly ExpectedPacket[], packets: readonly PacketRecord[]): void {
  const key = ({ session, direction, transport }: { session: string | null; direction: string; transport: string }) =>
    `${session} ${direction} ${transport}`;
  for (const group of new Set(packets.map(key))) {
    const logged = expected.filter((packet) => key(packet) === group);
    const seen = packets.filter((packet) => key(packet) === group);
    if (logged.length !== seen.length) {
      // The trace may have a packet that was lost, or not.
      expect(logged.some(({ lost }) => lost)).toBe(true);
      continue;
    }
    for (const [index, { at, direction }] of seen.entries()) {
      const after = at - (logged[index]?.at ?? 0);
      if (direction === "sent") expect(after).toBeGreaterThan(-CLOCKS);
      else expect(after).toBeLessThan(CLOCKS);
    }
  }
}

/** The second session uses a connection that was open before the first one ended. */
function expectReusedConnection({ packets, sessions, scene }: Seen): void {
  const used = new Set(packets.filter(({ session }) => session === sessions[1]?.session).map(({ connection }) => connection));
  const end = scene.rows.find((row) => row.kind === "mark" && row.ends)?.y ?? 0;
  expect(scene.lifelines.some(({ id, from }) => id !== "" && used.has(id) && from < end)).toBe(true);
}

const expectations: Record<keyof typeof figures, Figure> = {
  "basic-flow": {
    causes: [/client/],
    rows: (eio) => [...page, ...handshake(eio), poll, ...upgraded, ...said, ...asked, ...heartbeat(eio), byClient],
    holds: ({ packets, eio }) => {
      const beats = (type: string, direction: string) =>
        packets.filter(({ engine, ...packet }) => engine.type === type && !engine.data && packet.direction === direction).length;
      expect(beats("ping", eio === 3 ? "sent" : "received")).toBeGreaterThanOrEqual(2);
      expect(beats("pong", eio === 3 ? "received" : "sent")).toBeGreaterThanOrEqual(2);
    },
  },

  "polling-messages": {
    causes: [/client/],
    rows: (eio) => [
      ...handshake(eio),
      poll,
      /sent, POST .*transport=polling&sid=/,
      ...said,
      ...asked,
      /received, 42 said, "by polling, unasked"/,
      ...upgradedByNoop,
      ...said,
      byClient,
    ],
    holds: ({ packets }) => {
      const of = (transport: string) => packets.filter((packet) => packet.transport === transport);
      expect(of("polling").filter(({ engine }) => `${engine.data}`.startsWith('2["sa'))).toHaveLength(3);
      expect(of("websocket").filter(({ engine }) => `${engine.data}`.startsWith('2["sa'))).toHaveLength(2);
      // A message is sent while a poll waits, so polling uses more than one connection.
      expect(new Set(of("polling").map(({ connection }) => connection)).size).toBeGreaterThan(1);
    },
  },

  upgrade: {
    causes: [/client/],
    rows: (eio) => [
      ...handshake(eio),
      opening,
      ...["first", "second", "third"].flatMap((text) => [new RegExp(`received, 42 said, "${text}`), poll]),
      ...upgradedByNoop,
      /received, 42 said, "by websocket"/,
      byClient,
    ],
    holds: ({ packets }) => {
      const switched = packets.findIndex(({ engine }) => engine.type === "upgrade");
      expect(packets.slice(switched).filter(({ transport }) => transport === "polling")).toEqual([]);
    },
  },

  "cut-short": {
    causes: [/client/],
    rows: (eio) => [
      ...session(eio),
      ...said,
      ...heartbeat(eio),
      /sent, 42 say, "hello, world"/,
      /received, 42 said, "while the path was cut"/,
      /received, 42 said, "hello, world"/,
      ...heartbeat(eio),
      ...asked,
      byClient,
    ],
    holds: ({ packets, eio, scene }) => {
      // The silence has a bracket, and a packet after it shows how late it is.
      expect(scene.silences).toHaveLength(1);
      expect(scene.rows.some((row) => row.kind === "packet" && row.problem && /late/.test(row.remark ?? ""))).toBe(true);
      // There is a silence of three heartbeats, in which the page sent a message.
      const received = packets.filter(({ direction }) => direction === "received");
      const silences = received.slice(1).map(({ at }, index) => ({ from: received[index]?.at ?? 0, to: at }));
      const sentIn = ({ from, to }: (typeof silences)[number]) =>
        packets.filter(({ at, direction }) => direction === "sent" && at > from && at < to).map(({ engine }) => engine);
      // The two clocks may differ by 1 ms.
      const long = silences.filter(({ from, to }) => to - from > 3 * figures["cut-short"].options.pingInterval - 1).map(sentIn);
      const held = long.find((sent) => sent.some(({ data }) => data === '2["say","hello, world"]'));
      expect(held).toBeDefined();
      if (eio === 3) expect(held?.map(({ type }) => type)).toContain("ping");
    },
  },

  "cut-long": {
    causes: [/timeout/, /client/],
    rows: (eio) => [
      ...session(eio),
      ...said,
      /last received/,
      /nothing received from here on/,
      /sent, 42 say, "hello, world", may not have arrived/,
      /give-up predicted/,
      /client gives up: ping timeout/,
      ...session(eio),
      ...asked,
      byClient,
    ],
    holds: (seen) => {
      expect(seen.scene.heartbeatWindows).toHaveLength(1);
      expect(seen.scene.silences).toHaveLength(1);
      const [first, second] = seen.sessions;
      const secondAt = second?.startedAt ?? 0;
      const last = seen.packets.findLast(
        ({ session: sid, direction, at }) => sid === first?.session && direction === "received" && at < secondAt,
      );
      const { pingInterval, pingTimeout } = figures["cut-long"].options;
      // The two clocks may differ by 1 ms.
      expect(secondAt - (last?.at ?? 0)).toBeGreaterThanOrEqual(pingInterval + pingTimeout - 1);
      expectReusedConnection(seen);
    },
  },

  "server-closes": {
    causes: [/transport|server/, /client/],
    rows: (eio) => [...session(eio), ...said, notByClient, ...session(eio), ...said, byClient],
    holds: expectReusedConnection,
  },

  "client-closes": {
    causes: [/client/, /client/],
    rows: (eio) => [...session(eio), ...said, /sent, 41 disconnect/, byClient, ...session(eio), ...said, byClient],
    holds: expectReusedConnection,
  },
};

for (const [name, { causes, rows: rowsOf, holds }] of Object.entries(expectations)) {
  const scenario = figures[name as keyof typeof figures];
  for (const [version, eio] of [
    ["1.3.5", 3],
    ["4.8.4", 4],
  ] as const) {
    test(`${name} with socket.io ${version}`, async ({ openPanel, takePanel, setStage }, info) => {
      const { open, truth, packets, sessions, store } = await play(scenario, version, { openPanel, takePanel, setStage }, info);
      expect(compare(truth.packets, packets)).toEqual(IDENTICAL);
      expectTimes(truth.packets, packets);
      const scene = sceneOf(store);
      expectScene(scene, causes.length);

      const sids = sessions.map(({ session: sid }) => sid);
      expect(new Set(sids).size).toBe(causes.length);
      expect(sessions).toEqual(
        causes.map((cause, index) =>
          expect.objectContaining({
            client: 0,
            eio,
            upgraded: true,
            state: "closed",
            cause: expect.stringMatching(cause),
            previous: sids[index - 1] ?? null,
            next: sids[index + 1] ?? null,
          }),
        ),
      );
      const { pingInterval, pingTimeout } = { pingInterval: 25_000, pingTimeout: eio === 3 ? 60_000 : 20_000, ...scenario.options };
      const handshakes = packets.filter(({ engine }) => engine.type === "open").map(({ engine }) => JSON.parse(`${engine.data}`));
      expect(handshakes).toMatchObject(sids.map((sid) => ({ sid, upgrades: ["websocket"], pingInterval, pingTimeout })));

      const rows = await allRows(open.panel);
      expect(expectInOrder(rows, rowsOf(eio))).toBe(rows.length);
      holds?.({ packets, sessions, eio, scene });
    });
  }
}
