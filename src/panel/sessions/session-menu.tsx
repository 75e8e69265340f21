// The sessions in a narrow panel: one line with the scope, and a menu to change it or to compare with another one. Below it is such a line for the findings.

import { memo } from "../../diagram/draw/memo.ts";
import { stateWord } from "../../diagram/words/standing-word.ts";
import { printable } from "../../text/printable.ts";
import { compareWithFile } from "./compare-file.ts";
import type { ListProps } from "./session-list.tsx";
import { listed, protocolWords, sidWords, splitAddress } from "./session-words.ts";
import { StateMark } from "./state-mark.tsx";

/** The menu has the last clients and the last sessions of each. Drawing must not grow with the trace. */
const MOST_CLIENTS = 20;
const MOST_SESSIONS = 20;

export const SessionMenu = memo(({ view, scope }: ListProps) => {
  const { t } = view.host;
  const { clients, sessions } = view.store;
  if (sessions.length === 0) return <span hidden />;
  const session = scope.kind === "session" ? scope.session : null;
  const value = scope.kind === "all" ? "all" : scope.kind === "client" ? `client ${scope.client.index}` : `session ${scope.session.index}`;
  const choose = (chosen: string) => {
    const [kind, index] = chosen.split(" ");
    const other = sessions[Number(index)];
    if (kind === "compare" && session && other) return view.compare(session, other);
    if (kind === "file" && session) return compareWithFile(view, session);
    const client = kind === "client" ? clients.find((client) => client.index === Number(index)) : undefined;
    view.settings.setScope(
      client ? { kind: "client", client } : kind === "session" && other ? { kind: "session", session: other } : { kind: "all" },
    );
  };
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
            printable(scope.client.address)
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
          {clients.slice(-MOST_CLIENTS).map((client) => (
            <optgroup key={client.index} label={printable(client.address)}>
              <option value={`client ${client.index}`}>{t("allOf", printable(splitAddress(client.address).host))}</option>
              {listed(client.sessions, MOST_SESSIONS).items.map(({ last, count }) => (
                <option key={last.index} value={`session ${last.index}`}>
                  {count > 1 ? `×${count}` : sidWords(t, last)} · {stateWord(t, last)}
                </option>
              ))}
            </optgroup>
          ))}
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
