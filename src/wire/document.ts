// Which answers browsers show as a document: https://html.spec.whatwg.org/multipage/browsing-the-web.html#loading-a-document

import type { Headers } from "./event.ts";
import { header } from "./headers.ts";

/** Any disposition but `inline`: https://www.rfc-editor.org/rfc/rfc6266#section-4.2 */
const ATTACHMENT = /^(?!\s*inline\b)[^=;]+(?:;|$)/i;
/** Types that browsers save: they have no view of them. A body without a type is sniffed. */
const SAVED = /^\s*(?:font|text\/(?:csv|calendar|vcard|rtf)\b|application\/(?!.*\b(?:xml|json|pdf|javascript)\b))/i;

/** Whether an answer to a request for a document takes the place of the one that is shown. Otherwise it is saved, or nothing happens. */
export function showsDocument(status: number, headers: Headers): boolean {
  if (status === 204 || status === 205) return false;
  return !ATTACHMENT.test(header(headers, "content-disposition") ?? "") && !SAVED.test(header(headers, "content-type") ?? "");
}
