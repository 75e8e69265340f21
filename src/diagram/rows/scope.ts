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
