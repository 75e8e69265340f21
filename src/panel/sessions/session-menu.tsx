// The sessions in a narrow panel: one line with the scope, and a menu to change it or to compare with another one. Below it is such a line for the findings.

import { useState } from "preact/hooks";
import { memo } from "../../diagram/draw/memo.ts";
import { stateWord } from "../../diagram/words/standing-word.ts";
import { groupDigits, type Translate } from "../../messages/messages.ts";
import { printable } from "../../text/printable.ts";
import { compareWithFile } from "./compare-file.ts";
import type { ListProps } from "./session-list.tsx";
import { clientWords, listed, protocolWords, sidWords, splitAddress } from "./session-words.ts";
import { StateMark } from "./state-mark.tsx";

/** The menu has so many clients, and so many sessions of each; older and newer ones are a choice of it. Drawing must not grow with the trace. */
const MOST_CLIENTS = 20;
const MOST_SESSIONS = 20;
/** The key of the list of clients among the lists of which a part is shown; the others are the sessions of a client, by its index. */
const CLIENTS = -1;

export const SessionMenu = memo(({ view, scope }: ListProps) => {
  const { t } = view.host;
  const { clients, sessions } = view.store;
  /** Where the part of each list that is shown ends, if not at the end of the list. */
  const [ends, setEnds] = useState<ReadonlyMap<number, number>>(new Map());
  if (sessions.length === 0) return <span hidden />;
  const session = scope.kind === "session" ? scope.session : null;
  const value = scope.kind === "all" ? "all" : scope.kind === "client" ? `client ${scope.client.index}` : `session ${scope.session.index}`;
  const choose = (chosen: string) => {
    const [kind, index, end] = chosen.split(" ");
    if (kind === "show") return setEnds(new Map(ends).set(Number(index), Number(end)));
    const other = sessions[Number(index)];
    if (kind === "compare" && session && other) return view.compare(session, other);
    if (kind === "file" && session) return compareWithFile(view, session);
    const client = kind === "client" ? clients.find((client) => client.index === Number(index)) : undefined;
    view.settings.setScope(
      client ? { kind: "client", client } : kind === "session" && other ? { kind: "session", session: other } : { kind: "all" },
    );
  };
  const endOf = (list: number, length: number) => Math.min(length, ends.get(list) ?? length);
  const lastClient = endOf(CLIENTS, clients.length);
  const part = view.findingsPart.value;
  return (
    <div class="picks">
      <nav class="pick" aria-label={t("sessions")}>
        {session && <StateMark session={session} />}
        <span class="pick-text">
          {session ? (
            <>
              <span class="sid">{sidWords(t, session)}</span> <b>{stateWord(t, session)}</b> {protocolWords(t, view.store, session)} ·{" "}
              {t.count("packets", session.packets)}
            </>
          ) : scope.kind === "client" ? (
            clientWords(t, view.store, scope.client)
          ) : (
            <>
              <b>{t("allSessions")}</b> {t.count("sessionCount", sessions.length)}
            </>
          )}
        </span>
        <span class="pick-mark">▾</span>
        <select
          aria-label={t("sessions")}
          value={value}
          onChange={(event) => {
            const { currentTarget } = event;
            choose(currentTarget.value);
            // What is compared is not the scope.
            currentTarget.value = value;
          }}
        >
          <option value="all">{t("allSessions")}</option>
          <Older list={CLIENTS} from={lastClient - MOST_CLIENTS} t={t} />
          {clients.slice(Math.max(0, lastClient - MOST_CLIENTS), lastClient).map((client) => {
            const { length } = client.sessions;
            const until = endOf(client.index, length);
            const { older, items } = listed(client.sessions, MOST_SESSIONS, until);
            return (
              <optgroup key={client.index} label={clientWords(t, view.store, client)}>
                <option value={`client ${client.index}`}>{t("allOf", printable(splitAddress(client.address).host))}</option>
                <Older list={client.index} from={older} t={t} />
                {items.map(({ last, count }) => (
                  <option key={last.index} value={`session ${last.index}`}>
                    {count > 1 ? `×${count}` : sidWords(t, last)} · {stateWord(t, last)}
                  </option>
                ))}
                <Newer list={client.index} until={until} length={length} most={MOST_SESSIONS} t={t} />
              </optgroup>
            );
          })}
          <Newer list={CLIENTS} until={lastClient} length={clients.length} most={MOST_CLIENTS} t={t} />
          {session && (
            <optgroup label={t("compareWith")}>
              {sessions.slice(-MOST_SESSIONS).map(
                (other) =>
                  other !== session && (
                    <option key={other.index} value={`compare ${other.index}`}>
                      {sidWords(t, other)} · {stateWord(t, other)}
                    </option>
                  ),
              )}
              <option value="file">{t("compareWithFile")}</option>
            </optgroup>
          )}
        </select>
      </nav>
      {part && <part.FindingsMenu findings={part.view} scope={scope} />}
    </div>
  );
});

interface OtherProps {
  /** The key of the list. */
  readonly list: number;
  readonly t: Translate;
}

/** The choice that shows the entries before `from`; nothing if there are none. */
function Older({ list, from, t }: OtherProps & { readonly from: number }) {
  return from > 0 && <option value={`show ${list} ${from}`}>{t("olderOf", groupDigits(from))}</option>;
}

/** The choice that shows the next entries after `until`; nothing if there are none. */
function Newer({ list, until, length, most, t }: OtherProps & { readonly until: number; readonly length: number; readonly most: number }) {
  const end = until + most < length ? until + most : Number.POSITIVE_INFINITY;
  return until < length && <option value={`show ${list} ${end}`}>{t("newerOf", groupDigits(length - until))}</option>;
}
