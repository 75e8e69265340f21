// Headers of requests, read to find the document that a request came from.

import type { Headers } from "../wire/event.ts";
import { header } from "../wire/headers.ts";

/**
 * The document that a request came from, by its Referer or Origin header, for browsers that name no frame.
 * Undefined when none of the documents fits, or several do.
 */
export function referringDocument<D extends { readonly url: string }>(headers: Headers, documents: readonly D[]): D | undefined {
  // Websockets, and requests to another origin, carry the origin only.
  const from = parsed(header(headers, "referer") ?? header(headers, "origin"));
  if (!from) return undefined;
  const withSame = (part: (url: URL) => string) =>
    documents.filter(({ url }) => {
      const own = parsed(url);
      return own && part(own) === part(from);
    });
  const sameAddress = withSame(({ origin, pathname, search }) => origin + pathname + search);
  const found = sameAddress.length > 0 ? sameAddress : withSame(({ origin }) => origin);
  return found.length === 1 ? found[0] : undefined;
}

function parsed(url: string | undefined): URL | undefined {
  return url !== undefined && URL.canParse(url) ? new URL(url) : undefined;
}
