// The words for where a client runs.

import type { Translate } from "../../messages/messages.ts";
import type { Client } from "../../session/model.ts";
import type { Store } from "../../session/store.ts";
import { printable } from "../../text/printable.ts";

/** `iframe chat.html`, `worker sync.js`; nothing for the page itself. */
export function contextWords(t: Translate, { contexts }: Store, { documentFrame }: Client): string {
  const context = documentFrame === null ? undefined : contexts.get(documentFrame);
  if (context === undefined || context.type === "page") return "";
  // The last part of the URL's path, or the host when the path is empty.
  const name = context.url.split(/[?#]/)[0]?.split("/").findLast(Boolean) ?? "";
  return t(context.type === "iframe" ? "inIframe" : "inWorker", printable(name));
}

/** Where a client runs, also in a page, with its number from the second client there on: `page /trade (2)`. Empty if the recording does not say it. */
export function homeWords(t: Translate, store: Store, client: Client): string {
  if (isOfServer(store, client)) return t("serverLog");
  const context = client.documentFrame === null ? undefined : store.contexts.get(client.documentFrame);
  const isPage = context?.type === "page" && URL.canParse(context.url);
  const home = isPage ? t("inPage", printable(new URL(context.url).pathname)) : contextWords(t, store, client);
  return home === "" || client.nth === 1 ? home : `${home} (${client.nth})`;
}

/** Its sessions are those of a server's log, which is beside the trace of a page. */
export const isOfServer = (store: Store, client: Client | undefined): boolean =>
  store.log.header.serverClock !== undefined && client?.sessions[0]?.sources.has("server-debug-log") === true;
