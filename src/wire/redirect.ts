// Redirects, as browsers follow them: https://fetch.spec.whatwg.org/#http-redirect-fetch

import type { Headers } from "./event.ts";
import { header } from "./headers.ts";

/** The URL to which an answer redirects, without its origin if that is the request's; null if the answer is no redirect. */
export function redirectTarget(status: number, headers: Headers, url: string): string | null {
  const location = isRedirect(status) ? header(headers, "location") : undefined;
  if (!location || !URL.canParse(location, url)) return location || null;
  const target = new URL(location, url);
  return target.origin === new URL(url).origin ? target.pathname + target.search : target.href;
}

function isRedirect(status: number): boolean {
  return losesBody(status) || status === 307 || status === 308;
}

/** After this redirect of a POST the browser asks by GET, without the body. */
export function losesBody(status: number): boolean {
  return status === 301 || status === 302 || status === 303;
}
