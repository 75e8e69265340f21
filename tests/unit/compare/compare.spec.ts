// Two sessions compared: each kind of difference, the sentence about the first of them, and what is none.

import { expect, test } from "@playwright/test";
import { compare } from "../../../src/compare/compare.ts";
import { Findings } from "../../../src/findings/findings.ts";
import { english } from "../../../src/messages/messages.ts";
import type { Store } from "../../../src/session/store.ts";
import type { WireEvent } from "../../../src/wire/event.ts";
import { CASES } from "../findings/cases.ts";
import { playWith } from "../findings/support.ts";
import { play } from "../session/ladder-text.ts";

const HANDSHAKE = '0{"sid":"A","upgrades":["websocket"],"pingInterval":25000,"pingTimeout":20000,"maxPayload":1000000}';

const BEGINS = `c1 GET ?EIO=4&transport=polling&t=abc
c1 200 ${HANDSHAKE}
c2 POST ?EIO=4&transport=polling&sid=A 40
c2 200 ok
c3 GET ?EIO=4&transport=polling&sid=A
c3 200 40{"sid":"s"}
`;
const UPGRADES = `c4 GET ?EIO=4&transport=polling&sid=A
w1 open ?EIO=4&transport=websocket&sid=A
w1 101
w1 > 2probe
w1 < 3probe
c4 200 6
w1 > 5
`;
const TALKS = `w1 > 420["ask",1]
w1 < 430["answer"]
w1 < 42["news",1]
w1 > 42["bye"]
`;
const A = BEGINS + UPGRADES + TALKS;

function both(a: Store, b: Store) {
  const [ofA, ofB] = [a.sessions[0], b.sessions[0]];
  if (!ofA || !ofB) throw new Error("no session");
  return compare({ store: a, session: ofA }, { store: b, session: ofB }, english);
}

/** The sentence, and a line for each difference. */
function told(a: Store, b: Store): string[] {
  const { sentence, differences } = both(a, b);
  return [
    sentence,
    ...differences.map(({ phase, what, a, b, follows }) => `${phase}: ${what}: ${a ?? "–"} | ${b ?? "–"}${follows ? " (follows)" : ""}`),
  ];
}
const SAME = ["A and B say the same, step by step."];

test("the same session with other ids, at another time and with other small delays has no difference", () => {
  const other = A.replaceAll("A", "Q7")
    .replaceAll('"s"', '"t"')
    .replace("t=abc", "t=xyz")
    .replace('["ask",1]', '["ask",2]')
    .replaceAll("\n", "\n+3\n");
  expect(told(play(A), play(`+90000\n${other}`))).toEqual(SAME);
});

test("what arrives in one poll or in two, and in which order both directions speak, is no difference", () => {
  const one = `${BEGINS}c4 GET ?EIO=4&transport=polling&sid=A
c5 POST ?EIO=4&transport=polling&sid=A 42["x"]
c4 200 42["a"]\\x1e42["b"]
c5 200 ok
`;
  const two = `${BEGINS}c4 GET ?EIO=4&transport=polling&sid=A
c4 200 42["a"]
c5 POST ?EIO=4&transport=polling&sid=A 42["x"]
c5 200 ok
c6 GET ?EIO=4&transport=polling&sid=A
c6 200 42["b"]
`;
  expect(told(play(one), play(two))).toEqual(SAME);
});

test("a websocket that is refused: the sentence, and what follows from it", () => {
  const refused = `${BEGINS}c4 GET ?EIO=4&transport=polling&sid=A
w1 open ?EIO=4&transport=websocket&sid=A
w1 400
w1 closed
c5 POST ?EIO=4&transport=polling&sid=A 420["ask",1]
c5 200 ok
c4 200 430["answer"]\\x1e42["news",1]
c6 POST ?EIO=4&transport=polling&sid=A 42["bye"]
c6 200 ok
`;
  expect(told(play(A), play(refused))).toEqual([
    "They part in the step Upgrade, with the answer to the websocket: 101 Switching Protocols in A, 400 in B.",
    "upgrade: answer to the websocket: 101 Switching Protocols | 400",
    "messages: transport of the messages: websocket | polling (follows)",
  ]);
});

test("a handshake that is refused ends the comparison", () => {
  expect(told(play(A), play('c1 GET ?EIO=4&transport=polling\nc1 403 {"code":4,"message":"Forbidden"}\n'))).toEqual([
    "They part in the step Handshake, with the answer to the handshake: 200 open in A, 403 Forbidden (code 4) in B.",
    "handshake: answer to the handshake: 200 open | 403 Forbidden (code 4)",
  ]);
});

test("fields of the handshake, its path, its query and its transport", () => {
  const other = A.replace('"pingTimeout":20000', '"pingTimeout":5000').replaceAll("?EIO=4", "?token=secret&EIO=4");
  expect(told(play(A), play(other))).toEqual([
    "What they say is the same. The first difference is the query parameter token: none in A, token in B.",
    "handshake: query parameter token: – | token",
    "handshake: pingTimeout: 20 s | 5.00 s",
  ]);
  const direct = `w1 open ?EIO=4&transport=websocket\nw1 101\nw1 < ${HANDSHAKE}\nw1 > 40\nw1 < 40{"sid":"s"}\n${TALKS}`;
  expect(told(play(A), play(direct))).toEqual([
    "They part in the step Handshake, with the transport of the handshake: polling in A, websocket in B.",
    "handshake: transport of the handshake: polling | websocket",
    "upgrade: upgrade: switched to the new transport | –",
  ]);
});

test("headers that matter, and no others", () => {
  const withHeaders = (headers: (event: WireEvent) => Record<string, string>) =>
    playWith(A, (event) => (event.kind === "http-response" ? { headers: headers(event) } : {}));
  const plain = withHeaders(({ at }) => ({ Date: String(at), "Content-Type": "text/plain", "Set-Cookie": `io=${at}` }));
  const proxied = withHeaders(({ at }) => ({
    Date: String(at + 1),
    "content-type": "text/plain",
    Server: "nginx/1.24.0",
    "Set-Cookie": `io=${at + 1}\nroute=1`,
  }));
  expect(told(plain, plain)).toEqual(SAME);
  expect(told(plain, proxied)).toEqual([
    "What they say is the same. The first difference is the answer's header Server: none in A, nginx/1.24.0 in B.",
    "handshake: answer's header Server: – | nginx/1.24.0",
    "handshake: answer's header Set-Cookie: io | io, route",
  ]);
  // Nothing is said of a side whose headers were not recorded.
  expect(told(play(A), proxied)).toEqual(SAME);
});

test("packets that only one has, once or several times", () => {
  const more = A.replace('w1 > 42["bye"]', 'w1 > 42["twice"]\nw1 > 42["twice"]\nw1 > 42["bye"]').replace('w1 < 42["news",1]\n', "");
  expect(told(play(A), play(more))).toEqual([
    "They part in the step Messages: only A has ← EVENT news.",
    "messages: ← EVENT news: ×1 | –",
    "messages: → EVENT twice: – | ×2",
  ]);
});

test("packets in another order", () => {
  const talk = (...names: readonly string[]) => BEGINS + UPGRADES + names.map((name) => `w1 > 42["${name}"]\n`).join("");
  expect(told(play(talk("a", "b", "c", "d")), play(talk("b", "c", "a", "d")))).toEqual([
    "They part in the step Messages, with the place of → EVENT a: after → CONNECT / in A, after → EVENT c in B.",
    "messages: place of → EVENT a: after → CONNECT / | after → EVENT c",
  ]);
});

test("a namespace that one server refuses", () => {
  const joined = `${A}w1 > 40/chat,\nw1 < 40/chat,{"sid":"c"}\n`;
  const refused = `${A}w1 > 40/chat,\nw1 < 44/chat,{"message":"no token"}\n`;
  expect(told(play(joined), play(refused))).toEqual([
    "They part in the step Messages, with the answer to CONNECT /chat: CONNECT in A, connect error in /chat: no token in B.",
    "messages: answer to CONNECT /chat: CONNECT | connect error in /chat: no token",
  ]);
});

test("an upgrade that stops half way", () => {
  const stops = `${A.slice(0, A.indexOf("w1 < 3probe"))}+30000\n`;
  expect(told(play(A), play(`${stops}c4 200 42["news",1]\n`))[0]).toBe(
    "They part in the step Upgrade, with the upgrade: switched to the new transport in A, probe … in B.",
  );
});

test("a session that the server closed, and one that went on", () => {
  const closed = `${A}w1 < 1\nw1 closed\n`;
  expect(told(play(`${A}+50\n`), play(closed)).slice(0, 1)).toEqual([
    "They part in the step Close, with the end: open in A, closed by the server in B.",
  ]);
  // A user who leaves earlier is no difference.
  expect(told(play(A), play(`${A}w1 > 41\nw1 closed\n`))).toEqual(SAME);
  expect(told(play(`${A}w1 gone\n`), play(A))).toEqual(SAME);
});

test("what one session said after the end of the other's recording is not compared", () => {
  const longer = `${A}+5000\nw1 > 42["later"]\nw1 < 42["later still"]\n`;
  const { differences, remarks } = both(play(longer), play(A));
  expect(differences).toEqual([]);
  expect(remarks[0]).toBe(
    "After the last packet that both have, A was recorded for longer: its last 2 packets have no counterpart in B and are not compared.",
  );
  // The other one had the time to say it.
  expect(told(play(longer), play(`${A}+9000\nw1 < 2\n`)).slice(1)).toEqual([
    "messages: → EVENT later: ×1 | –",
    "messages: ← EVENT later still: ×1 | –",
  ]);
});

const acks = (...delays: readonly number[]) => delays.map((ms, i) => `w1 > 42${i}["save"]\n+${ms}\nw1 < 43${i}[]\n`).join("");

test("a delay beyond the spread of each side's own is a difference, one within it is none", () => {
  const told1 = (a: string, b: string) => told(play(BEGINS + UPGRADES + a), play(BEGINS + UPGRADES + b));
  expect(told1(acks(10, 12, 14, 11, 30), acks(25, 28, 12, 40, 31))).toEqual(SAME);
  expect(told1(acks(10, 12, 14, 11, 13), acks(110, 130, 160, 120, 111))).toEqual([
    "What they say is the same. The first difference is the ACK save: 20 ms – 24 ms, ×5 in A, 120 ms – 170 ms, ×5 in B.",
    "messages: ACK save: 20 ms – 24 ms, ×5 | 120 ms – 170 ms, ×5",
  ]);
  // The spread of one delay is not known.
  expect(told1(acks(10), acks(60))).toEqual(SAME);
  expect(told1(acks(10), acks(600))).toHaveLength(2);
});

test("an event that both have often comes at its own time", () => {
  const ticks = (count: number) => 'w1 < 42["tick"]\n'.repeat(count);
  expect(told(play(A + ticks(8)), play(A.replace(TALKS, ticks(30) + TALKS)))).toEqual(SAME);
  expect(told(play(A + ticks(2)), play(`${A}+9000\nw1 < 2\n`)).slice(1)).toEqual(["messages: ← EVENT tick: ×2 | –"]);
});

test("every row of both ladders stands in one row, in the order of both", () => {
  const a = play(A);
  const b = play(A.replace('w1 < 42["news",1]\n', ""));
  const { rows, ...sides } = both(a, b);
  for (const letter of ["a", "b"] as const) expect(rows.flatMap((row) => row[letter] ?? [])).toEqual(sides[letter].steps);
  expect(rows.filter((row) => row.a === null || row.b === null).map((row) => row.a?.says)).toEqual(["← EVENT news"]);
  for (const row of rows) if (row.a && row.b) expect(row.a.says).toBe(row.b.says);
});

test("sessions that have little in common: the first differences are told, and how many more there are", () => {
  const talk = (name: string, count: number) => A + Array.from({ length: count }, (_, i) => `w1 > 42["${name}${i}"]\n`).join("");
  const { differences, remarks } = both(play(talk("a", 300)), play(talk("b", 250)));
  expect(differences).toHaveLength(400);
  expect(remarks).toContain("100 more packets that differ are not listed.");
});

test("whatever went wrong in a session: the same again, at another time and a few milliseconds later or earlier, is no difference", () => {
  const again = (ladder: string) =>
    `+90000\n${ladder
      .split("\n")
      .flatMap((line, i) => [`+${(i * 5) % 7}`, line])
      .join("\n")}`;
  for (const { rule, fires, silent } of CASES) {
    for (const ladder of [fires, silent].filter((ladder) => ladder !== undefined)) {
      const [one, other] = [play(ladder), play(again(ladder))];
      for (const [i, session] of one.sessions.entries()) {
        const counterpart = other.sessions[i];
        if (!counterpart) continue;
        const { differences } = compare({ store: one, session }, { store: other, session: counterpart }, english);
        expect(differences.map(({ what, a, b }) => `${rule}: ${what}: ${a} | ${b}`)).toEqual([]);
      }
    }
  }
});

test("two sessions of one trace: its findings are looked for once", () => {
  const { syncing } = Findings.prototype;
  let looks = 0;
  Findings.prototype.syncing = function (this: Findings) {
    looks++;
    return syncing.call(this);
  };
  try {
    const other = A.replaceAll(/\b([cw]\d)/g, "$10").replaceAll("A", "B");
    const store = play(`${A}w1 closed\n${other}`);
    const [a, b] = store.sessions;
    if (!a || !b) throw new Error("no session");
    compare({ store, session: a }, { store, session: b }, english);
  } finally {
    Findings.prototype.syncing = syncing;
  }
  // Of one trace: in steps, and once more for what is left.
  expect(looks).toBe(2);
});
