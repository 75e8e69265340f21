// Each rule about what is sent finds its cause, and is silent where it only looks so.

import { expect, test } from "@playwright/test";
import { oldBinaryForm } from "../../../src/findings/rules/old-binary-form.ts";
import { Store } from "../../../src/session/store.ts";
import { play, wireEvents } from "../session/ladder-text.ts";
import { alarms, found, told } from "./support.ts";

/** A session over the websocket `id`, with a namespace joined. */
const opens = (id: string, nsp = "") => `${id} open ?EIO=4&transport=websocket
${id} 101
${id} < 0{"sid":"${id}","upgrades":[],"pingInterval":25000,"pingTimeout":20000}
${id} > 40${nsp}
${id} < 40${nsp}{"sid":"s${id}"}
`;
const LOST = (id: string) => `${id} error net::ERR_CONNECTION_RESET\n${id} closed\n+1500\n`;

/** Packets of one moment: only the first takes the 10 ms of a line. */
function atOnce(ladder: string, names: readonly string[]): Store {
  const store = new Store({ format: "lifeline-trace", version: 1, source: "test", createdAt: "2023-11-14T22:13:20.000Z" });
  let at = 0;
  for (const event of wireEvents(ladder)) {
    const isCopy =
      event.kind === "ws-frame" &&
      event.direction === "sent" &&
      "text" in event.body &&
      names.some((name) => textOf(event).includes(`"${name}"`));
    if (isCopy) at -= 9;
    store.push({ ...event, at: event.at + at });
  }
  return store;
}

function textOf(event: ReturnType<typeof wireEvents>[number]): string {
  return event.kind === "ws-frame" && "text" in event.body ? event.body.text : "";
}

test("duplicate-emits: each connection sends one copy more", () => {
  const seen = (id: string, copies: number) => `${id} < 42["news"]\n${`${id} > 42["read",1]\n`.repeat(copies)}+500\n`;
  const store = atOnce(
    `${opens("w1")}${seen("w1", 1)}${LOST("w1")}${opens("w2")}${seen("w2", 2)}${seen("w2", 2)}${LOST("w2")}${opens("w3")}${seen("w3", 3)}w3 < 2`,
    ["read"],
  );
  expect(told(store, "duplicate-emits")).toEqual([
    "error likely ×2: In connection 2 the page sends “read” 2 times at once.",
    "+0 copy 1 of 2, with the same data",
    "+1 copy 2 of 2, with the same data",
  ]);
});

test("duplicate-emits: silent for copies from the start, other data, and one pair", () => {
  const both = (id: string, sent: string) => `${id} < 42["news"]\n${sent}+500\n`;
  const session = (id: string, sent: string) => `${opens(id)}${both(id, sent)}${both(id, sent)}`;
  const pair = (id: string, a: number, b: number) => `${id} > 42["read",${a}]\n${id} > 42["read",${b}]\n`;
  const from = (first: string, second: string) => atOnce(`${session("w1", first)}${LOST("w1")}${session("w2", second)}w2 < 2`, ["read"]);
  expect(told(from(pair("w1", 1, 1), pair("w2", 1, 1)), "duplicate-emits")).toEqual([]);
  expect(told(from('w1 > 42["read",1]\n', pair("w2", 1, 2)), "duplicate-emits")).toEqual([]);
  expect(told(from('w1 > 42["read",1]\n', 'w2 > 42["read",1]\n'), "duplicate-emits")).toEqual([]);
  const once = `${session("w1", 'w1 > 42["read",1]\n')}${LOST("w1")}${opens("w2")}${both("w2", pair("w2", 1, 1))}w2 < 2`;
  expect(told(atOnce(once, ["read"]), "duplicate-emits")).toEqual([]);
});

test("buffered-replay: events that were kept until the client was connected again", () => {
  const store = atOnce(
    `${opens("w1")}w1 > 42["join"]\n${LOST("w1")}${opens("w2")}${'w2 > 42["join"]\n'}${'w2 > 42["move"]\n'.repeat(4)}+100\nw2 < 2`,
    ["join", "move"],
  );
  expect(told(store, "buffered-replay")).toEqual([
    "info likely ×1: 4 events that the page emitted while it was disconnected (1.55 s) were sent at once after it connected again.",
    "+0 the last packet of the session before",
    "+1571 1.55 s after its end the client is connected again",
    "+1573 the first event that had been kept",
    "+1576 the last one",
  ]);
  const each = (id: string) => `${opens(id)}${`${id} > 42["join"]\n`.repeat(4)}+100\n`;
  expect(told(atOnce(`${each("w1")}${LOST("w1")}${each("w2")}w2 < 2`, ["join"]), "buffered-replay")).toEqual([]);
});

test("double-connect: two sessions of one document and namespace begin together and live on", () => {
  const both = `${opens("w1")}${opens("w2")}+25000\nw1 < 2\nw1 > 3\nw2 < 2\nw2 > 3`;
  expect(told(play(both), "double-connect")).toEqual([
    "warning certain ×1: The page connected twice to /, 50 ms apart.",
    "+0 the page connects",
    "+50 50 ms later it connects once more",
  ]);
  expect(alarms(play(both))).toEqual(["double-connect"]);
});

test("double-connect: silent for two namespaces, two documents, a new attempt, and sessions far apart", () => {
  const lives = "+25000\nw1 < 2\nw1 > 3\nw2 < 2\nw2 > 3";
  expect(alarms(play(`${opens("w1")}${opens("w2", "/chat,")}${lives}`))).toEqual([]);
  const other = `${opens("w2")}w2 < 2`.replaceAll("\n", " @other\n");
  expect(alarms(play(`${opens("w1")}${other}\n+25000\nw1 < 2`))).toEqual([]);
  expect(alarms(play(`${opens("w1")}w1 > 41\nw1 closed\n${opens("w2")}+25000\nw2 < 2`))).toEqual([]);
  expect(alarms(play(`${opens("w1")}+5000\n${opens("w2")}${lives}`))).toEqual([]);
});

test("double-connect: a page that begins two sessions each time does one thing wrong", () => {
  const pairs = `${opens("w1")}${opens("w2")}+2500\n${opens("w3")}${opens("w4")}+1000\n${["w1", "w2", "w3", "w4"].map((id) => `${id} < 2\n${id} > 3`).join("\n")}`;
  expect(told(play(pairs), "double-connect")[0]).toBe("warning certain ×2: The page connected twice to /, 50 ms apart.");
  // Those of another server are another thing.
  const other = `${opens("w3")}${opens("w4")}`.replaceAll("open ?", "open /other/?");
  const two = `${opens("w1")}${opens("w2")}${other}+1000\n${["w1", "w2", "w3", "w4"].map((id) => `${id} < 2\n${id} > 3`).join("\n")}`;
  expect(found(play(two))).toHaveLength(2);
});

/** A session that begins with polling, as the page's, and goes on over a websocket of `frame`. */
const upgrades = (id: string, frame: string) => `c${id} GET ?EIO=4&transport=polling
c${id} 200 0{"sid":"${id}","upgrades":["websocket"],"pingInterval":25000,"pingTimeout":20000}
c${id}p POST ?EIO=4&transport=polling&sid=${id} 40
c${id}p 200 ok
c${id}q GET ?EIO=4&transport=polling&sid=${id}
c${id}q 200 40{"sid":"s"}
w${id} open ?EIO=4&transport=websocket&sid=${id} @${frame}
w${id} 101 @${frame}
w${id} > 2probe
w${id} < 3probe
w${id} > 5
`;

test("double-connect: a worker whose polls are reported as those of its page connects by itself", () => {
  const lives = "+25000\nw1 < 2\nw1 > 3\nw2 < 2\nw2 > 3";
  expect(alarms(play(`${upgrades("1", "main")}${upgrades("2", "main")}${lives}`))).toEqual(["double-connect"]);
  const worker = "context appeared\ncontext appeared @worker\n";
  expect(alarms(play(`${worker}${upgrades("1", "main")}${upgrades("2", "worker")}${lives}`))).toEqual([]);
});

test("session-leak: one session more every two seconds, and all of them live", () => {
  const ids = ["w1", "w2", "w3", "w4"];
  const leakOf = (all: readonly string[]) =>
    `${all.map((id) => `${opens(id)}+2500`).join("\n")}\n${all.map((id) => `${id} < 2\n${id} > 3`).join("\n")}`;
  expect(told(play(leakOf(ids)), "session-leak")).toEqual([
    "error certain ×1: The page has 4 sessions open at once, begun one after another within 7.65 s.",
    "+0 session 1 begins",
    "+2550 session 2 begins",
    "+5100 session 3 begins",
    "+7650 session 4 begins",
  ]);
  // Each further session is the same finding again.
  expect(told(play(leakOf([...ids, "w5"])), "session-leak")[0]).toMatch(/^error certain ×2: The page has 4 sessions/);
  const closed = ids.map((id) => `${opens(id)}+2500\n${id} > 41\n${id} closed`).join("\n");
  expect(alarms(play(closed))).toEqual([]);
  const atOnceAll = `${ids.map((id) => opens(id, `/${id},`)).join("")}+25000\n${ids.map((id) => `${id} < 2\n${id} > 3`).join("\n")}`;
  expect(alarms(play(atOnceAll))).toEqual([]);
});

/** Attempts that are refused, with these waits between them. */
const attempts = (waits: readonly number[]) =>
  waits.map((wait, i) => `+${wait - 10}\nc${i} GET ?EIO=4&transport=polling\nc${i} failed net::ERR_CONNECTION_REFUSED`).join("\n");

test("backoff-odd: waits that are too short, all alike, or very long", () => {
  expect(told(play(attempts([100, 20, 20, 20, 20])), "backoff-odd")).toEqual([
    "warning certain ×1: The client waited only 20 ms before each of 4 attempts in a row.",
    "+0 tries again after 20 ms",
    "+30 tries again after 20 ms",
    "+60 tries again after 20 ms",
    "+90 tries again after 20 ms",
  ]);
  expect(found(play(attempts([100, 3000, 3010, 3000, 3005])))).toContain(
    "warning likely backoff-odd ×1: The client waited almost the same time, 3.00 s to 3.01 s, before each of 4 attempts in a row.",
  );
  expect(found(play(attempts([100, 60000, 70000, 80000, 60000])))).toContain(
    "info certain backoff-odd ×1: The client waited 60 s to 80 s before each of 4 attempts in a row.",
  );
});

test("backoff-odd: silent with Socket.IO's own waits, and with few attempts", () => {
  expect(told(play(attempts([100, 900, 2300, 3700, 6100, 2600, 4400])), "backoff-odd")).toEqual([]);
  expect(told(play(attempts([100, 20, 20, 20])), "backoff-odd")).toEqual([]);
});

const THREE = `c1 GET ?EIO=3&transport=polling
c1 200 72:0{"sid":"A","upgrades":[],"pingInterval":25000,"pingTimeout":20000}2:40
c2 GET ?EIO=3&transport=polling&sid=A
`.replace("72:", `${'0{"sid":"A","upgrades":[],"pingInterval":25000,"pingTimeout":20000}'.length}:`);

test("lengths-in-bytes: a length that counts bytes or code points, and a body that is cut off", () => {
  const ends = "\nc3 POST ?EIO=3&transport=polling&sid=A 1:1\nc3 200 ok";
  expect(told(play(`${THREE}c2 200 25:42["room message","🎉"]${ends}`), "lengths-in-bytes")).toEqual([
    "error certain ×1: The server gives a packet's length in bytes (25) instead of characters (23).",
    "+0 announces 25, which are its bytes; it has 23 characters",
  ]);
  expect(told(play(`${THREE}c2 200 22:42["room message","🎉"]${ends}`), "lengths-in-bytes")[0]).toContain(
    "in code points (22) instead of UTF-16 units (23)",
  );
  expect(told(play(`${THREE}c2 200 40:42["room message","🎉"]${ends}`), "lengths-in-bytes")).toEqual([]);
  expect(found(play(`${THREE}c2 200 23:42["room message","🎉"]`)).filter((line) => !line.startsWith("info"))).toEqual([]);
});

test("wrong-content-type: a handshake in bytes that is declared as text", () => {
  const bytes = Buffer.from('\x00\x06\x05\xff0{"sid":"A","upgrades":[],"pingInterval":25000,"pingTimeout":2000}', "latin1");
  bytes[1] = Math.floor((bytes.length - 4) / 10);
  bytes[2] = (bytes.length - 4) % 10;
  const store = (type: string, body = `[${bytes.toString("base64")}]`) => {
    const store = play("");
    for (const event of wireEvents(`c1 GET ?EIO=3&transport=polling\nc1 200 ${body}\n+2000\nc2 GET ?EIO=3&transport=polling`))
      store.push(event.kind === "http-response" ? { ...event, headers: { "Content-Type": type } } : event);
    return store;
  };
  // Browsers decode it as the type says, and the byte 255 is no UTF-8.
  for (const body of [undefined, bytes.toString()])
    expect(told(store("text/plain", body), "wrong-content-type")).toEqual([
      "error certain ×1: The handshake has the binary form, and its Content-Type is text/plain.",
      "+0 asks for /socket.io/",
      "+10 is answered 200 as text/plain",
    ]);
  expect(told(store("application/octet-stream"), "wrong-content-type")).toEqual([]);
});

test("numbers-rounded: an id that a JavaScript number cannot hold", () => {
  expect(told(play(`${opens("w1")}w1 < 42["post",{"id":9007199254740993}]`), "numbers-rounded")).toEqual([
    "warning certain ×1: “post” has the number 9007199254740993, of which the page gets 9007199254740992.",
    "+0 has 9007199254740993 at [1].id",
  ]);
  expect(told(play(`${opens("w1")}w1 < 42["post",${"9".repeat(400)}]`), "numbers-rounded")[0]).toContain(
    "of which the page gets Infinity.",
  );
  for (const exact of [
    '"9007199254740993"',
    "9007199254740992",
    "12345678901234567000",
    "1000000000000000000000",
    "0.1234567890123456789",
    "1e300",
  ])
    expect(found(play(`${opens("w1")}w1 < 42["post",{"id":${exact}}]`)), exact).toEqual([]);
});

test("namespace-with-comma: no JSON behind the first comma", () => {
  expect(told(play(`${opens("w1")}w1 < 42/a,b,["x"]`), "namespace-with-comma")).toEqual([
    'error certain ×1: After the namespace /a comes “b,["x"]”, where JSON must begin.',
    '+0 reads as namespace /a and “b,["x"]”',
  ]);
  expect(told(play(`${opens("w1")}w1 < 42/a,["x,y"]`), "namespace-with-comma")).toEqual([]);
  const bare = 'w1 open /engine.io/?EIO=4&transport=websocket\nw1 101\nw1 < 0{"sid":"A","upgrades":[]}\nw1 < hello\nw1 < 42/chat,oops';
  expect(told(play(bare), "namespace-with-comma")).toEqual([]);
  // Nothing but the close shows that it is Socket.IO.
  const first = 'w1 open ?EIO=4&transport=websocket\nw1 101\nw1 < 0{"sid":"A","upgrades":[]}\nw1 < 40/a,b,\n';
  expect(told(play(first), "namespace-with-comma")).toEqual([]);
  expect(told(play(`${first}w1 closed`), "namespace-with-comma")).toHaveLength(3);
  // As the server of socket.io 4 does at the CONNECT.
  const joins = first.replace("w1 < 40/a", "w1 > 40/a");
  expect(told(play(joins), "namespace-with-comma")).toEqual([]);
  expect(told(play(`${joins}w1 closed`), "namespace-with-comma")).toEqual([
    "error certain ×1: After the namespace /a comes “b,”, where JSON must begin.",
    "+0 reads as namespace /a and “b,”",
    "+10 the server closes the connection",
  ]);
  expect(told(play(`${joins}+2000\nw1 closed`), "namespace-with-comma")).toEqual([]);
});

test("utf8-broken: the browser closes for a text frame, which is no fault of the network", () => {
  const store = play(`${opens("w1")}w1 < 42["x"]\nw1 error Could not decode a text frame as UTF-8.\nw1 closed`);
  expect(told(store, "utf8-broken")).toEqual([
    "error certain ×1: The websocket was closed because a text frame was not UTF-8.",
    "+0 the last packet before the close",
    "+20 the websocket is closed: Could not decode a text frame as UTF-8.",
  ]);
  expect(told(play(`${opens("w1")}w1 < 42["x"]\nw1 error net::ERR_CONNECTION_RESET\nw1 closed`), "utf8-broken")).toEqual([]);
});

/** Binary events with these bytes. */
const files = (...contents: readonly (readonly number[])[]) =>
  contents.map((bytes) => `w1 < 451-["file",{"_placeholder":true,"num":0}]\nw1 < [${Buffer.from(bytes).toString("base64")}]`).join("\n");
const PNG = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a];

test("old-binary-form: attachments that begin with the type of a message", () => {
  expect(told(play(`${opens("w1")}${files([4, ...PNG], [4, ...PNG, 1])}`), "old-binary-form")).toEqual([
    "warning likely ×1: The first 2 attachments all begin with the byte 0x04, the old type of a message.",
    "+0 begins with 0x04",
    "+20 begins with 0x04",
  ]);
  expect(told(play(`${opens("w1")}${files([4, 1, 2, 3, 5, 6], [4, 9, 9, 9, 9, 9])}`), "old-binary-form")[0]).toContain("info possible");
  expect(found(play(`${opens("w1")}${files([4, ...PNG], [4, ...PNG], PNG)}`))).toEqual([]);
});

test("old-binary-form: few attachments are read, whether their bytes were recorded or not", () => {
  const blob = 'w1 < 451-["file",{"_placeholder":true,"num":0}]\nw1 < blob\n';
  const first = play(`${opens("w1")}${blob}${files([4, ...PNG], [4, ...PNG, 1])}`);
  expect(told(first, "old-binary-form")[0]).toContain("The first 2 attachments");
  const store = play(`${opens("w1")}${blob.repeat(100)}`);
  const read = new Set<number>();
  const { log } = store;
  const own = log.read.bind(log);
  log.read = (line) => {
    read.add(line);
    return own(line);
  };
  const watch = oldBinaryForm.watch?.(store);
  const [session] = store.sessions;
  for (let entry = 0; session && entry < store.entries.length; entry++) watch?.packet?.(entry, session);
  expect(read.size).toBeGreaterThan(0);
  expect(read.size).toBeLessThan(8);
});

test("heavy-event: most of the bytes, or many packets in a second", () => {
  const long = (n: number) => `w1 < 42["image","${"é".repeat(n)}"]\n`;
  expect(told(play(`${opens("w1")}${long(300_000)}${long(300_000)}w1 < 42["x"]`), "heavy-event")).toEqual([
    "info certain ×1: “image” makes up 100 % of the session's 1.2 MB, in 2 packets.",
    "+0 the largest one has 600.0 kB",
  ]);
  expect(found(play(`${opens("w1")}${long(3000)}`))).toEqual([]);
  const often = atOnce(`${opens("w1")}${'w1 > 42["move",1]\n'.repeat(250)}`, ["move"]);
  expect(found(often)).toEqual(["info certain heavy-event ×1: “move” came 100 times within 99 ms."]);
});

test("not-visible: WebTransport, and a parser of the application", () => {
  const polling =
    'c1 GET ?EIO=4&transport=polling\nc1 200 0{"sid":"A","upgrades":["webtransport"]}\nc2 GET ?EIO=4&transport=polling&sid=A\n';
  expect(told(play(`${polling}t1 asked ?EIO=4&transport=webtransport\nt1 established`), "not-visible")).toEqual([
    "info certain ×1: The session uses WebTransport, whose packets browsers do not report.",
    "+0 WebTransport is established",
  ]);
  const own = `${opens("w1").split("\n").slice(0, 3).join("\n")}\n${"w1 < [AQIDBAUG]\n".repeat(12)}`;
  expect(told(play(own), "not-visible")[0]).toContain("info certain ×1: The session's messages are in no format that Lifeline knows.");
  expect(found(play(`${opens("w1")}${'w1 < 42["x"]\n'.repeat(12)}`))).toEqual([]);
});
