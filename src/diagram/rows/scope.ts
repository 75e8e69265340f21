// What part of a trace is drawn.

import type { Client, Session } from "../../session/model.ts";
import type { Store } from "../../session/store.ts";

/** Everything, the sessions of one client, or one session. */
export type Scope =
  | { readonly kind: "all" }
  | { readonly kind: "client"; readonly client: Client }
  | { readonly kind: "session"; readonly session: Session };

export function clientsIn(scope: Scope, store: Store): readonly Client[] {
  return scope.kind === "all" ? store.clients : [scope.kind === "client" ? scope.client : scope.session.client];
}

export function sessionsIn(scope: Scope, store: Store): readonly Session[] {
  return scope.kind === "all" ? store.sessions : scope.kind === "client" ? scope.client.sessions : [scope.session];
}

/** How many sessions in scope have begun: those have bars, and attempts that got no sid have none. */
export function begunIn(scope: Scope, store: Store): number {
  return scope.kind === "all" ? store.begun : scope.kind === "client" ? scope.client.begun.length : 1;
}

/** Of the sessions under way, so many are looked at for one that is open. */
const MOST_UNDER_WAY = 64;

/** The newest session that is open, or else the newest that connects. A client has one at a time. */
export function underWayIn(scope: Scope, { underWay }: Store): Session | null {
  let connecting: Session | null = null;
  let left = MOST_UNDER_WAY;
  const last = scope.kind === "client" ? scope.client.sessions.slice(-1) : scope.kind === "session" ? [scope.session] : underWay;
  for (const session of last) {
    if (session.state === "open") return session;
    if (session.state === "connecting") connecting ??= session;
    if (--left === 0) break;
  }
  return connecting;
}

/** Whether something that was found in these sessions is in scope. */
export function isFoundIn(sessions: readonly Session[], scope: Scope): boolean {
  return scope.kind === "all" || sessions.some((session) => inScope(scope, session, null));
}

/** Whether what belongs to a session is in scope. Pages and scripts belong to no session: they are in scope with the clients of their page. */
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
