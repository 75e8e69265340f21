// The list of sessions, grouped by client, in the order they began. A click sets the scope of the ladder.

import { memo } from "../../diagram/draw/memo.ts";
import type { Scope } from "../../diagram/rows/scope.ts";
import { contextWords } from "../../diagram/words/context-words.ts";
import { reasonText } from "../../diagram/words/reason-text.ts";
import type { Translate } from "../../messages/messages.ts";
import { duration, size } from "../../messages/quantities.ts";
import type { Client, Session } from "../../session/model.ts";
import { printable } from "../../text/printable.ts";
import type { View } from "../view.ts";
import { protocolWords, sidWords, splitAddress, stateTone, stateWord } from "./session-words.ts";
import { StateMark } from "./state-mark.tsx";

export interface ListProps {
  readonly view: View;
  /** `View.version`: draws the list again, as sessions change in place. */
  readonly version: number;
  readonly scope: Scope;
}

/** The list has the last clients and the last sessions of each; a line counts the others. Drawing must not grow with the trace. */
const MOST_CLIENTS = 20;
const MOST_SESSIONS = 20;

export const SessionList = memo(({ view, scope }: ListProps) => {
  const { t } = view.host;
  const { clients, sessions } = view.store;
  const shown = clients.slice(-MOST_CLIENTS).filter((client) => client.sessions.length > 0);
  return (
    <nav class="side" aria-label={t("sessions")}>
      <div class="side-head">
        <h2>{t("sessions")}</h2>
        <span>{sessions.length === 0 ? t("noneYet") : t.count("clients", clients.length)}</span>
      </div>
      {sessions.length > 0 && (
        <button
          type="button"
          class={`all ${scope.kind === "all" ? "on" : ""}`}
          aria-pressed={scope.kind === "all"}
          onClick={() => view.settings.setScope({ kind: "all" })}
        >
          {t("allSessions")}
        </button>
      )}
      {clients.length > MOST_CLIENTS && <p class="older">{t.count("olderClients", clients.length - MOST_CLIENTS)}</p>}
      {shown.map((client) => (
        <ClientGroup key={client.index} client={client} view={view} scope={scope} />
      ))}
    </nav>
  );
});

function ClientGroup({ client, view, scope }: { readonly client: Client; readonly view: View; readonly scope: Scope }) {
  const { t } = view.host;
  const on = scope.kind === "client" && scope.client === client;
  const hidden = Math.max(0, client.sessions.length - MOST_SESSIONS);
  const { host, path } = splitAddress(client.address);
  return (
    <section class="client">
      <button
        type="button"
        class={`client-name ${on ? "on" : ""}`}
        aria-pressed={on}
        title={client.address}
        onClick={() => view.settings.setScope({ kind: "client", client })}
      >
        <b>{printable(host)}</b> {printable(path)} {contextWords(t, view.store, client)}
      </button>
      {hidden > 0 && <p class="older">{t.count("olderSessions", hidden)}</p>}
      <ol>
        {client.sessions.slice(hidden).map((session) => (
          <li key={session.index}>
            {session.previous !== null && session.index !== client.sessions[hidden]?.index && (
              <div class="chain">{chainText(t, session.previous, session)}</div>
            )}
            <SessionButton session={session} view={view} on={scope.kind === "session" && scope.session === session} />
          </li>
        ))}
      </ol>
    </section>
  );
}

function SessionButton({ session, view, on }: { readonly session: Session; readonly view: View; readonly on: boolean }) {
  const { t } = view.host;
  const problem = session.problem === null ? null : reasonText(t, session.problem);
  return (
    <button
      type="button"
      class={`session ${on ? "on" : ""}`}
      aria-pressed={on}
      onClick={() => view.settings.setScope({ kind: "session", session })}
    >
      <StateMark session={session} />
      <span class="line-1">
        <span class="sid">{sidWords(t, session)}</span>
        <span class={`state ${stateTone(session)}`}>{stateWord(t, session)}</span>
      </span>
      <span class="line-2">{protocolWords(t, view.store, session)}</span>
      <span class="line-3">{amounts(view, session)}</span>
      {session.transport === "webtransport" && <span class="line-3">{t("webTransportUnseen")}</span>}
      {problem !== null && (
        <span class="line-3 bad" title={problem}>
          ▲ {printable(problem)}
        </span>
      )}
    </button>
  );
}

function amounts(view: View, session: Session): string {
  const { t } = view.host;
  const until = session.endedAt ?? (view.recording ? view.host.now() : session.lastAt);
  return [duration(Math.max(0, until - session.startedAt)), t.count("packets", session.packets), size(session.bytes)].join(" · ");
}

function chainText(t: Translate, previous: Session, session: Session): string {
  const gap = duration(Math.max(0, session.startedAt - (previous.endedAt ?? previous.lastAt)));
  return t(session.reloaded || previous.cause === "navigation" ? "chainReload" : "chainLater", gap);
}
