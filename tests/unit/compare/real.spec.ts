// Sessions that really happened, recorded in browsers and with the real libraries.

import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "@playwright/test";
import { type Comparison, compare } from "../../../src/compare/compare.ts";
import { openBytes } from "../../../src/formats/open.ts";
import { english } from "../../../src/messages/messages.ts";
import type { Store } from "../../../src/session/store.ts";
import { pairings, storeOf } from "../session/pairings.ts";

const fixture = (name: string) => readFileSync(new URL(`../../fixtures/${name}`, import.meta.url));

function both(a: Store, b: Store, second = 0): Comparison {
  const [ofA, ofB] = [a.sessions[0], b.sessions[second]];
  if (!ofA || !ofB) throw new Error("no session");
  return compare({ store: a, session: ofA }, { store: b, session: ofB }, english);
}

test("four frames of one page that ran the same script say the same", () => {
  const { store } = openBytes(new Uint8Array(fixture("cdp/children.jsonl")), english);
  if (!store) throw new Error("no store");
  for (const second of [1, 2, 3]) expect(both(store, store, second).differences).toEqual([]);
});

const recorded = (name: string) => {
  const { store } = openBytes(new Uint8Array(fixture(`proxied/${name}.jsonl`)), english);
  if (!store) throw new Error("no store");
  return store;
};

test("a client at its server, twice, says the same", () => {
  const { differences, sentence } = both(recorded("direct"), recorded("direct-again"));
  expect([differences, sentence]).toEqual([[], "A and B say the same, step by step."]);
});

test("the same client behind a proxy that does not know the websocket parts with the answer to it", () => {
  const { differences, sentence, findings } = both(recorded("direct"), recorded("proxied"));
  expect(sentence).toBe("They part in the step Upgrade, with the answer to the websocket: 101 Switching Protocols in A, 400 in B.");
  const told = differences.map(({ what, a, b, follows }) => `${what}: ${a ?? "–"} | ${b ?? "–"}${follows ? " (follows)" : ""}`);
  expect(told.slice(0, 2)).toEqual(["answer's header server: – | plain-proxy", "answer to the websocket: 101 Switching Protocols | 400"]);
  expect(told.slice(2).filter((line) => !line.endsWith("(follows)"))).toEqual([]);
  expect(findings.a).toEqual([]);
  expect(findings.b.map(({ rule }) => rule)).toEqual(["upgrade-refused"]);
  expect(told.at(-1)).toBe("transport of the messages: websocket | polling (follows)");
});

/** The session of a client at a server of version 4. */
function at(isAllowed: boolean, client: string): Store {
  const pairing = pairings.find(
    ({ server, allowEIO3, client: other, transports }) =>
      server.startsWith("4.") && allowEIO3 === isAllowed && other.startsWith(client) && transports[0] === "polling",
  );
  if (!pairing) throw new Error(`no recording of client ${client}`);
  return storeOf(pairing);
}

test("a client of version 2 at a server that allows it and at one that does not part with the answer to the handshake", () => {
  const { sentence, first } = both(at(true, "2."), at(false, "2."));
  expect(first).toMatchObject({ phase: "handshake", kind: "answer", a: "200 open" });
  expect(sentence).toContain("400");
});

test("clients of version 2 and 4 at one server part with the revision", () => {
  const { first } = both(at(true, "2."), at(true, "4."));
  expect(first).toMatchObject({ what: "revision of Engine.IO", a: "3", b: "4" });
});

const recordings = readdirSync(new URL("../../fixtures/cdp", import.meta.url)).filter((name) => name.endsWith(".jsonl"));

test("every recorded session says the same as itself, and is compared with any other", () => {
  const stores = recordings.flatMap((name) => openBytes(new Uint8Array(fixture(`cdp/${name}`)), english).store ?? []);
  const all = [...stores, ...pairings.map(storeOf)].flatMap((store) => store.sessions.map((session) => ({ store, session })));
  expect(all.length).toBeGreaterThan(60);
  for (const [i, one] of all.entries()) {
    expect(compare(one, one, english).differences).toEqual([]);
    const other = all[(i * 7 + 3) % all.length] ?? one;
    const { rows, a, b, differences, sentence } = compare(one, other, english);
    expect(rows.flatMap((row) => row.a ?? [])).toEqual(a.steps);
    expect(rows.flatMap((row) => row.b ?? [])).toEqual(b.steps);
    expect(sentence.includes("They part") || sentence.includes("the same")).toBe(true);
    for (const { what } of differences) expect(what).not.toBe("");
  }
});
