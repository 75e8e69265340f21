// The list of sessions, grouped by client, in the order they began. A click sets the scope of the ladder.

import { memo } from "../../diagram/draw/memo.ts";
import type { Scope } from "../../diagram/rows/scope.ts";
import { contextWords } from "../../diagram/words/context-words.ts";
import { reasonText } from "../../diagram/words/reason-text.ts";
import type { Translate } from "../../messages/messages.ts";
import { duration, size } from "../../messages/quantities.ts";
import type { Client, Session } from "../../session/model.ts";
import type { Store } from "../../session/store.ts";
import { printable } from "../../text/printable.ts";
import { shortSid } from "../../text/short-sid.ts";
import type { View } from "../view.ts";
import { StateMark, stateTone, stateWord } from "./session-state.tsx";

interface ListProps {
  readonly view: View;
  /** `View.version`: draws the list again, as sessions change in place. */
  readonly version: number;
  readonly scope: Scope;
}

/** The list shows the last sessions of a client and the last clients; a line counts the others. Drawing must not grow with the trace. */
const MOST_SESSIONS = 20;
const MOST_CLIENTS = 20;

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

/** The narrow form: one line with the scope, and a menu to change it. */
export const SessionMenu = memo(({ view, scope }: ListProps) => {
  const { t } = view.host;
  const { clients, sessions } = view.store;
  if (sessions.length === 0) return <span hidden />;
  const recent = sessions.slice(-MOST_SESSIONS * 2);
  const session = scope.kind === "session" ? scope.session : null;
  const value = scope.kind === "all" ? "all" : scope.kind === "client" ? `client ${scope.client.index}` : `session ${scope.session.index}`;
  const choose = (chosen: string) => {
    const [kind, index] = chosen.split(" ");
    const client = kind === "client" ? clients.find((client) => client.index === Number(index)) : undefined;
    const session = kind === "session" ? recent.find((session) => session.index === Number(index)) : undefined;
    view.settings.setScope(client ? { kind: "client", client } : session ? { kind: "session", session } : { kind: "all" });
  };
  return (
    <nav class="pick" aria-label={t("sessions")}>
      {session && <StateMark session={session} />}
      <span class="pick-text">
        {session ? (
          <>
            <span class="sid">{sidWords(t, session)}</span> <b>{stateWord(t, session)}</b> {protocolWords(t, view.store, session)} ·{" "}
            {t.count("packets", session.packets)}
          </>
        ) : scope.kind === "client" ? (
          printable(scope.client.address)
        ) : (
          <>
            <b>{t("allSessions")}</b> {t.count("sessionCount", sessions.length)}
          </>
        )}
      </span>
      <span class="pick-mark">▾</span>
      <select aria-label={t("sessions")} value={value} onChange={(event) => choose(event.currentTarget.value)}>
        <option value="all">{t("allSessions")}</option>
        {clients.slice(-MOST_CLIENTS).map((client) => (
          <optgroup key={client.index} label={printable(client.address)}>
            <option value={`client ${client.index}`}>{t("allOf", printable(splitAddress(client.address).host))}</option>
            {client.sessions
              .filter((session) => recent.includes(session))
              .map((session) => (
                <option key={session.index} value={`session ${session.index}`}>
                  {sidWords(t, session)} · {stateWord(t, session)}
                </option>
              ))}
          </optgroup>
        ))}
      </select>
    </nav>
  );
});

function sidWords(t: Translate, { sid, transport, late }: Session): string {
  if (sid !== null) return printable(shortSid(sid));
  return t(late || transport === "webtransport" ? "sidUnseen" : "noSid");
}

function splitAddress(address: string): { host: string; path: string } {
  if (!URL.canParse(address)) return { host: address, path: "" };
  const { host, pathname } = new URL(address);
  return { host: host || address, path: pathname === "/" ? "" : pathname };
}

/** Transport, protocol revisions and parser. Without Socket.IO there is room to write Engine.IO out. */
export function protocolWords(t: Translate, store: Store, session: Session): string {
  const { eio, sio, parser } = session;
  const engine = eio === null ? "" : sio === null ? `Engine.IO ${eio}` : `EIO ${eio}`;
  return [transportOf(t, store, session).name, engine, sio === null ? "" : `Socket.IO ${sio}`, parser ?? ""]
    .filter((word) => word !== "")
    .join(" · ");
}

/** The transport by its own name; JSONP, which Engine.IO calls polling, is added. */
export function transportOf(t: Translate, store: Store, { transport, openEntry }: Session): { name: string; jsonp: boolean } {
  const opened = openEntry === null ? undefined : store.link(openEntry);
  const jsonp = transport === "jsonp-polling" || (transport === "polling" && opened?.kind === "http" && opened.jsonp);
  return { name: transport === "polling" && jsonp ? t("pollingJsonp") : (transport ?? ""), jsonp };
}

function amounts(view: View, session: Session): string {
  const { t } = view.host;
  const until = session.endedAt ?? (view.recording ? view.host.now() : session.lastAt);
  return [duration(Math.max(0, until - session.startedAt)), t.count("packets", session.packets), size(session.bytes)].join(" · ");
}

function chainText(t: Translate, previous: Session, session: Session): string {
  const gap = duration(Math.max(0, session.startedAt - (previous.endedAt ?? previous.lastAt)));
  return t(previous.cause === "navigation" ? "chainReload" : "chainLater", gap);
}
