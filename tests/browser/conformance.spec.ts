// The recording of every version and variant of Socket.IO, compared with the logs of its own libraries: real servers, their clients in real
// Chromium, the real extension. Each case is a test and a row of docs/conformance.md.

import type { OpenPanel } from "../../demo/devtools.mjs";
import type { TcpProxy } from "../../demo/proxy.mjs";
import { clientCard, twoHeartbeats } from "../../demo/scenarios/basic.mjs";
import { missSomething } from "../../demo/scenarios/beyond.mjs";
import { load } from "../../demo/scenarios/figures.mjs";
import { type DemoServer, familyOf, nameOf, type ServerOptions, type Version } from "../../demo/server.mjs";
import { packetRecords } from "../../src/formats/packets.ts";
import { ANNOTATION, type Count, committedRows, featuresOf, keyOf, kindOf, type Row } from "./support/conformance-table.ts";
import { allArrived, expect, test } from "./support/demo.ts";
import { expectFindings } from "./support/findings.ts";
import { allRows, savedTrace, storeOf } from "./support/panel.ts";
import { compare, type ExpectedPacket, IDENTICAL } from "./support/truth.ts";

interface Stage {
  readonly open: OpenPanel;
  readonly server: DemoServer;
  /** The case's additional servers. */
  readonly others: readonly DemoServer[];
  readonly proxy: TcpProxy | undefined;
  readonly client: ReturnType<typeof clientCard>;
}

interface Step {
  /** Name of the step in the table. */
  readonly feature: string;
  /** Rules that find something above `info` in it. */
  readonly finds?: readonly string[];
  readonly run: (stage: Stage) => Promise<void>;
}

interface Case {
  readonly version: Version;
  readonly transport: string;
  readonly variant?: string;
  readonly options?: Partial<ServerOptions>;
  readonly others?: readonly ServerOptions[];
  readonly behindProxy?: boolean;
  /** Query of the page's URL. A function is called when the servers run. */
  readonly query?: string | ((stage: Pick<Stage, "server" | "others">) => string);
  /** Host name of the page, if it is not the server's: makes the server another site. */
  readonly page?: "localhost";
  /** Transport on which the client is connected before the first step; null if the first step does not wait for that. */
  readonly reaches?: string | null;
  readonly steps: readonly Step[];
  /** Each matches a row of the panel. */
  readonly rows?: readonly RegExp[];
  /** The parser is unknown to Lifeline: messages are shown as bytes, without a Socket.IO packet. */
  readonly isOpaque?: boolean;
}

/** A step that runs an action of the page and waits for an event. */
const act = (feature: string, action: string, answer: string, ...finds: readonly string[]): Step => ({
  feature,
  finds,
  run: ({ client }) => client.press(action, answer),
});

const text = act("events", "say", "/ said");
const unicode = act("multi-byte text", "unicode", '/ said "😀 é Ã© 日本語"');
const ack = act("acks", "ask", "/ ack");
const binary = [act("binary events", "send bytes", "/ bytes"), act("binary events", "receive bytes", "/ bytes")];
const binaryAcks = [act("binary acks both ways", "send nested bytes", "/ ack"), act("binary acks both ways", "be asked", "/ thanks")];
const namespaces = [act("namespaces", "join", "/admin hello"), act("namespaces", "say in admin", "/admin said")];
const refusals = [
  act("unknown namespace", "refused", "/nope", "invalid-namespace"),
  act("refusal with an object", "refused with data", "/guarded ", "connect-refused-by-app"),
  act("refusal with a string", "refused with text", "/guarded-text ", "connect-refused-by-app"),
];
const serverEvent: Step = {
  feature: "events unasked",
  run: async ({ client, server }) => {
    await server.emit("said", "unasked");
    await client.line('/ said "unasked"').first().waitFor();
  },
};
const upgrade: Step = {
  feature: "upgrade",
  run: async ({ client, server }) => {
    await server.releaseUpgrades();
    await client.reaches("connected", "websocket");
  },
};
const heartbeats = (transport: string): Step => ({
  feature: "heartbeats",
  run: async ({ open }) => void (await twoHeartbeats(open.page, transport)),
});
/**
 * Before `isLast`, the client's last step, it also waits until the namespaces are joined again: the libraries do not log packets that are in
 * transit when the client closes.
 */
const serverCloses = (transport: string, isLast = true): Step => ({
  feature: "server closes, client reconnects",
  run: async ({ client }) => {
    const joined = client.line("/admin hello");
    const before = await joined.count();
    await client.press("server closes", "/ hello");
    await client.reaches("connected", transport);
    if (isLast && before > 0) await joined.nth(before).waitFor();
  },
});
const clientCloses: Step = {
  feature: "client closes",
  run: async ({ client }) => {
    await client.press("client closes", "/ disconnect");
    await client.reaches("disconnected");
  },
};
const serverDisconnects: readonly Step[] = [
  {
    feature: "server disconnects",
    run: async ({ client }) => {
      await client.press("server disconnects", "/ disconnect");
      await client.reaches("disconnected");
    },
  },
  act("connects again", "connect", "/ hello"),
];

const fast = { pingInterval: 300, pingTimeout: 20_000 };
// docs/conformance.md calls these steps “everything”.
const everything = [text, unicode, ack, ...binary, ...binaryAcks, ...namespaces, ...refusals, serverEvent];
const withoutBytes = [text, unicode, ack, ...namespaces, ...refusals.slice(0, 2), serverEvent];

/** Steps with messages before and after the upgrade. */
const upgraded = (messages: readonly Step[] = everything): readonly Step[] => [
  text,
  ack,
  upgrade,
  ...messages,
  heartbeats("websocket"),
  serverCloses("websocket"),
  clientCloses,
];
const only = (transport: string, messages: readonly Step[] = everything): readonly Step[] => [
  ...messages,
  heartbeats(transport),
  serverCloses(transport),
  clientCloses,
];

const upgrading = (version: Version, more: Partial<Case> = {}): Case => ({
  version,
  transport: "polling → websocket",
  steps: upgraded(),
  ...more,
  options: { ...fast, holdUpgrades: true, ...more.options },
});
const alone = (version: Version, transport: string, more: Partial<Case> = {}): Case => ({
  version,
  transport,
  steps: only(transport),
  ...more,
  options: { ...fast, ...more.options },
  query: `transports=${transport}&${more.query ?? ""}`,
});

const socketVersions = ["1.0.6", "1.3.5", "1.7.4", "2.0.4", "2.5.1", "3.1.2", "4.8.4"] as const;

// Query or auth data that a client sends with its namespaces, for versions that can.
const namespaceOptions: Partial<Record<Version, { readonly variant: string; readonly query: string }>> = {
  "1.7.4": { variant: "namespace with a query", query: `namespace=${encodeURIComponent('{"query":"token=abc&u=é"}')}` },
  "2.5.1": { variant: "namespace with a query", query: `namespace=${encodeURIComponent('{"query":{"token":"abc","u":"é"}}')}` },
  "3.1.2": { variant: "auth", query: `namespace=${encodeURIComponent('{"auth":{"token":"abc"}}')}` },
  "4.8.4": { variant: "auth", query: `namespace=${encodeURIComponent('{"auth":{"token":"abc"}}')}` },
};

const oldMessages = [
  text,
  unicode,
  ack,
  act("acks", "be asked", "/ thanks"),
  act("messages", "send message", "/ message"),
  act("JSON messages", "send json", "/ message"),
  ...namespaces,
  act("refused namespace", "refused", "/guarded connect_failed", "connect-refused-by-app"),
  serverEvent,
];

const engineMessages = [
  act("text", "say", "message hello, world"),
  act("multi-byte text", "unicode", "message 😀 é Ã© 日本語"),
  act("text", "send json", 'message {"just"'),
  act("binary both ways", "send bytes", "message of 6 bytes"),
  act("binary both ways", "receive bytes", "message of 6 bytes"),
];
const engineCloses: readonly Step[] = [
  act("server closes", "server closes", "close"),
  act("connects again", "connect", "open"),
  act("client closes", "client closes", "close"),
];

const cases: readonly Case[] = [
  ...["websocket", "xhr-polling", "jsonp-polling"].map((transport) =>
    alone("0.9.19", transport, {
      // The `transports` option of the 0.9 client is not enough, so the server offers only this transport.
      options: { transports: [transport] },
      steps: only(transport, oldMessages),
      rows: [/sent, 5 say/],
    }),
  ),
  ...socketVersions.flatMap((version) => [
    upgrading(version, namespaceOptions[version]),
    ...["polling", "websocket"].map((transport) =>
      alone(version, transport, {
        // The 1.0 client receives nothing more after the server disconnected it.
        steps: [
          ...everything,
          heartbeats(transport),
          serverCloses(transport, version === "1.0.6"),
          ...(version === "1.0.6" ? [] : serverDisconnects),
          clientCloses,
        ],
      }),
    ),
  ]),
  {
    ...upgrading("engine.io-6.6.12"),
    steps: [...engineMessages, upgrade, ...engineMessages, heartbeats("websocket"), ...engineCloses],
  },
  ...["polling", "websocket"].map((transport) =>
    alone("engine.io-6.6.12", transport, { steps: [...engineMessages, heartbeats(transport), ...engineCloses] }),
  ),
  ...(["1.3.5", "2.5.1", "3.1.2"] as const).map((version) =>
    alone(version, "polling", {
      variant: "JSONP",
      query: "forceJSONP=true",
      // JSONP is slow, because the client posts each body as a form in an iframe. So this case has fewer steps.
      steps: only("polling", [unicode, ack, ...binary, ...binaryAcks, ...namespaces.slice(0, 1), serverEvent]),
      rows: [/received, 42 said, "😀 é Ã© 日本語"/],
    }),
  ),
  ...(["1.3.5", "2.5.1", "4.8.4"] as const).flatMap((version) =>
    ["polling", "websocket"].map((transport) => alone(version, transport, { variant: "base64 only", query: "forceBase64=true" })),
  ),
  upgrading("4.8.4", { variant: "msgpack parser", options: { parser: "msgpack" }, rows: [/sent, say, "hello, world", EVENT · msgpack/] }),
  // Errors are strings in this parser, so the refusal with an object is left out.
  upgrading("2.5.1", {
    variant: "msgpack parser",
    options: { parser: "msgpack" },
    steps: upgraded(everything.filter((step) => step !== refusals[1])),
  }),
  upgrading("4.8.4", { variant: "json parser", options: { parser: "json" }, steps: upgraded(withoutBytes) }),
  upgrading("4.8.4", { variant: "CBOR parser", options: { parser: "cbor" } }),
  upgrading("4.8.4", {
    variant: "unknown parser",
    options: { parser: "unknown" },
    steps: upgraded(withoutBytes),
    isOpaque: true,
    rows: [/received, binary, ⟨\d+ B⟩, no known parser/],
  }),
  ...(["2.5.1", "4.8.4"] as const).map((version) =>
    upgrading(version, { variant: "permessage-deflate", options: { perMessageDeflate: { threshold: 0 } } }),
  ),
  ...[true, false].map(
    (isRecovered): Case => ({
      version: "4.8.4",
      transport: "polling → websocket",
      variant: isRecovered ? "connection state recovered" : "connection state not recovered",
      options: { connectionStateRecovery: { maxDisconnectionDuration: isRecovered ? 60_000 : 1 } },
      behindProxy: true,
      reaches: "websocket",
      steps: [text, recovery(isRecovered), ack, clientCloses],
      rows: [
        /sent, 40 connect.* asks for recovery,/,
        isRecovered ? /received, 40 connect.*, recovered,/ : /received, 40 connect.*, not recovered,/,
      ],
    }),
  ),
  upgrading("4.8.4", { variant: "client of 2.5, allowEIO3", options: { client: "2.5.1", allowEIO3: true } }),
  alone("4.8.4", "polling", { variant: "client of 2.5, allowEIO3", options: { client: "2.5.1", allowEIO3: true } }),
  alone("4.8.4", "polling", {
    variant: "client of 2.5, refused",
    options: { client: "2.5.1" },
    query: "reconnection=false",
    reaches: null,
    steps: [{ feature: "refusal", finds: ["version-mismatch"], run: ({ client }) => client.line("/ connect_error").first().waitFor() }],
    rows: [/Unsupported protocol version/],
  }),
  ...(["1.3.5", "4.8.4"] as const).map((version) =>
    upgrading(version, { variant: "its own path", options: { path: "/live/updates" }, query: "path=/live/updates" }),
  ),
  {
    ...upgrading("4.8.4"),
    variant: "cross-origin, preflights, credentials",
    options: { cors: { origin: true, credentials: true }, ...fast, holdUpgrades: true },
    page: "localhost",
    query: ({ server }) => `server=${server.origin}&withCredentials=true&extraHeaders=${encodeURIComponent('{"x-demo":"1"}')}`,
    rows: [/GET .*, after a preflight/, /POST .*, after a preflight/],
  },
  {
    ...alone("2.5.1", "polling"),
    variant: "cross-origin, preflights",
    page: "localhost",
    query: ({ server }) => `transports=polling&server=${server.origin}`,
    rows: [/POST .*, after a preflight/],
  },
  {
    version: "4.8.4",
    transport: "polling → websocket",
    variant: "beside a server of 3.1.2",
    others: [{ version: "3.1.2", cors: { origin: true } }],
    query: ({ server, others }) => `server=${server.origin}&server=${others[0]?.origin}`,
    reaches: null,
    steps: [
      {
        feature: "two servers at once",
        run: async ({ open }) => {
          for (const name of ["Client 1", "Client 2"]) {
            const client = clientCard(open.page.getByRole("region", { name }));
            await client.reaches("connected", "websocket");
            for (const [action, answer] of [
              ["say", "/ said"],
              ["ask", "/ ack"],
              ["client closes", "/ disconnect"],
            ] as const) {
              await client.press(action, answer);
            }
          }
        },
      },
    ],
  },
  alone("4.8.4", "polling", {
    variant: "maxPayload",
    options: { maxHttpBufferSize: 2000 },
    steps: [say("batches within maxPayload", 5, 600), tooLarge(), clientCloses],
  }),
  ...socketVersions.map(httpErrors),
  ...(["1.3.5", "2.5.1", "4.8.4"] as const).map(overlappingPolls),
];

/** Emits `count` texts of this length at once, and waits until all came back. */
function say(feature: string, count: number, length: number): Step {
  return {
    feature,
    run: async ({ open, client }) => {
      await open.page.evaluate(
        ([times, size]) => {
          for (let i = 0; i < times; i++) globalThis.demoClients[0]?.sockets?.["/"]?.emit("say", "x".repeat(size));
        },
        [count, length] as const,
      );
      await client
        .line(`/ said "${"x".repeat(length)}"`)
        .nth(count - 1)
        .waitFor();
    },
  };
}

/** Sends a body that the server refuses, which ends the session. */
function tooLarge(): Step {
  return {
    feature: "a body over maxPayload",
    finds: ["payload-too-large"],
    run: async ({ open, client }) => {
      const before = await client.line("/ hello").count();
      await open.page.evaluate(() => globalThis.demoClients[0]?.sockets?.["/"]?.emit("say", "x".repeat(5000)));
      await client.line("/ hello").nth(before).waitFor();
    },
  };
}

/** Cuts the connection, emits an event on the server meanwhile, and reconnects. */
function recovery(isRecovered: boolean): Step {
  return {
    feature: isRecovered ? "recovery with what was missed" : "a new session instead of recovery",
    finds: isRecovered ? [] : ["not-recovered"],
    run: async ({ open, client, server, proxy }) => {
      await missSomething({ page: open.page, server, ...(proxy && { proxy }) });
      const recovered = await open.page.evaluate(() => {
        return globalThis.demoClients[0]?.sockets?.["/"]?.recovered;
      });
      expect(recovered).toBe(isRecovered);
      await expect(client.line('/ said "while you were away"')).toHaveCount(isRecovered ? 1 : 0);
    },
  };
}

/** Requests that the server refuses, with each error code that its version has. */
function httpErrors(version: Version): Case {
  const eio = version === "1.0.6" ? 2 : Number(version[0]) < 3 ? 3 : 4;
  const refused = async ({ page }: OpenPanel, { origin }: DemoServer, code: number, query: string, method = "GET"): Promise<void> => {
    const url = `${origin}/socket.io/?${query}`;
    const body = await page.evaluate(async ([at, how]) => (await fetch(at, { method: how })).text(), [url, method] as const);
    expect(JSON.parse(body)).toMatchObject({ code });
  };
  // The two oldest versions have no `allowRequest`.
  const canForbid = version !== "1.0.6" && version !== "1.3.5";
  return alone(version, "websocket", {
    variant: "HTTP errors",
    others: [{ version, transports: ["websocket"] }, ...(canForbid ? [{ version, forbid: true }] : [])],
    steps: [
      {
        feature: "codes 1 to 3",
        run: async ({ open, client, server }) => {
          const sid = await client.card.getAttribute("data-sid");
          await refused(open, server, 1, `EIO=${eio}&transport=polling&sid=nobody`);
          await refused(open, server, 2, `EIO=${eio}&transport=polling`, "POST");
          await refused(open, server, 3, `EIO=${eio}&transport=polling&sid=${sid}`);
        },
      },
      ...(version === "4.8.4"
        ? [{ feature: "code 5", run: ({ open, server }: Stage) => refused(open, server, 5, "EIO=9&transport=polling") }]
        : []),
      clientCloses,
      {
        feature: canForbid ? "codes 0 and 4" : "code 0",
        finds: ["handshake-refused"],
        run: async ({ open, server, others: [websocketOnly, forbidding] }) => {
          for (const [other, code] of [
            [websocketOnly, 0],
            [forbidding, 4],
          ] as const) {
            if (!other) continue;
            await open.page.goto(`${other.origin}/plain.html`);
            await refused(open, other, code, `EIO=${eio}&transport=polling`);
          }
          await open.page.goto(`${server.origin}/plain.html`);
        },
      },
    ],
    rows: [
      /Transport unknown \(code 0\)/,
      /Session ID unknown \(code 1\)/,
      /Bad handshake method \(code 2\)/,
      /Bad request \(code 3\)/,
      ...(canForbid ? [/Forbidden.* \(code 4\)/] : []),
      ...(version === "4.8.4" ? [/Unsupported protocol version \(code 5\)/] : []),
    ],
  });
}

/** Polls a second time while the first poll waits, which ends the session. */
function overlappingPolls(version: Version): Case {
  const eio = Number(version[0]) < 3 ? 3 : 4;
  return alone(version, "polling", {
    variant: "overlapping polls",
    steps: [
      text,
      {
        feature: "a second poll",
        finds: ["two-polls"],
        run: async ({ open, client, server }) => {
          const sid = await client.card.getAttribute("data-sid");
          await open.page.evaluate(
            // The oldest versions never answer the second poll, and then know the session no more.
            (url) => fetch(url, { signal: AbortSignal.timeout(500) }).catch(() => {}),
            `${server.origin}/socket.io/?EIO=${eio}&transport=polling&sid=${sid}`,
          );
          await client.line("/ hello").nth(1).waitFor();
        },
      },
      clientCloses,
    ],
  });
}

/** A server of 1.0 lets a client join any namespace. */
const canFind = (rule: string, { version }: Case): boolean => rule !== "invalid-namespace" || version !== "1.0.6";

const isUnread = ({ engine, socket }: ExpectedPacket): boolean => engine.type === "message" && socket === undefined;

function headOf({ version, options, transport, variant = "" }: Case): Pick<Row, "server" | "client" | "transport" | "variant"> {
  const client = options?.client ?? version;
  return { server: nameOf(version), client: client === version ? "its own" : nameOf(client), transport, variant };
}

const titleOf = (head: ReturnType<typeof headOf>): string => [head.server, head.transport, head.variant].filter(Boolean).join(", ");

for (const [index, one] of cases.entries()) {
  const head = headOf(one);
  test(titleOf(head), async ({ takePanel, startServer, startProxy }, info) => {
    const server = await startServer({ version: one.version, ...one.options });
    const others = await Promise.all((one.others ?? []).map(startServer));
    const proxy = one.behindProxy ? await startProxy(server) : undefined;
    const open = await takePanel();
    const { page } = open;
    const query = typeof one.query === "function" ? one.query({ server, others }) : one.query;
    const origin = proxy?.url ?? (one.page === "localhost" ? `${server.otherOrigin}/` : server.url);
    const client = await load({ page, url: `${origin}${query ? `?${query}` : ""}` });
    const { reaches = one.transport.split(" ")[0] } = one;
    if (reaches !== null) await client.reaches("connected", reaches);
    for (const step of one.steps) await test.step(step.feature, () => step.run({ open, server, others, proxy, client }));

    for (const each of [server, ...others]) await expect.poll(() => each.openSessions()).toEqual([]);
    const truth = await allArrived(open, server, ...others);
    const store = storeOf(await savedTrace(open, info));
    expectFindings(store, one.isOpaque ? [] : one.steps.flatMap(({ finds = [] }) => finds).filter((rule) => canFind(rule, one)));
    const actual = [...packetRecords(store)];
    const differences = compare(truth.packets, actual);
    const bytesOnly = compare(
      truth.packets.map(({ socket, ...packet }) => packet),
      actual,
    );
    expect(one.isOpaque ? bytesOnly : differences).toEqual(IDENTICAL);
    if (familyOf(one.version) === "engine" || one.isOpaque) expect(actual.filter(({ socket }) => socket)).toEqual([]);

    if (one.rows) {
      const rows = (await allRows(open.panel)).join("\n");
      for (const row of one.rows) expect(rows).toMatch(row);
    }

    // A library that is closing drops messages that still arrive, without decoding them. They may only be the last ones of a session, and are
    // not counted.
    const unread = truth.packets.filter((packet) => !packet.lost && isUnread(packet) && familyOf(one.version) !== "engine");
    const readAfter = unread.filter((packet) =>
      truth.packets.some(
        (later) => later.session === packet.session && later.direction === packet.direction && later.at > packet.at && later.socket,
      ),
    );
    expect(readAfter, "messages that were not decoded, although later ones were").toEqual([]);
    const counted = truth.packets.filter((packet) => !packet.lost && !unread.includes(packet));
    const passed = counted.length;
    const broken = actual.filter(({ engine, socket }) => engine.type === "invalid" || socket?.type === "invalid").length;
    const opaque = differences.wrong.filter(({ expected, actual: { socket } }) => expected.socket && !socket).length;
    const notRight = new Set([...differences.missing, ...differences.wrong.map(({ expected }) => expected)]);
    const kinds: Record<string, Count> = {};
    for (const packet of counted) {
      const { passed: all, right } = kinds[kindOf(packet)] ?? { passed: 0, right: 0 };
      kinds[kindOf(packet)] = { passed: all + 1, right: right + (notRight.has(packet) ? 0 : 1) };
    }
    const row: Row = {
      ...head,
      features: [...new Set(one.steps.map(({ feature }) => feature))],
      passed,
      seen: passed - bytesOnly.missing.length - bytesOnly.wrong.length,
      decoded: passed - bytesOnly.missing.length - broken - opaque,
      right: passed - notRight.size,
      kinds,
    };
    const browser = `Chromium ${open.context.browser()?.version() ?? ""}`;
    info.annotations.push({ type: ANNOTATION, description: JSON.stringify({ row, index, of: cases.length, browser }) });
    if (process.env.UPDATE_DOCS) return;
    const committed = committedRows().get(keyOf(head));
    expect(committed?.features, "the features of its row in docs/conformance.md").toBe(featuresOf(row));
    const [all, ...claimed] = committed?.numbers ?? [];
    const now = [row.seen, row.decoded, row.right].map((count) => count === row.passed);
    expect(now, "what its row in docs/conformance.md claims").toEqual(claimed.map((count) => count === all));
  });
}

test("docs/conformance.md has a row for each case and no other", () => {
  test.skip(Boolean(process.env.UPDATE_DOCS), "this run writes it");
  expect([...committedRows().keys()].sort()).toEqual(cases.map((one) => keyOf(headOf(one))).sort());
});
