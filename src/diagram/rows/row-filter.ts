// Which entries have a row of their own: those in scope, without HTTP when it is switched off, and without what another row already says.

import { ENTRY, FLAG, NONE } from "../../session/entries.ts";
import { type Exchange, isOnlyAsked } from "../../session/model.ts";
import type { Store } from "../../session/store.ts";
import { inScope, type Scope } from "./scope.ts";

export class RowFilter {
  readonly #store: Store;
  readonly #scope: Scope;
  /** Requests and answers that carry no packet have rows too. */
  readonly #http: boolean;

  constructor(store: Store, scope: Scope, http: boolean) {
    this.#store = store;
    this.#scope = scope;
    this.#http = http;
  }

  hasRow(entry: number): boolean {
    const { entries } = this.#store;
    const link = this.#store.link(entry);
    const request = link?.kind === "http" ? link.preflightOf : null;
    const owner = request ?? link;
    if (owner && !inScope(this.#scope, owner.session, owner.kind === "http" ? owner.documentFrame : null)) return false;
    const kind = entries.kind(entry);
    // Conclusions that were taken back stand before those that count.
    if (kind >= ENTRY.cut && kind <= ENTRY.clientGivesUp) return entry >= (link?.session?.cut?.cutEntry ?? NONE);
    switch (kind) {
      case ENTRY.packet:
        return !(entries.flags(entry) & FLAG.attachment);
      case ENTRY.request:
        // A preflight is part of its request's row, unless it failed.
        return this.#http && (request === null || entries.isProblem(entry));
      case ENTRY.wsOpen:
      case ENTRY.wtOpen:
        return this.#http || (isOnlyAsked(link) && (link.closedAt !== null || entries.isProblem(entry)));
      case ENTRY.wsHandshake:
        return this.#http && !isOnlyAsked(link);
      case ENTRY.wsError:
      case ENTRY.wsClose:
      case ENTRY.wtClose:
        return !isOnlyAsked(link);
      case ENTRY.response:
        return this.#http || entries.isProblem(entry) || entry === link?.session?.openEntry;
      default:
        return true;
    }
  }

  /** Whether an exchange is shown: as its own row, or, a preflight, as part of its request's row. */
  shows(exchange: Exchange): boolean {
    return this.#http && inScope(this.#scope, exchange.session, exchange.documentFrame);
  }
}
