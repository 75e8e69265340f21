// The scenarios beyond the six figures, recorded by the real panel: the trace has exactly the packets that the libraries logged, and the rows
// show what happened. Two scenarios are checked only in part: a late attach misses what came before it, and no server speaks WebTransport.
import { beyond } from "../../demo/scenarios/beyond.mjs";
import type { Scenario } from "../../demo/scenarios/figures.mjs";
import { expect, test } from "./support/demo.ts";
import { allRows, drawnRows } from "./support/panel.ts";
import { expectInOrder, type Played, play } from "./support/play.ts";
import { asked, said, upgraded } from "./support/right.ts";
import { compare, type ExpectedPacket, IDENTICAL } from "./support/truth.ts";

interface Expected {
  /** Cause of each session's end, in the order in which they began. A RegExp is matched with the causes joined by blanks. */
  readonly causes: readonly string[] | RegExp;
  /** Rows in order. Other rows may come between them. */
  readonly rows: readonly RegExp[];
  readonly holds?: (played: Played, rows: readonly string[]) => void;
}

const handshake = [/sent, GET \/socket\.io\/\?EIO=4&transport=polling/, /received, 0 open, HTTP 200/];
const session = [...handshake, ...upgraded];
const again = [/sent, GET .*transport=polling, attempt 1, waited/, /received, 0 open/];
const pinged = [/received, 2 ping, /, /sent, 3 pong, /];
const closed = /websocket closed, ≈ (?:by the server or the network|the server is gone)/;
const byClient = /websocket closed, by the client(?:, (?:client|session) .*)?$/;
/** Causes after a cut: zero or more attempts are refused while the connection is cut, depending on the client's timers. */
const afterCut = /^transport (refused )*client$/;
const broken = [closed, /sent, GET .*transport=polling, attempt \d/, /received, 0 open/, /sent, 40 connect, .*pid .*, asks for recovery/];
const refused = /problem, HTTP, received, 400 Unsupported protocol version \(code 5\)/;

function expectCount(rows: readonly string[], wanted: RegExp, times: number): void {
  expect(rows.filter((row) => wanted.test(row))).toHaveLength(times);
}

const expectations: Record<keyof typeof beyond, Expected> = {
  "missed-pong": {
    causes: ["transport", "client"],
    rows: [...session, ...pinged, /problem, received, 2 ping, .*no pong, due by/, closed, ...again, ...upgraded, ...pinged, byClient],
  },
  jsonp: {
    causes: ["client"],
    rows: [handshake[1] as RegExp, /sent, 42 say, "😀 é Ã© 日本語"/, /received, 42 said, "😀 é Ã© 日本語"/, ...asked],
    holds: ({ packets }) => expect(new Set(packets.map(({ transport }) => transport))).toEqual(new Set(["polling"])),
  },
  "websocket-only": {
    causes: ["client"],
    rows: [
      /sent, GET .*EIO=4&transport=websocket(?:, (?:client|session) .*)?$/,
      /received, 101 Switching Protocols/,
      /received, 0 open/,
      ...said,
      ...asked,
      byClient,
    ],
    holds: (_, rows) => expectCount(rows, /transport=polling|probe|upgrade/, 0),
  },
  "polling-only": {
    causes: ["client"],
    rows: [...handshake, ...said, ...asked, ...pinged, /sent, 1 close/, /received, 6 noop, ends the long poll/],
    holds: ({ packets }) => expect(new Set(packets.map(({ transport }) => transport))).toEqual(new Set(["polling"])),
  },
  "refused-upgrade": {
    causes: ["client"],
    rows: [...handshake, /problem, HTTP, GET .*transport=websocket&sid=.*, refused: 400/, ...said, ...asked, /sent, 1 close/],
    holds: ({ sessions }) => expect(sessions).toMatchObject([{ upgraded: false, transport: "polling" }]),
  },
  "no-sticky-sessions": {
    causes: /^(transport ){2,}client$/,
    rows: [
      ...handshake,
      /problem, HTTP, received, 400 Session ID unknown \(code 1\)/,
      ...again,
      /problem, HTTP, received, 400 Session ID unknown \(code 1\)/,
      ...again,
      ...upgraded,
      ...said,
      byClient,
    ],
  },
  "server-disconnects": {
    causes: ["server", "client"],
    rows: [
      ...session,
      ...said,
      /received, 41 disconnect, \//,
      /websocket closed, after the server's DISCONNECT/,
      ...handshake,
      ...upgraded,
      ...said,
      byClient,
    ],
  },
  backoff: {
    causes: ["transport", "refused", "refused", "refused", "client"],
    rows: [
      ...session,
      ...said,
      closed,
      ...[1, 2, 3].map((attempt) => new RegExp(`sent, GET .*, attempt ${attempt}, waited`)),
      /sent, GET .*, attempt 4, waited 2\.\d+ s/,
      ...upgraded,
      ...said,
      byClient,
    ],
  },
  reload: {
    causes: ["navigation", "client"],
    rows: [...session, ...said, /websocket gone: the page left/, ...session, ...said, byClient],
    holds: (_, rows) => expectCount(rows, /attempt/, 0),
  },
  recovery: {
    causes: afterCut,
    rows: [
      ...session,
      ...said,
      ...broken,
      /received, 42 said, "while you were away"/,
      /received, 40 connect, .*, recovered/,
      ...asked,
      byClient,
    ],
  },
  "recovery-failed": {
    causes: afterCut,
    rows: [...session, ...said, ...broken, /received, 40 connect, .*, not recovered/, ...asked, byClient],
    holds: (_, rows) => expectCount(rows, /while you were away/, 0),
  },
  namespaces: {
    causes: ["client"],
    rows: [
      ...session,
      /sent, 40 connect, \/admin/,
      /received, 40 connect, \/admin/,
      /sent, 42 say, \/admin "hello, admin"/,
      /received, 42 said, \/admin "hello, admin"/,
      ...said,
      /sent, 40 connect, \/nope/,
      /problem, received, 44 connect error, \/nope "Invalid namespace"/,
      /problem, received, 44 connect error, \/guarded "Not allowed" "Log in first"/,
      /sent, 41 disconnect, \/admin/,
      ...asked,
      byClient,
    ],
    holds: ({ sessions }) => expect(sessions).toMatchObject([{ namespaces: ["/", "/admin", "/nope", "/guarded"] }]),
  },
  "binary-acks": {
    causes: ["client"],
    rows: [
      ...session,
      /sent, 45 bytes, ⟨6 B⟩, \+1 · /,
      /received, 45 bytes, ⟨6 B⟩, \+1 · /,
      /received, 45 bytes, ⟨6 B⟩ two .*, \+2 · /,
      /sent, 45 bytes, ack id 0, .*, \+2 · /,
      /received, 46 ack, ack id 0, .*, \d.* m?s, \+2 · /,
      /received, 42 question, ack id 0/,
      /sent, 46 ack, ack id 0, .*, \d.* m?s, \+1 · /,
      ...asked,
      byClient,
    ],
  },
  "binary-polling": {
    causes: ["client"],
    rows: [
      ...handshake,
      /sent, 45 bytes, ⟨6 B⟩, \+1 · /,
      /received, 45 bytes, ⟨6 B⟩, .*\+1 · /,
      /received, 45 bytes, ⟨6 B⟩ two .*, \+2 · /,
    ],
    holds: ({ packets }) => expect(new Set(packets.map(({ transport }) => transport))).toEqual(new Set(["polling"])),
  },
  storm: {
    causes: ["client"],
    // Only the end: the test does not scroll through ten thousand rows.
    rows: [/received, 42 tick, 4999/, /received, 42 said, "the storm is over"/, ...asked, /sent, 41 disconnect/, byClient],
    holds: ({ packets }) => expect(packets.filter(({ engine }) => `${engine.data}`.startsWith('2["tick",'))).toHaveLength(10_000),
  },
  "two-clients": {
    causes: ["client", "client"],
    rows: [...session, ...said, ...said, byClient, byClient],
    holds: ({ sessions }, rows) => {
      expect(new Set(sessions.map(({ client }) => client)).size).toBe(2);
      expectCount(rows, /received, 0 open/, 2);
    },
  },
  "worker-and-iframe": {
    causes: ["client", "client", "client", "client"],
    rows: [...handshake, ...said, ...said, ...said, ...said, byClient, byClient, byClient, byClient],
    holds: ({ sessions }, rows) => {
      expect(new Set(sessions.map(({ client }) => client)).size).toBe(4);
      expectCount(rows, /received, 0 open/, 4);
    },
  },
  "old-client": {
    causes: ["refused", "refused", "refused"],
    rows: [
      /sent, GET .*EIO=3&transport=polling(, error: Versions do not fit begins here)?(?:, (?:client|session) .*)?$/,
      refused,
      /GET .*, attempt 1, waited/,
      refused,
      /GET .*, attempt 2, waited/,
      refused,
    ],
  },
  webtransport: {
    // The two sessions are separate: the first has an https address, the second http, so nothing shows that one client made both.
    causes: ["refused", "client"],
    rows: [
      /problem, HTTP, sent, WT \/socket\.io\/, WebTransport not established/,
      /sent, GET .*transport=websocket(?:, (?:client|session) .*)?$/,
      /0 open/,
      ...said,
      byClient,
    ],
  },
  "late-attach": {
    causes: ["transport", "client"],
    rows: [
      /recording began here, after the page had loaded/,
      ...said,
      ...asked,
      ...pinged,
      closed,
      ...handshake,
      ...upgraded,
      ...said,
      byClient,
    ],
  },
};

/** Packets from the first `say` on, without the heartbeats of its session: which heartbeat is recorded first varies. */
function sinceFirstSay({ truth, packets }: Played) {
  const say = truth.packets.find(({ engine }) => `${engine.data}`.startsWith('2["say"'));
  const counts = ({ session: sid, engine }: Pick<ExpectedPacket, "engine"> & { readonly session: string | null }) =>
    (sid !== null && sid !== say?.session) || (engine.type !== "ping" && engine.type !== "pong");
  return {
    expected: truth.packets.filter((packet) => counts(packet) && packet.at >= (say?.at ?? 0)),
    // The trace lacks the session's sid, which was in the handshake before the recording.
    actual: packets.filter(counts).map((packet) => ({ ...packet, session: packet.session ?? say?.session ?? null })),
  };
}

for (const [name, { causes, rows: wanted, holds }] of Object.entries(expectations)) {
  const scenario: Scenario = beyond[name as keyof typeof beyond];
  test(name, async ({ openPanel, takePanel, setStage }, info) => {
    const played = await play(scenario, scenario.versions?.at(-1) ?? "4.8.4", { openPanel, takePanel, setStage }, info);
    const { open, truth, packets, sessions } = played;
    const { expected, actual } = scenario.isLate ? sinceFirstSay(played) : { expected: truth.packets, actual: packets };
    expect(compare(expected, actual)).toEqual(IDENTICAL);
    const ended = sessions.map(({ cause }) => cause);
    if (causes instanceof RegExp) expect(ended.join(" ")).toMatch(causes);
    else expect(ended).toEqual(causes);
    const rows = name === "storm" ? (await drawnRows(open.panel)).map(([, row]) => row) : await allRows(open.panel);
    expectInOrder(rows, wanted);
    holds?.(played, rows);
  });
}
