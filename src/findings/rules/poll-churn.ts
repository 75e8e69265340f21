// Polls that are answered at once with a noop, one after the other: nothing holds them, so each costs a request for nothing. While a session is
// upgraded, its server answers the polls so on purpose.

import { ENGINE_NOOP } from "../../protocol/packet.ts";
import type { Session } from "../../session/model.ts";
import type { Store } from "../../session/store.ts";
import type { Found, Rule, Watch } from "../finding.ts";

/** A poll that is answered within so many milliseconds was not held. */
const AT_ONCE = 100;
/** So many in a row are a loop. */
const LOOP = 10;
/** A noop that comes so long after the one before it begins another row. */
const APART = 1000;

/** Noops in a row. */
interface Row {
  readonly first: number;
  readonly last: number;
  readonly count: number;
}

export const pollChurn: Rule = {
  id: "poll-churn",
  watch: (store) => new Churn(store),
};

class Churn implements Watch {
  readonly #store: Store;
  readonly #rows = new Map<Session, { now: Row; longest: Row }>();

  constructor(store: Store) {
    this.#store = store;
  }

  sees(engine: number, _socket: number, isSent: boolean): boolean {
    return engine === ENGINE_NOOP && !isSent;
  }

  packet(entry: number, session: Session): void {
    const { entries } = this.#store;
    const link = this.#store.link(entry);
    if (link?.kind !== "http") return;
    const at = link.respondedAt ?? entries.at(entry);
    const { probedAt = null, switchedAt = null, failedAt = null } = session.upgrade ?? {};
    const isUpgrading = probedAt !== null && at >= probedAt && at <= (switchedAt ?? failedAt ?? at);
    this.#next(session, isUpgrading || at - link.startedAt >= AT_ONCE ? null : entry);
  }

  /** Adds a noop to the row of its session; null ends the row. */
  #next(session: Session, entry: number | null): void {
    const { entries } = this.#store;
    const rows = this.#rows.get(session);
    const before = rows && entry !== null && rows.now.count > 0 && entries.at(entry) - entries.at(rows.now.last) < APART ? rows.now : null;
    const now: Row =
      entry === null ? { first: 0, last: 0, count: 0 } : { first: before?.first ?? entry, last: entry, count: (before?.count ?? 0) + 1 };
    const longest = rows && rows.longest.count >= now.count ? rows.longest : now;
    this.#rows.set(session, { now, longest });
  }

  session(session: Session): Found | null {
    const { first, last, count } = this.#rows.get(session)?.longest ?? { first: 0, last: 0, count: 0 };
    if (count < LOOP) return null;
    const { entries } = this.#store;
    const each = Math.round((entries.at(last) - entries.at(first)) / (count - 1));
    return {
      severity: "warning",
      confidence: "certain",
      cause: "",
      title: ["poll-churn/title", count, each],
      means: ["poll-churn/means"],
      evidence: [
        { entry: first, says: ["poll-churn/first"] },
        { entry: last, says: ["poll-churn/last", count] },
      ],
      ruledOut: [["poll-churn/not-upgrade"], ["poll-churn/not-messages"]],
      fix: [
        { who: "server", text: ["poll-churn/fix-server"] },
        { who: "proxy", text: ["poll-churn/fix-proxy"] },
      ],
    };
  }
}
