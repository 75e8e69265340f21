// What Lifeline finds by itself in what was recorded with real servers and clients.

import type { Store } from "../../../src/session/store.ts";
import { alarms } from "../../unit/findings/support.ts";
import { expect } from "./demo.ts";

/** A busy test machine is as slow as a busy server, so a test may find these or not. */
const OF_A_BUSY_MACHINE: readonly string[] = ["server-pings-late", "upgrade-slow"];

/** Expects that exactly these rules find something above `info`; in a healthy session none does. */
export function expectFindings(store: Store, rules: readonly string[] = []): void {
  const found = alarms(store).filter((rule) => !OF_A_BUSY_MACHINE.includes(rule));
  expect([...new Set(found)].sort(), "rules that find something").toEqual([...new Set(rules)].sort());
}
