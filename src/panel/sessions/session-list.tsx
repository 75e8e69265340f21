// The list of sessions, grouped by client, in the order they began. A click sets the scope of the ladder.

import { memo } from "../../diagram/draw/memo.ts";
import type { Scope } from "../../diagram/rows/scope.ts";
import { contextWords } from "../../diagram/words/context-words.ts";
import { reasonText, waitText, withoutPreamble } from "../../diagram/words/reason-text.ts";
import { stateWord } from "../../diagram/words/standing-word.ts";
import type { Checked } from "../../findings/checked.ts";
import type { Finding } from "../../findings/finding.ts";
import type { Translate } from "../../messages/messages.ts";
import { duration, size } from "../../messages/quantities.ts";
import { isUnused } from "../../session/given-up.ts";
import type { Client, Session } from "../../session/model.ts";
import { endedWithPage, waitBefore } from "../../session/standing.ts";
import { printable } from "../../text/printable.ts";
import { IconButton } from "../icon-button.tsx";
import type { View } from "../view.ts";
import { compareWithFile } from "./compare-file.ts";
import { type Item, listed, protocolWords, sidWords, splitAddress, stateTone } from "./session-words.ts";
import { SessionsHead } from "./sessions-head.tsx";
import { StateMark } from "./state-mark.tsx";

export interface ListProps {
  readonly view: View;
  /** `View.version`: draws the list again, as sessions change in place. */
  readonly version: number;
  readonly scope: Scope;
  /** The findings, and the page about them that is open: draw the list again. */
  readonly found: readonly Finding[] | null;
  readonly page: Finding | Checked | null;
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
      <SessionsHead view={view} />
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
      {scope.kind === "all" && <Findings view={view} />}
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
  const { older, items } = listed(client.sessions, MOST_SESSIONS);
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
      {on && <Findings view={view} />}
      {older > 0 && <p class="older">{t.count("olderSessions", older)}</p>}
      <SessionItems items={items} view={view} scope={scope} />
    </section>
  );
}

/** What was found in the scope that is shown. Of a trace without sessions there is nothing to say. */
function Findings({ view }: { readonly view: View }) {
  const part = view.findingsPart.value;
  if (view.store.sessions.length === 0) return null;
  return part && <part.FindingsList findings={part.view} store={view.store} scope={view.settings.scope} />;
}

function SessionItems({ items, view, scope }: Pick<ListProps, "view" | "scope"> & { readonly items: readonly Item[] }) {
  return (
    <ol>
      {items.map((item, i) => (
        <li key={item.first.index}>
          {item.first.previous !== null && i > 0 && <div class="chain">{chainText(view.host.t, item.first.previous, item.first)}</div>}
          {item.count > 1 ? (
            <Attempts item={item} view={view} scope={scope} />
          ) : (
            <>
              <div class="session-item">
                <SessionButton session={item.last} view={view} on={scope.kind === "session" && scope.session === item.last} />
                {scope.kind === "session" && <CompareButton session={item.last} selected={scope.session} view={view} />}
              </div>
              {scope.kind === "session" && scope.session === item.last && <Findings view={view} />}
            </>
          )}
        </li>
      ))}
    </ol>
  );
}

/** Attempts that failed in the same way, as one entry that opens. */
function Attempts({ item: { last, count, newest }, view, scope }: Pick<ListProps, "view" | "scope"> & { readonly item: Item }) {
  const { t } = view.host;
  return (
    <details class="attempts" open={scope.kind === "session" && newest.includes(scope.session)}>
      <summary class="session">
        <StateMark session={last} />
        <span class="line-1">
          <span class="sid">×{count}</span>
          <span class="state bad">{stateWord(t, last)}</span>
        </span>
        <Trouble session={last} view={view} />
      </summary>
      {count > newest.length && <p class="older">{t.count("olderSessions", count - newest.length)}</p>}
      <SessionItems items={newest.map((session) => ({ first: session, last: session, count: 1, newest }))} view={view} scope={scope} />
    </details>
  );
}

function SessionButton({ session, view, on }: { readonly session: Session; readonly view: View; readonly on: boolean }) {
  const { t } = view.host;
  const wait = waitWords(view, session);
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
      <span class="line-2">{protocolWords(t, view.store, session).replace(/ (?=\d)/g, "\u00a0")}</span>
      <span class="line-3">{amounts(view, session)}</span>
      {session.transport === "webtransport" && <span class="line-3">{t("webTransportUnseen")}</span>}
      {on ? <Problem session={session} t={t} /> : <Trouble session={session} view={view} />}
      {wait !== "" && <span class="line-3">{wait}</span>}
    </button>
  );
}

/** Compares the selected session with another one; on its own entry, with that of a file. */
function CompareButton({ session, selected, view }: { readonly session: Session; readonly selected: Session; readonly view: View }) {
  const { t } = view.host;
  const isOwn = session === selected;
  return (
    <IconButton
      icon="compare"
      cls="compare-button"
      name={t(isOwn ? "compareWithFile" : "compareWith")}
      onClick={isOwn ? () => compareWithFile(view, selected) : () => view.compare(selected, session)}
    />
  );
}

/** What is worst in a session: in words if a rule says it, and else as the reason why it ended. */
function Trouble({ session, view }: { readonly session: Session; readonly view: View }) {
  const part = view.findingsPart.value;
  const worst = part?.view.worstOf(session);
  return part && worst ? <part.WorstLine finding={worst} findings={part.view} /> : <Problem session={session} t={view.host.t} />;
}

/** Why a session ended. A long word, such as the browser's name of an error, breaks after its signs. */
function Problem({ session: { problem }, t }: { readonly session: Session; readonly t: Translate }) {
  if (problem === null) return null;
  const text = printable(reasonText(t, problem));
  return (
    <span class="line-3 bad" title={text}>
      ▲{" "}
      {withoutPreamble(text)
        .split(/(?<=[_:/.?&=])(?=\w)/)
        .flatMap((part, i) => (i === 0 ? [part] : [<wbr key={part} />, part]))}
    </span>
  );
}

function amounts(view: View, session: Session): string {
  const { t } = view.host;
  const until = session.endedAt ?? (view.recording ? view.host.now() : session.lastAt);
  return [duration(Math.max(0, until - session.startedAt)), t.count("packets", session.packets), size(session.bytes)].join(" · ");
}

/** What the session waited for when the recording ended. While it goes on, only that its client does not use it. */
function waitWords({ host, recording, store }: View, session: Session): string {
  if (!recording) return waitText(host.t, store, session);
  return isUnused(session, host.now()) ? host.t("reasonUnused") : "";
}

function chainText(t: Translate, previous: Session, session: Session): string {
  const isSeen = previous.cut !== null || waitBefore(session) !== null;
  if (!isSeen && !session.reloaded && !endedWithPage(previous)) return t("chainUnseen");
  const gap = duration(Math.max(0, session.startedAt - (previous.endedAt ?? previous.lastAt)));
  if (session.reloaded || endedWithPage(previous)) return t("chainReload", gap);
  return t(session.sid === null ? "chainAgain" : "chainLater", gap);
}
