// What a ladder and its scenes share.

import type { Translate } from "../../messages/messages.ts";
import type { Client, Session } from "../../session/model.ts";
import type { Store } from "../../session/store.ts";
import type { EpochMs } from "../../wire/event.ts";
import type { Lanes } from "../scene/lanes.ts";
import type { Describer } from "../words/describe.ts";
import type { Times } from "../words/times.ts";
import type { Fold } from "./fold.ts";
import type { RowList } from "./row-list.ts";
import type { StepList } from "./step-list.ts";

/** What is drawn: everything, the sessions of one client, or one session. */
export type Scope =
  | { readonly kind: "all" }
  | { readonly kind: "client"; readonly client: Client }
  | { readonly kind: "session"; readonly session: Session };

export interface LadderOptions {
  readonly scope: Scope;
  /** With requests and answers that carry no packet. */
  readonly http: boolean;
  /** Steps as rows of their own, for narrow panels, instead of a column. */
  readonly stepRows: boolean;
  /** Pixels a millisecond: rows stand as far apart as they were in time, where they have the room. Without it they stand evenly. */
  readonly scale?: number | undefined;
}

/** Kinds of rows in a `RowList`. */
export const ROW = { entry: 0, fields1: 1, fields2: 2, quiet: 3, fold: 4, step: 5, tear: 6, space: 7 } as const;

/** What a ladder lends its scenes. */
export interface LadderParts {
  readonly store: Store;
  readonly t: Translate;
  readonly rows: RowList;
  readonly steps: StepList;
  readonly folds: readonly Fold[];
  readonly lanes: Lanes;
  readonly describer: Describer;
  readonly options: LadderOptions;
  readonly times: Times;
  readonly now: EpochMs | null;
  isOpen(fold: Fold): boolean;
  /** The entries that a fold stands for. */
  inside(fold: Fold): Iterable<number>;
  key(row: number): number;
  rowOf(entry: number): number;
}

export function clientsIn(scope: Scope, store: Store): readonly Client[] {
  return scope.kind === "all" ? store.clients : [scope.kind === "client" ? scope.client : scope.session.client];
}

/** Pages and scripts belong to the clients of their page. */
export function inScope(scope: Scope, session: Session | null, documentFrame: string | null): boolean {
  switch (scope.kind) {
    case "all":
      return true;
    case "client":
      return session
        ? session.client === scope.client
        : scope.client.documentFrame === null || documentFrame === scope.client.documentFrame;
    case "session":
      return session === scope.session;
  }
}
