// What really happened, recorded in browsers and with the real libraries: no finding is above `info` unless something really failed, and then it is
// the right one.

import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "@playwright/test";
import { Findings } from "../../../src/findings/findings.ts";
import { openBytes } from "../../../src/formats/open.ts";
import { english } from "../../../src/messages/messages.ts";
import { type Pairing, pairings, storeOf, titleOf } from "../session/pairings.ts";
import { alarms } from "./support.ts";

const fixtures = new URL("../../fixtures/", import.meta.url);

/** The recordings of something that fails, and the rule that is right. */
const FAILS: Readonly<Record<string, readonly string[]>> = { "cdp/refused.jsonl": ["cors-blocked"] };

const recordings = ["cdp", "traces"].flatMap((folder) =>
  readdirSync(new URL(folder, fixtures)).flatMap((name) => (name.endsWith(".jsonl") ? `${folder}/${name}` : [])),
);

for (const name of recordings) {
  const fails = FAILS[name] ?? [];
  test(`${name}: ${fails.join(", ") || "nothing is wrong"}`, () => {
    const { store } = openBytes(new Uint8Array(readFileSync(new URL(name, fixtures))), english);
    expect(store && alarms(store)).toEqual(fails);
  });
}

/** What is wrong besides, where one fault has two findings. */
const BESIDES: Readonly<Record<string, readonly string[]>> = {
  "backoff-odd": ["server-unreachable"],
  "server-restarted": ["server-unreachable"],
};

for (const name of readdirSync(new URL("findings", fixtures)).filter((each) => each.endsWith(".jsonl"))) {
  const [rule = ""] = name.split(".");
  test(`${name}: ${rule} is found where it really happened, and nothing else`, () => {
    const { store } = openBytes(new Uint8Array(readFileSync(new URL(`findings/${name}`, fixtures))), english);
    const findings = store ? new Findings(store).all() : [];
    const own = findings.filter((finding) => finding.rule === rule);
    expect(own).toHaveLength(1);
    expect(own[0]?.evidence.length).toBeGreaterThan(0);
    const worse = findings.filter(({ severity }) => severity !== "info").map((finding) => finding.rule);
    expect(worse.filter((each) => each !== rule)).toEqual(BESIDES[rule] ?? []);
  });
}

/** What is wrong between a client and a server. */
function wrongIn({ server, client, transports, said }: Pairing): string[] {
  if (said[0] === "connect") return [];
  const [isOldServer, isOldClient] = [server, client].map((version) => Number.parseInt(version, 10) < 3);
  // Over a websocket a server of revision 3 opens a session, in which each waits for the other's ping.
  if (transports[0] === "websocket" && isOldServer) return ["ping-timeout"];
  // 3.1 accepts a websocket of revision 3 and is silent. The recording ends before that is long enough to be wrong.
  if (transports[0] === "websocket" && isOldClient && server === "3.1.2") return [];
  return ["version-mismatch"];
}

for (const pairing of pairings) {
  const wrong = wrongIn(pairing);
  test(`${titleOf(pairing)}: ${wrong.join(", ") || "nothing is wrong"}`, () => {
    expect(alarms(storeOf(pairing))).toEqual(wrong);
  });
}
