// Clients of every major version against servers of every major version: the session says what the client's library told its application.

import { expect, test } from "@playwright/test";
import { ENTRY } from "../../../src/session/entries.ts";
import { play } from "./ladder-text.ts";
import { type Pairing, pairings, storeOf, titleOf } from "./pairings.ts";

const other = ["reasonOtherRevision", 3, 4];

/** How the session stands that the client of a pairing told about in these words. */
function expected([first = ""]: readonly string[], { transports, server }: Pairing): object {
  if (first === "connect") return { state: "open", problem: null };
  if (first === "connect_error: server error") return { state: "closed", cause: "refused", problem: other };
  if (first.startsWith("connect_error: It seems you are trying to reach a Socket.IO server in v2.x"))
    return { state: "closed", cause: "timeout", problem: other };
  if (transports[0] === "polling") return { state: "closed", cause: "refused", problem: "400 Unsupported protocol version (code 5)" };
  // Servers refuse a websocket of revision 3 after they have accepted it: 3.1 says nothing, 4.8 closes it.
  if (server === "3.1.2") return { state: "connecting", problem: null };
  return { state: "closed", cause: "refused", problem: ["reasonEndedBeforeOpen", expect.any(Number)] };
}

for (const pairing of pairings) {
  const { said } = pairing;
  test(`${titleOf(pairing)}: ${said[0]?.slice(0, 60)}`, () => {
    const store = storeOf(pairing);
    expect(store.sessions).toHaveLength(1);
    expect(store.sessions[0]).toMatchObject({ ...expected(said, pairing), cut: null });
    const { entries } = store;
    for (let entry = 0; entry < entries.length; entry++) expect(entries.kind(entry)).not.toBe(ENTRY.cut);
  });
}

test("the pairings have every outcome", () => {
  expect(new Set(pairings.map(({ said }) => said[0]?.replace(/ v2.x.*/s, ""))).size).toBe(5);
});

const OPEN = '0{"sid":"A","upgrades":[],"pingInterval":1000,"pingTimeout":1000}';

test("a server that pings a client of revision 3 speaks revision 4", () => {
  const store = play(`w1 open ?EIO=3&transport=websocket\nw1 101\nw1 < ${OPEN}\nw1 > 2\nw1 < 2\n+2000\nw1 closed`);
  expect(store.sessions[0]).toMatchObject({ cause: "timeout", problem: ["reasonOtherRevision", 4, 3], cut: null });
});

test("a client that received packets but no ping gave up for the ping, and the path was not cut", () => {
  const packets = 'w1 < 42["tick"]\n+400\n'.repeat(5);
  const begin = `w1 open ?EIO=4&transport=websocket\nw1 101\nw1 < ${OPEN}\nw1 > 40\nw1 < 40{"sid":"x"}\n`;
  const store = play(`${begin}${packets}w1 closed`);
  expect(store.sessions[0]).toMatchObject({ cause: "timeout", problem: ["reasonNoPing", 2000], cut: null });
  // The last packet came before the ping was long overdue: nothing shows that the path was open after it.
  const cut = play(`${begin}w1 < 42["tick"]\n+1100\nw1 < 42["tick"]\n+1000\nw1 closed`);
  expect(cut.sessions[0]).toMatchObject({ cause: "timeout", problem: null, cut: { gaveUpAt: expect.any(Number) } });
});
