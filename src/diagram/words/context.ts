// Where a client runs, in words.

import type { Translate } from "../../messages/messages.ts";
import type { Client } from "../../session/model.ts";
import type { Store } from "../../session/store.ts";
import { printable } from "../../text/printable.ts";

/** Nothing for the page itself. */
export function contextWords(t: Translate, { contexts }: Store, { documentFrame }: Client): string {
  const context = documentFrame === null ? undefined : contexts.get(documentFrame);
  if (context === undefined || context.type === "page") return "";
  // The last part of its path; of a path without one, the host.
  const name = context.url.split(/[?#]/)[0]?.split("/").findLast(Boolean) ?? "";
  return t(context.type === "iframe" ? "inIframe" : "inWorker", printable(name));
}
