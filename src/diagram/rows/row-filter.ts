// Which entries have a row of their own: those in scope that the filter shows, without HTTP when it is switched off, and without what another
// row already says.

import type { Matches } from "../../filter/matches.ts";
import { ENTRY, FLAG, NONE } from "../../session/entries.ts";
import { isHttpOnly } from "../../session/http-only.ts";
import { type Exchange, isOnlyAsked } from "../../session/model.ts";
import type { Store } from "../../session/store.ts";
import { inScope, type Scope } from "./scope.ts";

/** What is drawn of a trace. */
export interface Shown {
  readonly scope: Scope;
  /** Also show requests and answers that carry no packet. */
  readonly http: boolean;
  /** What the filter shows; all when absent. */
  readonly matches?: Matches | undefined;
}

export class RowFilter {
  readonly #store: Store;
  readonly #shown: Shown;

  constructor(store: Store, shown: Shown) {
    this.#store = store;
    this.#shown = shown;
  }

  /** How many characters of texts the filter has looked at. */
  get read(): number {
    return this.#shown.matches?.read ?? 0;
  }

  hasRow(entry: number): boolean {
    return this.mayHaveRow(entry) && this.#shown.matches?.has(entry) !== false;
  }

  /** Whether an entry has a row unless the filter hides it. */
  mayHaveRow(entry: number): boolean {
    const { entries } = this.#store;
    const link = this.#store.link(entry);
    const request = link?.kind === "http" ? link.preflightOf : null;
    const owner = request ?? link;
    if (owner && !inScope(this.#shown.scope, owner.session, owner.kind === "http" ? owner.documentFrame : null)) return false;
    const kind = entries.kind(entry);
    // Conclusions that were taken back stand before those that count.
    if (kind >= ENTRY.cut && kind <= ENTRY.clientGivesUp) return entry >= (link?.session?.cut?.cutEntry ?? NONE);
    if (!this.#shown.http && isHttpOnly(this.#store, entry)) return false;
    switch (kind) {
      case ENTRY.packet:
        return !(entries.flags(entry) & FLAG.attachment);
      case ENTRY.request:
        // A preflight is part of its request's row, unless it failed.
        return request === null || entries.isProblem(entry);
      case ENTRY.wsHandshake:
      case ENTRY.wsError:
      case ENTRY.wsClose:
      case ENTRY.wtClose:
        return !isOnlyAsked(link);
      default:
        return true;
    }
  }

  /** Whether an exchange is shown: as its own row, or, a preflight, as part of its request's row. */
  shows(exchange: Exchange): boolean {
    return this.#shown.http && inScope(this.#shown.scope, exchange.session, exchange.documentFrame);
  }
}
