// What a trace says stays true when its secrets are replaced: every recording of the tests is redacted, and nothing but texts has changed.

import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "@playwright/test";
import { Findings } from "../../../src/findings/findings.ts";
import { openBytes } from "../../../src/formats/open.ts";
import { english } from "../../../src/messages/messages.ts";
import type { Store } from "../../../src/session/store.ts";
import { savedText } from "../saved-text.ts";
import { redacted } from "./support.ts";

const fixtures = new URL("../../fixtures/", import.meta.url);
const recordings = ["cdp", "traces", "findings", "proxied"].flatMap((folder) =>
  readdirSync(new URL(folder, fixtures)).flatMap((name) => (name.endsWith(".jsonl") ? `${folder}/${name}` : [])),
);

/** All that is known of a trace but its texts and sizes. */
function outlineOf(store: Store) {
  const { entries } = store;
  const rows = Array.from({ length: entries.length }, (_, place) => {
    const entry = entries.ordered(place);
    return [
      entry,
      ...[entries.at(entry), entries.kind(entry), entries.flags(entry), entries.engine(entry), entries.socket(entry)],
      ...[entries.part(entry), entries.link(entry), entries.peer(entry)],
      ...[store.announced(entry), store.attachments(entry).join(), store.fault(entry)?.[0]],
    ].join();
  });
  const sessions = store.sessions.map((session) => ({
    ...{ eio: session.eio, sio: session.sio, parser: session.parser, transport: session.transport, packets: session.packets },
    ...{ hasSid: session.sid !== null, client: store.clients.indexOf(session.client), problem: session.problem?.[0] },
    ...{ state: session.state, openedAt: session.openedAt, sockets: session.sockets.size },
  }));
  const findings = new Findings(store).all().map(({ rule, severity, times, at, lastAt, sessions, evidence }) => ({
    ...{ rule, severity, times, at, lastAt, sessions: sessions.length },
    evidence: evidence.map(({ entry }) => entry),
  }));
  return { rows, sessions, findings, gaps: store.gaps, omitted: store.omitted };
}

for (const name of recordings) {
  test(`${name} says the same when it is redacted, and the same once more when that is redacted again`, async () => {
    const { store } = openBytes(new Uint8Array(readFileSync(new URL(name, fixtures))), english);
    if (!store) throw new Error(`${name} has no events`);
    const once = await redacted(store);
    expect(outlineOf(once.store)).toEqual(outlineOf(store));
    for (const { sid } of store.sessions) if (sid !== null && sid.length > 5) expect(savedText(once.store)).not.toContain(sid);
    const again = await redacted(once.store);
    expect(savedText(again.store)).toBe(savedText(once.store));
  });
}
