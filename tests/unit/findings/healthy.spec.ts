// On sessions of every revision in which nothing is wrong, no rule finds anything above `info`; a finding goes when its facts go; and a watch
// sees only what it asks for.

import { expect, test } from "@playwright/test";
import type { Rule } from "../../../src/findings/finding.ts";
import { Findings } from "../../../src/findings/findings.ts";
import { SOCKET_ACK } from "../../../src/protocol/packet.ts";
import { Store } from "../../../src/session/store.ts";
import { play, wireEvents } from "../session/ladder-text.ts";
import { alarms } from "./support.ts";

const handshake = (upgrades: string) => `0{"sid":"A","upgrades":[${upgrades}],"pingInterval":25000,"pingTimeout":20000}`;
const three = (packet: string) => `${packet.length}:${packet}`;

const HEALTHY: Readonly<Record<string, string>> = {
  "revision 4, polling": `c1 GET ?EIO=4&transport=polling
c1 200 ${handshake("")}
c2 POST ?EIO=4&transport=polling&sid=A 40
c2 200 ok
c3 GET ?EIO=4&transport=polling&sid=A
c3 200 40{"sid":"s"}
c4 GET ?EIO=4&transport=polling&sid=A
c5 POST ?EIO=4&transport=polling&sid=A 420["ask"]
c5 200 ok
c4 200 430["answer"]
c6 GET ?EIO=4&transport=polling&sid=A
+24900
c6 200 2
c7 POST ?EIO=4&transport=polling&sid=A 3
c8 GET ?EIO=4&transport=polling&sid=A
c7 200 ok
c9 POST ?EIO=4&transport=polling&sid=A 41\\x1e1
c8 200 6
c9 200 ok`,
  "revision 4, upgraded": `c1 GET ?EIO=4&transport=polling
c1 200 ${handshake('"websocket"')}
c2 POST ?EIO=4&transport=polling&sid=A 40
w1 open ?EIO=4&transport=websocket&sid=A
c2 200 ok
c3 GET ?EIO=4&transport=polling&sid=A
c3 200 40{"sid":"s"}
w1 101
w1 > 2probe
c4 GET ?EIO=4&transport=polling&sid=A
w1 < 3probe
c4 200 6
w1 > 5
w1 > 420["ask"]
w1 < 430["answer"]
w1 < 421["question"]
w1 > 431[]
+25000
w1 < 2
w1 > 3
w1 > 41
w1 closed`,
  "revision 4, websocket, the page leaves and comes back": `w1 open ?EIO=4&transport=websocket
w1 101
w1 < ${handshake("")}
w1 > 40
w1 < 40{"sid":"s"}
w1 > 420["ask"]
w1 gone
context navigated
w2 open ?EIO=4&transport=websocket
w2 101
w2 < ${handshake("").replace('"A"', '"B"')}
w2 > 40
w2 < 40{"sid":"t"}
w2 > 42["join"]
w2 > 42["join"]`,
  "revision 3, polling": `c1 GET ?EIO=3&transport=polling
c1 200 ${three(handshake(""))}2:40
c2 GET ?EIO=3&transport=polling&sid=A
c3 POST ?EIO=3&transport=polling&sid=A 11:420["säen"]
c3 200 ok
c2 200 4:430[]
c4 GET ?EIO=3&transport=polling&sid=A
+25000
c5 POST ?EIO=3&transport=polling&sid=A 1:2
c5 200 ok
c4 200 1:3
c6 GET ?EIO=3&transport=polling&sid=A`,
  "revision 3, upgraded": `c1 GET ?EIO=3&transport=polling
c1 200 ${three(handshake('"websocket"'))}2:40
c2 GET ?EIO=3&transport=polling&sid=A
w1 open ?EIO=3&transport=websocket&sid=A
w1 101
w1 > 2probe
w1 < 3probe
c2 200 1:6
w1 > 5
w1 > 420["ask"]
w1 < 430[]
+25000
w1 > 2
w1 < 3
w1 > 1
w1 closed`,
  "revision 2, websocket": `w1 open ?EIO=2&transport=websocket
w1 101
w1 < ${handshake("")}
w1 < 40
w1 > 420["ask"]
w1 < 430[]
+25000
w1 > 2
w1 < 3
w1 > 41
w1 closed`,
  "revision 2, polling": `c1 GET ?EIO=2&transport=polling
c1 200 ${three(handshake(""))}
c2 GET ?EIO=2&transport=polling&sid=A
c2 200 2:40
c3 GET ?EIO=2&transport=polling&sid=A
c4 POST ?EIO=2&transport=polling&sid=A 6:42["x"]
c4 200 ok
+25000
c5 POST ?EIO=2&transport=polling&sid=A 1:2
c5 200 ok
c3 200 1:3
c6 GET ?EIO=2&transport=polling&sid=A`,
};

for (const [name, ladder] of Object.entries(HEALTHY)) {
  test(`${name}: no rule finds anything above info`, () => {
    const fixed = ladder
      .replace('11:420["säen"]', `${'420["säen"]'.length}:420["säen"]`)
      .replace("4:430[]", "5:430[]")
      .replace('6:42["x"]', '7:42["x"]');
    expect(alarms(play(fixed))).toEqual([]);
    expect(alarms(live(fixed))).toEqual([]);
  });
}

/** Looks for findings after every event, as the panel does. */
function live(ladder: string): Store {
  const store = play("");
  const findings = new Findings(store);
  for (const event of wireEvents(ladder)) {
    store.push(event);
    expect(findings.all().filter(({ severity }) => severity !== "info")).toEqual([]);
  }
  return store;
}

test("a finding about a packet goes when the packet is no problem any more", () => {
  const rule: Rule = {
    id: "test",
    problem: (entry) => ({
      severity: "error",
      confidence: "certain",
      cause: "",
      title: ["ack-never/means-over"],
      means: ["ack-never/means-over"],
      evidence: [{ entry, says: ["ack-never/means-over"] }],
      ruledOut: [],
      fix: [],
    }),
  };
  const ladder = `w1 open ?EIO=4&transport=websocket\nw1 101\nw1 < ${handshake("")}\nw1 > 40\nw1 < 40{"sid":"s"}\nw1 > 420["ask"]\nw1 > 41/\nw1 < 430[]`;
  const store = play("");
  const findings = new Findings(store, [rule]);
  const counts = wireEvents(ladder).map((event) => {
    store.push(event);
    return findings.all().length;
  });
  expect(counts.at(-2)).toBe(1);
  expect(counts.at(-1)).toBe(0);
});

test("a watch sees the packets of its types, each once", () => {
  const seen: number[] = [];
  const rule: Rule = {
    id: "test",
    watch: () => ({ sees: (_, socket) => socket === SOCKET_ACK, packet: (entry) => seen.push(entry), session: () => null }),
  };
  const store = new Store({ format: "lifeline-trace", version: 1, source: "test", createdAt: "2023-11-14T22:13:20.000Z" });
  const findings = new Findings(store, [rule]);
  for (const event of wireEvents(HEALTHY["revision 4, upgraded"] ?? "")) {
    store.push(event);
    findings.all();
  }
  expect(seen.map((entry) => store.entries.socket(entry))).toEqual([SOCKET_ACK, SOCKET_ACK]);
});
