// The list of sessions, grouped by client, in the order they began. A click sets the scope of the ladder.

import { useRef, useState } from "preact/hooks";
import { memo } from "../../diagram/draw/memo.ts";
import type { Scope } from "../../diagram/rows/scope.ts";
import { homeWords } from "../../diagram/words/context-words.ts";
import { reasonText, waitText, withoutPreamble } from "../../diagram/words/reason-text.ts";
import { stateWord } from "../../diagram/words/standing-word.ts";
import type { Checked } from "../../findings/checked.ts";
import type { Finding } from "../../findings/finding.ts";
import type { Translate } from "../../messages/messages.ts";
import { duration, size } from "../../messages/quantities.ts";
import { isUnused } from "../../session/given-up.ts";
import type { Client, Session } from "../../session/model.ts";
import { endedWithPage, waitBefore } from "../../session/standing.ts";
import { clientLetter } from "../../text/client-letter.ts";
import { printable } from "../../text/printable.ts";
import { shortSid } from "../../text/short-sid.ts";
import { partition } from "../../wire/partition.ts";
import { IconButton } from "../icon-button.tsx";
import type { View } from "../view.ts";
import { compareWithFile } from "./compare-file.ts";
import { PartOfList } from "./part-of-list.tsx";
import { type Item, listed, namespacesOf, protocolWords, sidWords, splitAddress, stateTone } from "./session-words.ts";
import { SessionsHead } from "./sessions-head.tsx";
import { StateMark } from "./state-mark.tsx";

export interface ListProps {
  readonly view: View;
  /** `View.version`: draws the list again, as sessions change in place. */
  readonly version: number;
  readonly scope: Scope;
  /** The session of the selected row, and the client that stands out: draw the list again. */
  readonly current: Session | null;
  readonly chosen: Client | null;
  /** The findings, and the page about them that is open: draw the list again. */
  readonly found: readonly Finding[] | null;
  readonly page: Finding | Checked | null;
}

/** The list has so many clients, and so many sessions of each; a slider moves through the others. Drawing must not grow with the trace. */
const MOST_CLIENTS = 20;
const MOST_SESSIONS = 20;

export const SessionList = memo(({ view, scope }: ListProps) => {
  const { t } = view.host;
  const { clients, sessions } = view.store;
  const shownSession = sessionIn(view, scope);
  const client = scope.kind === "client" ? scope.client : (shownSession?.client ?? null);
  const part = usePart(clients.length, MOST_CLIENTS, client && clients.length > 0 ? client.index : null, client);
  const shown = clients.slice(part.from, part.until).filter((client) => client.sessions.length > 0);
  return (
    <nav class="side" aria-label={t("sessions")} onKeyDown={keyDown}>
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
      <PartOfList {...part} length={clients.length} least={MOST_CLIENTS} name={t("listedClients")} t={t} />
      {shown.map((client) => (
        <ClientGroup key={client.index} client={client} view={view} scope={scope} />
      ))}
    </nav>
  );
});

/** The session in scope, or else that of the selected row: the list shows the part that it is in. */
function sessionIn(view: View, scope: Scope): Session | null {
  return scope.kind === "session" ? scope.session : (view.selection?.session ?? null);
}

/** Up, Down, Home and End lead through the entries. Other keys, and those of a slider, stay what they are. */
function keyDown(event: KeyboardEvent): void {
  const { currentTarget, target, key } = event;
  if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
  if (!(currentTarget instanceof HTMLElement) || !(target instanceof HTMLElement) || target instanceof HTMLInputElement) return;
  const entries = [...currentTarget.querySelectorAll<HTMLElement>(".all, .client-name, .session")].filter((entry) =>
    entry.checkVisibility(),
  );
  const at = entries.indexOf(target);
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: entries.length - 1 }[key];
  if (at < 0 || to === undefined) return;
  entries[to]?.focus();
  event.preventDefault();
  event.stopPropagation();
}

/**
 * Which part of a list of this length is shown: its end, until the user moves the slider, and each time another one is `wanted`, the part in
 * which that is. `at`: the place of what is wanted.
 */
function usePart(length: number, most: number, at: number | null, wanted: unknown) {
  const [until, move] = useState<number | null>(null);
  const seen = useRef<unknown>(null);
  let end = Math.min(length, until ?? length);
  if (wanted !== seen.current && at !== null && (at >= end || at < end - most)) {
    end = Math.min(length, at + Math.ceil(most / 2));
    move(end === length ? null : end);
  }
  seen.current = wanted;
  return { from: Math.max(0, end - most), until: end, move };
}

function ClientGroup({ client, view, scope }: { readonly client: Client; readonly view: View; readonly scope: Scope }) {
  const { t } = view.host;
  const { sessions } = client;
  const on = scope.kind === "client" && scope.client === client;
  const wanted = sessionIn(view, scope);
  const isOwn = wanted?.client === client;
  const at = isOwn ? partition(sessions.length, (i) => (sessions[i]?.index ?? 0) < wanted.index) : null;
  const part = usePart(sessions.length, MOST_SESSIONS, at, isOwn ? wanted : null);
  const { older, items } = listed(sessions, MOST_SESSIONS, part.until);
  const { host, path } = splitAddress(client.address);
  const home = homeWords(t, view.store, client);
  const several = view.store.clients.length > 1;
  const stands = several && view.selection?.chosen === client ? "chosen" : "";
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the client stands out in the ladder while the pointer is at its entry
    <section
      class={`client ${stands}`}
      onMouseEnter={() => view.selection?.pointAt(client)}
      onMouseLeave={() => view.selection?.pointAt(null)}
    >
      <button
        type="button"
        class={`client-name ${on ? "on" : ""}`}
        aria-pressed={on}
        title={[home, client.address].filter(Boolean).join("\n")}
        onClick={() => view.settings.setScope({ kind: "client", client })}
      >
        {several && <span class="client-letter">{clientLetter(client.index)}</span>} {home !== "" && <b>{home}</b>}{" "}
        {home === "" ? <b>{printable(host)}</b> : printable(host)} {printable(path)}
      </button>
      {on && <Findings view={view} />}
      <PartOfList {...part} from={older} length={sessions.length} least={MOST_SESSIONS} name={t("listedSessions")} t={t} />
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
              <div class={view.selection?.session === item.last ? "session-item current" : "session-item"}>
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
function Attempts({ item: { last, count }, view, scope }: Pick<ListProps, "view" | "scope"> & { readonly item: Item }) {
  const { t } = view.host;
  const [shown, move] = useState(0);
  const all = last.client.sessions;
  const end = partition(all.length, (i) => (all[i]?.index ?? 0) <= last.index);
  const until = shown === 0 ? count : Math.min(count, shown);
  const from = Math.max(0, until - MOST_SESSIONS);
  const part = all.slice(end - count + from, end - count + until);
  return (
    <details class="attempts" open={scope.kind === "session" && part.includes(scope.session)}>
      <summary class="session">
        <StateMark session={last} />
        <span class="line-1">
          <span class="sid">×{count}</span>
          <span class="state bad">{stateWord(t, last)}</span>
        </span>
        <Trouble session={last} view={view} />
      </summary>
      <PartOfList
        {...{ from, until, t }}
        length={count}
        least={MOST_SESSIONS}
        name={t("listedSessions")}
        move={(until) => move(until ?? 0)}
      />
      <SessionItems items={part.map((session) => ({ first: session, last: session, count: 1 }))} view={view} scope={scope} />
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
      aria-current={view.selection?.session === session}
      onClick={() => view.settings.setScope({ kind: "session", session })}
    >
      <StateMark session={session} />
      <span class="line-1">
        <span class="sid">{sidWords(t, session)}</span>
        <span class={`state ${stateTone(session)}`}>{stateWord(t, session)}</span>
      </span>
      <span class="line-2">
        {!on && <NamespaceNames session={session} />}
        {protocolWords(t, view.store, session).replace(/ (?=\d)/g, "\u00a0")}
      </span>
      <span class="line-3">{amounts(view, session)}</span>
      {on && <Namespaces session={session} t={t} />}
      {session.transport === "webtransport" && <span class="line-3">{t("webTransportUnseen")}</span>}
      {on ? <Problem session={session} t={t} /> : <Trouble session={session} view={view} />}
      {wait !== "" && <span class="line-3">{wait}</span>}
    </button>
  );
}

const NAMESPACE_STATES = {
  connected: "namespaceConnected",
  asked: "namespaceAsked",
  left: "namespaceLeft",
  refused: "namespaceRefused",
} as const;

/** The namespaces of the selected session, each with its state and its socket's id. */
function Namespaces({ session, t }: { readonly session: Session; readonly t: Translate }) {
  return (
    <>
      {namespacesOf(session).map(({ name, state, sid, reason }) => (
        <span key={name} class={`namespace ${state}`} title={reason ? printable(reasonText(t, reason)) : (sid ?? "")}>
          <span class="sid">{printable(name)}</span> {state === "refused" && "▲ "}
          {t(NAMESPACE_STATES[state])} {sid !== null && <span class="sid">{printable(shortSid(sid))}</span>}
        </span>
      ))}
    </>
  );
}

/** So many names are written; the others are counted. */
const MOST_NAMES = 3;

/** The names of the namespaces of a session, unless it has only the main one. Those that are refused have the sign of a problem. */
function NamespaceNames({ session }: { readonly session: Session }) {
  const all = namespacesOf(session).filter(({ state }) => state !== "left" || session.state === "closed");
  if (all.every(({ name, state }) => name === "/" && state !== "refused")) return null;
  const names = [...all].sort((a, b) => Number(b.state === "refused") - Number(a.state === "refused"));
  return (
    <>
      {names.slice(0, MOST_NAMES).map(({ name, state }, i) => (
        <span key={name} class={state === "refused" ? "bad" : undefined}>
          {i > 0 && ", "}
          {state === "refused" && "▲\u00a0"}
          {printable(name)}
        </span>
      ))}
      {names.length > MOST_NAMES && ` +${names.length - MOST_NAMES}`}
      {" · "}
    </>
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
