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

/** Where a client runs, also in a page: `page /trade`. If the recording does not say that, the address of its server. */
export function ownerWords(t: Translate, store: Store, client: Client): string {
  const context = client.documentFrame === null ? undefined : store.contexts.get(client.documentFrame);
  if (context?.type === "page" && URL.canParse(context.url)) return t("inPage", printable(new URL(context.url).pathname));
  return contextWords(t, store, client) || printable(client.address);
}
