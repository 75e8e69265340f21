// Where a request comes from, when the browser names no frame: by the address that it refers to.

import type { Headers } from "../wire/event.ts";

/** The one of these documents that a request comes from; undefined where it could be several, or none. */
export function referringDocument<D extends { readonly url: string }>(headers: Headers, documents: readonly D[]): D | undefined {
  const header = (name: string) => Object.entries(headers).find(([each]) => each.toLowerCase() === name)?.[1];
  // To another origin browsers tell the origin only, and of a websocket always.
  const from = parsed(header("referer") ?? header("origin"));
  if (!from) return undefined;
  const same = (part: (url: URL) => string) =>
    documents.filter(({ url }) => {
      const own = parsed(url);
      return own && part(own) === part(from);
    });
  const exact = same(({ origin, pathname, search }) => origin + pathname + search);
  const found = exact.length > 0 ? exact : same(({ origin }) => origin);
  return found.length === 1 ? found[0] : undefined;
}

function parsed(url: string | undefined): URL | undefined {
  return url !== undefined && URL.canParse(url) ? new URL(url) : undefined;
}
