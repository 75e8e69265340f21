// What the matchers of the fixture for Playwright answer about a trace, and their words.

import { expect, test } from "@playwright/test";
import { sayEnglish } from "../../../src/findings/catalogue.ts";
import { Findings } from "../../../src/findings/findings.ts";
import { english } from "../../../src/messages/messages.ts";
import { type Asked, answered, connected, noFindings, type Question, upgraded } from "../../../src/playwright/verdicts.ts";
import type { Store } from "../../../src/session/store.ts";
import { OPENED, play, wireEvents } from "../session/ladder-text.ts";

const asked = (store: Store, has: Asked["has"] = () => true): Asked => ({
  store,
  findings: () => new Findings(store).all(),
  t: english,
  say: sayEnglish,
  has,
});

/** The answer, and what shows it. */
const says = (question: Question) => {
  const { answer, seen } = question.verdict();
  return [answer, ...seen];
};

const POLLING = `
c1 GET ?EIO=4&transport=polling
c1 200 0{"sid":"A","upgrades":["websocket"],"pingInterval":25000,"pingTimeout":20000}
c2 POST ?EIO=4&transport=polling&sid=A 40
c2 200 ok
c3 GET ?EIO=4&transport=polling&sid=A
c3 200 40{"sid":"s"}
`;

const UPGRADED = `${POLLING}
w1 open ?EIO=4&transport=websocket&sid=A
w1 101
w1 > 2probe
w1 < 3probe
w1 > 5
`;

test("a session is connected from the server's CONNECT until it leaves the namespace or ends", () => {
  const connectedIn = (ladder: string) => says(connected(asked(play(ladder)), {}));
  expect(connectedIn("")).toEqual(["no", "no Engine.IO request"]);
  expect(connectedIn(OPENED.split("\n").slice(0, -2).join("\n"))).toEqual(["no", "#1: open"]);
  expect(connectedIn(OPENED)).toEqual(["yes", "#1: after 40 ms"]);
  expect(connectedIn(`${OPENED}w1 > 41`)).toEqual(["no", "#1: open"]);
  expect(connectedIn(`${OPENED}w1 > 41\nw1 > 40\nw1 < 40{"sid":"t"}`)).toEqual(["yes", "#1: after 70 ms"]);
  expect(connectedIn(`${OPENED}w1 closed`)).toEqual(["no", expect.stringMatching(/^#1: connection lost/)]);
});

test("a namespace is asked about by its name, and plain Engine.IO by null", () => {
  const store = play(`${OPENED}w1 > 40/chat,\nw1 < 44/chat,{"message":"no"}`);
  expect(says(connected(asked(store), { namespace: "/" }))).toEqual(["yes", "#1: after 40 ms"]);
  expect(says(connected(asked(store), { namespace: "/chat" }))).toEqual([
    "no",
    expect.stringMatching(/^#1: open, connected to \/ \(.*no.*\)$/),
  ]);
  const plain = play('w1 open ?EIO=4&transport=websocket\nw1 101\nw1 < 0{"sid":"A","pingInterval":1,"pingTimeout":1}\nw1 > 4hello');
  expect(says(connected(asked(plain), {}))[0]).toBe("no");
  expect(says(connected(asked(plain), { namespace: null }))).toEqual(["yes", "#1: after 20 ms"]);
});

test("`within` counts from the first attempt that led to the session", () => {
  const store = play(`c0 GET ?EIO=4&transport=polling\nc0 failed net::ERR_CONNECTION_REFUSED\n+500\n${OPENED}`);
  expect(says(connected(asked(store), { within: 540 }))[0]).toBe("no");
  expect(says(connected(asked(store), { within: 560 }))).toEqual(["yes", "#2: after 560 ms"]);
  expect(connected(asked(store), { within: 560 }).expected).toBe("a session connected to a namespace, within 560 ms of its first request");
});

test("a session of another page is not asked about", () => {
  expect(
    says(
      connected(
        asked(play(OPENED), () => false),
        {},
      ),
    ),
  ).toEqual(["no", "no Engine.IO request"]);
});

test("a session has upgraded when it has switched, or began on a websocket; one on polling says how its upgrade stands", () => {
  expect(says(upgraded(asked(play("")), {}))).toEqual(["nothing", "no Engine.IO request"]);
  expect(says(upgraded(asked(play(POLLING)), {}))).toEqual(["no", "#1: open, polling, no attempt to upgrade"]);
  expect(says(upgraded(asked(play(UPGRADED)), {}))).toEqual(["yes", "#1: after 100 ms"]);
  expect(says(upgraded(asked(play(UPGRADED)), { within: 90 }))).toEqual(["no", "#1: after 100 ms"]);
  expect(says(upgraded(asked(play(OPENED)), {}))[0]).toBe("yes");
  const pending = play(`${POLLING}w1 open ?EIO=4&transport=websocket&sid=A`);
  expect(says(upgraded(asked(pending), {}))).toEqual(["no", "#1: open, polling, the upgrade has begun"]);
  const refused = play(`${POLLING}w1 open ?EIO=4&transport=websocket&sid=A\nw1 400\nw1 error Unexpected response code: 400\nw1 closed`);
  expect(says(upgraded(asked(refused), {}))).toEqual(["no", "#1: open, polling, Unexpected response code: 400"]);
});

test("an event is answered if each one that was sent has its ACK, in time", () => {
  const of = (ladder: string, within?: number) =>
    says(answered(asked(play(OPENED + ladder)), "ask", within === undefined ? {} : { within }));
  expect(of("")).toEqual(["nothing", "no “ask” was sent"]);
  expect(of('w1 < 421["ask"]\nw1 > 431[]')).toEqual(["nothing", "no “ask” was sent"]);
  expect(of('w1 > 42["ask"]')).toEqual(["nothing", expect.stringContaining("sent once, without asking for an ACK")]);
  expect(of('w1 > 42["ask"]\nw1 > 42["ask"]')).toEqual(["nothing", expect.stringContaining("sent 2 times")]);
  expect(of('w1 > 421["ask"]')).toEqual(["no", "0 of 1 in time", "#1 0.050  “ask” has no answer yet"]);
  expect(of('w1 > 421["ask"]\nw1 < 431[]')).toEqual(["yes", "1 of 1 in time"]);
  expect(of('w1 > 421["ask"]\nw1 < 431[]\nw1 > 422["ask"]')).toEqual(["no", "1 of 2 in time", "#1 0.070  “ask” has no answer yet"]);
  expect(of('w1 > 421["ask"]\n+90\nw1 < 431[]', 99)).toEqual(["never", "0 of 1 in time", "#1 0.050  “ask” was answered after 100 ms"]);
  expect(of('w1 > 421["ask"]\n+90\nw1 < 431[]', 100)[0]).toBe("yes");
  expect(of('w1 > 421["ask"]\nw1 closed')).toEqual(["never", "0 of 1 in time", "#1 0.050  “ask” can have no answer any more"]);
});

test("an event is looked for in its namespace, and found while the trace grows", () => {
  const events = wireEvents(`${OPENED}w1 > 40/chat,\nw1 < 40/chat,{"sid":"c"}\nw1 > 42/chat,1["ask"]\nw1 < 43/chat,1[]`);
  const store = play("");
  const [inChat, inMain] = [answered(asked(store), "ask", { namespace: "/chat" }), answered(asked(store), "ask", { namespace: "/" })];
  const answers: string[] = [];
  for (const event of events) {
    store.push(event);
    answers.push(inChat.verdict().answer);
  }
  expect([...new Set(answers)]).toEqual(["nothing", "no", "yes"]);
  expect(says(inMain)).toEqual(["nothing", "no “/ ask” was sent"]);
});

test("findings count from the severity `min` on, but for those of rules that are ignored", () => {
  const bad = asked(play(`${OPENED}w1 > 421["ask"]\nw1 < 41\nw1 closed`));
  const [answer, ...found] = says(noFindings(bad, { min: "info" }));
  expect([answer, found.length > 0]).toEqual(["no", true]);
  const rules = bad.findings().map(({ rule }) => rule);
  expect(found.join("\n")).toContain(rules[0]);
  expect(says(noFindings(bad, { min: "info", ignore: rules }))[0]).toBe("yes");
  expect(
    says(
      noFindings(
        asked(bad.store, () => false),
        {},
      ),
    ),
  ).toEqual(["nothing", "no Engine.IO request"]);
  expect(() => noFindings(bad, { ignore: ["no-such-rule"] })).toThrow("there is no rule “no-such-rule”");
});
