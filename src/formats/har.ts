// HAR files → wire events (http://www.softwareishard.com/blog/har-12-spec/): what browsers, proxies and test runners export, in an object `log` or as
// `chrome.devtools.network.getHAR` gives it, which is that object alone. har/ reads the entries; here they are put in order.

import { omitted } from "../cdp/body.ts";
import { exchangeEvents, type HarEntry, isClosed, isOver, partOf, socketEvents, startOf } from "../har/entries.ts";
import { type FileBytes, type FileEntry, fileEntry, isEngineSocket } from "../har/file-entry.ts";
import { looseEvent, ownEvents, type Unchecked } from "../har/own-entry.ts";
import { passedOn } from "../har/passed-on.ts";
import { LoggedRedirects } from "../har/redirects.ts";
import type { Sentence } from "../messages/messages.ts";
import { size } from "../messages/quantities.ts";
import { engineUrl } from "../protocol/engine/url.ts";
import type { EpochMs, TraceHeader, WireEvent, WireId } from "../wire/event.ts";
import { joinedHeaders } from "../wire/headers.ts";
import { redirectTarget } from "../wire/redirect.ts";
import { isRecord, string } from "../wire/shape.ts";
import type { FileEvents } from "./holes.ts";
import { jsonParts } from "./json-parts.ts";
import { isEvent, traceHeader } from "./trace.ts";

/** Whether a file that begins with `head` may be a HAR. Firefox can wrap one in a call: `onInputData({…});`. */
export function looksLikeHar(head: string): boolean {
  return (
    /^\ufeff?\s*(?:[\w$.]+\()?\s*\{\s*"log"\s*:\s*\{/.test(head) ||
    (/^\ufeff?\s*\{\s*"(?:version|creator|browser|pages|entries)"\s*:/.test(head) && /"(?:creator|startedDateTime)"\s*:/.test(head))
  );
}

const PLAN = { objects: ["log", "log._lifeline"], lists: ["log.entries", "entries", "log.pages", "pages", "log._lifeline.events"] };
const ENTRIES_A_STEP = 64;
/** The programs whose pages come one after the other, in one tab. */
const ONE_TAB: ReadonlySet<string> = new Set(["WebInspector", "Firefox"]);

/** Reads a file in steps. Yields how much of the text is read, from 0 to 1. `files`: those that are packed with it. */
export function* harSteps(text: string, files: FileBytes = () => undefined): Generator<number, FileEvents> {
  const reading = new HarReading(files);
  let n = 0;
  for (const part of jsonParts(text, PLAN)) {
    if (n++ % ENTRIES_A_STEP === 0) yield part.offset / text.length;
    if ("value" in part) reading.take(part.path.replace(/^log\./, ""), part.value);
    else reading.lose(part.broken, part.length);
  }
  return { events: yield* reading.events(), browser: reading.browser, header: reading.header, ...reading.losses() };
}

interface Page {
  readonly id: string;
  readonly at: EpochMs;
  readonly url: string;
}

class HarReading {
  readonly #files: FileBytes;
  readonly #kept: FileEntry[] = [];
  /** Where requests that are kept were redirected. */
  readonly #targets = new Set<string>();
  readonly #pages: Page[] = [];
  #creator = "";
  browser: string | undefined;
  /** Set if Lifeline wrote the file, and in a version that this one reads. */
  header: TraceHeader | undefined;
  /** The events of the entries that Lifeline wrote. */
  readonly #own: { readonly n: number; readonly event: WireEvent }[] = [];
  #entries = 0;
  #malformed = 0;
  readonly #damaged = { parts: 0, length: 0 };
  #isCut = false;
  #ids = 0;

  constructor(files: FileBytes) {
    this.#files = files;
  }

  take(path: string, value: unknown): void {
    if (path === "entries") {
      this.#entries++;
      if (this.header && isRecord(value) && this.#takeOwn(ownEvents(value))) return;
      const each = fileEntry(value, this.#creator, this.#files);
      if (!each) this.#malformed++;
      else if (each.isWebSocket) {
        if (isEngineSocket(each)) this.#kept.push(each);
      } else this.#keep(each);
    } else if (path === "_lifeline.header") {
      const header = traceHeader(value, 1);
      if (!("problem" in header)) this.header = header;
    } else if (path === "_lifeline.events") {
      const loose = looseEvent(value);
      if (loose) this.#takeOwn([loose]);
    } else if (path === "creator" && isRecord(value) && string(value.name)) this.#creator = value.name;
    else if (path === "browser" && isRecord(value) && string(value.name)) this.browser = `${value.name}/${value.version ?? ""}`;
    else if (path === "pages" && isRecord(value) && string(value.id) && string(value.startedDateTime)) {
      const at = Date.parse(value.startedDateTime);
      if (Number.isFinite(at)) this.#pages.push({ id: value.id, at, url: string(value.title) ? value.title : "" });
    }
  }

  lose(broken: "damaged" | "cut", length: number): void {
    if (broken === "cut") this.#isCut = true;
    else {
      this.#damaged.parts++;
      this.#damaged.length += length;
    }
  }

  losses(): { problem: Sentence | null; remarks: readonly Sentence[] } {
    const { parts, length } = this.#damaged;
    const read = this.#entries - this.#malformed;
    const remarks: Sentence[] = [];
    if (parts > 0) remarks.push(["harDamaged", parts, size(length), read]);
    if (this.#malformed > 0) remarks.push(["harMalformed", this.#malformed, read]);
    return { problem: this.#isCut ? ["harCutOff", read] : this.#entries + this.#own.length === 0 ? ["harNoEntries"] : null, remarks };
  }

  /** False if one of them is no event of this version. */
  #takeOwn(own: readonly Unchecked[] | null): boolean {
    if (!own?.every(({ event }) => isEvent(event))) return false;
    for (const { n, event } of own) this.#own.push({ n, event: event as unknown as WireEvent });
    return true;
  }

  /** In the order in which they came, if Lifeline wrote them all; else in order of time. */
  *events(): Generator<number, readonly WireEvent[]> {
    const entries = this.#kept.sort((a, b) => startOf(a.entry) - startOf(b.entry));
    const { hops, hopOf } = passedOn(entries.map(({ entry }) => entry));
    const redirects = new LoggedRedirects(() => this.#newId());
    const sessions = new Map<string, EpochMs>();
    const events: WireEvent[] = [];
    for (const [i, each] of entries.entries()) {
      if (i % ENTRIES_A_STEP === 0) yield 1;
      if (hops.has(each.entry)) continue;
      if (each.isWebSocket) events.push(...this.#socket(each, sessions));
      else events.push(...this.#exchange(each, redirects, hopOf.get(each.entry), sessions));
    }
    const own = this.#own.sort((a, b) => a.n - b.n).map(({ event }) => event);
    if (events.length === 0) return own;
    if (!this.header) events.push(...this.#contexts());
    const last = events.reduce((latest, { at }) => Math.max(latest, at), 0);
    return [...own, ...events.map((event) => (event.kind === "gap" ? { ...event, until: Math.max(last, event.at) } : event))].sort(
      (a, b) => a.at - b.at,
    );
  }

  #keep(each: FileEntry): void {
    const { request, response } = each.entry;
    const isTarget = this.#targets.has(request.url);
    const part = isTarget ? "engine" : partOf(each.entry);
    if (!part) return;
    // Bodies of pages and scripts may be most of a file.
    this.#kept.push(part === "engine" ? each : { ...each, body: omitted("not-asked", 0) });
    const target = part === "engine" ? redirectTarget(response.status, joinedHeaders(response.headers), request.url) : null;
    if (target !== null && URL.canParse(target, request.url)) this.#targets.add(new URL(target, request.url).href.replace(/#.*/s, ""));
  }

  #newId(): WireId {
    return String(++this.#ids);
  }

  #exchange(
    { entry, body, posted, pageref, error }: FileEntry,
    redirects: LoggedRedirects,
    hop: HarEntry | undefined,
    sessions: Map<string, EpochMs>,
  ): readonly WireEvent[] {
    const recorded = redirects.take(entry);
    if (!recorded) return [];
    const events = exchangeEvents(entry, { ...recorded, hop, posted, notBefore: notBefore(entry, sessions) }, body);
    const [request, ...rest] = events;
    const ended = events.at(-1);
    const opened = "text" in body && engineUrl(entry.request.url)?.sid === null ? /"sid":"([^"\\]+)"/.exec(body.text)?.[1] : undefined;
    if (opened !== undefined && ended && !sessions.has(opened)) sessions.set(opened, ended.at);
    const documentFrame = recorded.part === "page" ? undefined : this.#frameOf(pageref);
    return [
      { ...request, ...(documentFrame !== undefined && { documentFrame }) },
      ...(isOver(entry) || error !== undefined ? rest : []).map((event) =>
        // Only Chromium has a name for what its page gave up.
        event.kind === "http-failed" && error === undefined && this.#creator !== "WebInspector"
          ? { ...event, reason: "", canceled: false }
          : event,
      ),
    ];
  }

  #socket({ entry, close, initiator, pageref, error }: FileEntry, sessions: Map<string, EpochMs>): readonly WireEvent[] {
    const id = this.#newId();
    const started = Math.max(startOf(entry), notBefore(entry, sessions));
    const documentFrame = this.#frameOf(pageref);
    const left = this.#pages.find(({ at }) => ONE_TAB.has(this.#creator) && at > startOf(entry))?.at;
    const ended = close === undefined && isClosed(entry);
    const events = socketEvents(entry, id, { ended }).map((event) => ({
      ...event,
      at: Math.max(event.at, started),
      ...(event.kind === "ws-open" && {
        ...(documentFrame !== undefined && { documentFrame }),
        ...(initiator !== undefined && { initiator }),
      }),
    }));
    const last = events.reduce((latest, { at }) => Math.max(latest, at), 0);
    const errors = (entry._webSocketMessages ?? []).filter(({ type }) => type === "error");
    const words = errors.length > 0 ? errors.map(({ data, time }) => [data, time * 1000] as const) : error ? [[error, last] as const] : [];
    const { at = last, ...how } = close ?? {};
    return [
      ...events.filter(({ kind }) => kind !== "ws-close"),
      ...words.map(([message, at]) => ({ kind: "ws-error", at, id, message }) as const),
      ...(entry._webSocketMessages === undefined && entry.response.status === 101
        ? [{ kind: "gap", at: last, until: last, reason: "no-messages" } as const]
        : []),
      ...events.filter(({ kind }) => kind === "ws-close"),
      ...(close ? [{ kind: "ws-close", at: Math.max(at, last), id, ...how, cause: "reported" } as const] : []),
      ...(!close && !ended && left !== undefined ? [{ kind: "ws-close", at: Math.max(left, last), id, cause: "navigation" } as const] : []),
    ];
  }

  #frameOf(pageref: string | undefined): string | undefined {
    return ONE_TAB.has(this.#creator) ? "tab" : pageref;
  }

  #contexts(): readonly WireEvent[] {
    const isTab = ONE_TAB.has(this.#creator);
    return this.#pages
      .filter(({ url }) => /^(?:https?|file):/i.test(url))
      .map(({ id, at, url }, i) => {
        const state = isTab && i > 0 ? "navigated" : "appeared";
        return { kind: "context", at, documentFrame: isTab ? "tab" : id, type: "page", url, state };
      });
  }
}

/** A request or websocket of a session began after its client had the session's id, if the file has the beginning to the millisecond only. */
function notBefore(entry: HarEntry, sessions: ReadonlyMap<string, EpochMs>): EpochMs {
  const known = sessions.get(engineUrl(entry.request.url)?.sid ?? "");
  return known !== undefined && known - startOf(entry) <= 1 ? known : 0;
}
