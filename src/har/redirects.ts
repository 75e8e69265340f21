// Which entry of Chromium's log follows the redirect of which. The log has an entry for each request, and of the next one only the URL.

import type { EpochMs, WireId } from "../wire/event.ts";
import { joinedHeaders } from "../wire/headers.ts";
import { redirectTarget } from "../wire/redirect.ts";
import { type HarEntry, overAt, partOf, type Recorded, startOf } from "./entries.ts";

/** A browser follows a redirect at once; the times of the log are rounded. */
const FOLLOWED_WITHIN_MS = 1_000;
/** So many redirects wait for the entry that follows them: that of a long poll comes when it is over. */
const MOST_AWAITED = 64;

export class LoggedRedirects {
  readonly #newId: () => WireId;
  /** Where Engine.IO requests were redirected, and when. */
  readonly #awaited: { readonly id: WireId; readonly url: string; readonly at: EpochMs }[] = [];

  constructor(newId: () => WireId) {
    this.#newId = newId;
  }

  /** How the next entry of the log is recorded; undefined if it is not. */
  take(entry: HarEntry): Recorded | undefined {
    const { request, response } = entry;
    const start = startOf(entry);
    const place = this.#awaited.findIndex(({ url, at }) => url === request.url && Math.abs(start - at) < FOLLOWED_WITHIN_MS);
    const [follows] = place < 0 ? [] : this.#awaited.splice(place, 1);
    const part = follows ? "engine" : partOf(entry);
    if (!part) return undefined;
    const id = this.#newId();
    const target = part === "engine" ? redirectTarget(response.status, joinedHeaders(response.headers), request.url) : null;
    if (target !== null && URL.canParse(target, request.url)) {
      const url = new URL(target, request.url).href.replace(/#.*/s, "");
      if (this.#awaited.push({ id, url, at: overAt(entry) }) > MOST_AWAITED) this.#awaited.shift();
    }
    return { id, part, follows };
  }
}
