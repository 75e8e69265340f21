// `lifeline sessions`: a line per session.

import { reasonText, waitText } from "../../diagram/words/reason-text.ts";
import { stateWord } from "../../diagram/words/standing-word.ts";
import { nameOf } from "../../findings/catalogue.ts";
import type { Finding } from "../../findings/finding.ts";
import { findingsBySession, sessionRecords, upgradeRecord } from "../../formats/sessions.ts";
import { size } from "../../messages/quantities.ts";
import type { Session } from "../../session/model.ts";
import type { Store } from "../../session/store.ts";
import { printable } from "../../text/printable.ts";
import type { Call, Command } from "../command.ts";
import { findingsOf, readOne } from "../input.ts";
import { jsonLine, lines } from "../io.ts";
import { AS_JSON, PRINTED, SERVER_LOG } from "../options.ts";

export const sessions: Command = {
  takes: "FILE",
  summary: "cliSessions",
  options: { ...AS_JSON, ...SERVER_LOG, ...PRINTED },
  examples: [
    ["cliWishSessions", "lifeline sessions chat.jsonl"],
    ["cliWishClosed", "lifeline sessions chat.jsonl --json | jq 'select(.state == \"closed\")'"],
  ],
  run: (call) =>
    readOne(call, { isBrief: true }, ({ store }) => {
      // The rules read payloads, which are gone if they were too many to be in memory.
      const found = store.log.memory.away > 0 ? null : findingsOf(store).all();
      if (call.values.json) lines(sessionRecords(store, found), jsonLine);
      else lines(store.sessions.entries(), sessionLine(store, findingsBySession(found ?? []), call));
    }),
};

function sessionLine(
  store: Store,
  found: ReadonlyMap<Session, readonly Finding[]>,
  { t, say }: Pick<Call, "t" | "say">,
): (numbered: readonly [number, Session]) => string {
  return ([index, session]) => {
    const { sid, client, eio, sio, parser, transport, packets, bytes, problem, close } = session;
    const revisions = [eio === null ? "" : `EIO ${eio}`, sio === null ? "" : `Socket.IO ${sio}`, parser ?? ""].filter(Boolean).join(", ");
    const upgrade = upgradeRecord(store, session, t);
    const upgraded = upgrade?.state === "failed" ? ` (${t("cliUpgradeFailed", upgrade.problem ?? "")})` : "";
    const reason = problem === null ? waitText(t, store, session) : reasonText(t, problem);
    const code = close === null ? "" : `${close.code} ${close.reason}`.trim();
    const why = reason && reason !== code ? ` (${reason})` : "";
    const closed = code && `, ${t("cliCloseCode", code)}`;
    const refused = [...session.refused.values()].filter((one) => one !== problem).map((one) => `, ${reasonText(t, one)}`);
    const state = stateWord(t, session) + why + closed + refused.join("");
    const amounts = [t.count("packets", packets), size(bytes)];
    const wrong = (found.get(session) ?? [])
      .filter(({ severity }) => severity !== "info")
      .map(({ severity, rule }) => `${say([`severity/${severity}`])}: ${say(nameOf(rule))}`);
    const parts = [
      `#${index + 1}`,
      sid ?? "—",
      client.address,
      revisions,
      (transport ?? "—") + upgraded,
      state,
      ...amounts,
      ...new Set(wrong),
    ];
    return printable(parts.filter(Boolean).join("  "));
  };
}
