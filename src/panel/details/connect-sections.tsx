// What a CONNECT packet carries, sent or received: the query of its namespace, auth or data, connection state recovery.

import type { Translate } from "../../messages/messages.ts";
import type { PacketDetails } from "../../session/details.ts";
import { printable } from "../../text/printable.ts";
import { type RowOf, Rows, Section } from "./parts.tsx";
import { Tree } from "./tree.tsx";
import type { Entries } from "./tree-rows.ts";

export function ConnectSections({ details, t }: { readonly details: PacketDetails; readonly t: Translate }) {
  const { socket, session, direction } = details;
  const { query, nsp = "/", data } = socket ?? {};
  const fields: Readonly<Record<string, unknown>> = typeof data === "object" ? { ...data } : {};
  const { pid, offset, ...auth } = fields;
  const sent = direction === "sent";
  const id = (value: unknown) => <code class="wrap">{printable(String(value))}</code>;
  const recovery = session?.sockets.get(nsp)?.recovery ?? null;
  const rows: RowOf[] = [];
  if (pid !== undefined) rows.push([t(sent ? "recoveryAsked" : "recoveryOffered"), id(pid)]);
  if (sent && offset !== undefined) rows.push([t("offset"), id(offset)]);
  if (recovery !== null) {
    const answer = recovery.recovered === null ? t("notYet") : t(recovery.recovered ? "recoveredYes" : "recoveredNo");
    rows.push([t("recovered"), answer, recovery.recovered === null ? undefined : t("observed")]);
  }
  // The client sends auth for the middleware of the server; `pid` and `offset` in it belong to recovery. The server sends the socket's id.
  const entries = Object.entries(sent ? auth : fields);
  return (
    <>
      {query !== undefined && (
        <Section title={t("namespaceQuery")}>
          <Tree name="query" label={t("namespaceQuery")} entries={queryEntries(query)} t={t} />
        </Section>
      )}
      {entries.length > 0 && (
        <Section title={sent ? "auth" : t("data")}>
          <Tree name="auth" label={sent ? "auth" : t("data")} entries={entries} t={t} />
        </Section>
      )}
      {rows.length > 0 && (
        <Section title={t("recovery")}>
          <Rows rows={rows} />
        </Section>
      )}
    </>
  );
}

/** A name that comes more than once has a list of values. */
function queryEntries(query: string): Entries {
  const fields = new URLSearchParams(query);
  return [...new Set(fields.keys())].map((name) => {
    const values = fields.getAll(name);
    return [name, values.length > 1 ? values : values[0]];
  });
}
