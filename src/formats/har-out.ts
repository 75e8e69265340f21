// A trace as a HAR file, in pieces (http://www.softwareishard.com/blog/har-12-spec/). har/own-entry.ts makes the entries; here they are found
// and put in order. HAR has all messages of a websocket inside its entry, so the log is read twice: first only to find the records of each
// entry, then entry by entry. Of a trace that is on disk, one chunk at a time is in memory.

import { exchangeEntry, type Numbered, socketEntry, socketMessage } from "../har/own-entry.ts";
import type { Context, DocumentFrameId, EpochMs, WireEvent, WireId } from "../wire/event.ts";
import { KEPT, type LineRef, type Log } from "../wire/log.ts";
import { partition } from "../wire/partition.ts";

/** About so many characters are written at once. */
const PIECE = 1 << 18;
/** So many characters of a long text are escaped at once: a string can be only so long. */
const SLICE = 1 << 16;
const RECORDS_A_STEP = 1024;
/** So many iframes stand in each other at most. */
const MOST_NESTED = 64;
/** No record. */
const NONE = -1;

/** The file, with the records that the log has now. A piece may be empty: it lets others work. */
export async function* harPieces(log: Log): AsyncGenerator<string> {
  const index = new Index(log.length);
  for (let ref = 0; ref < index.next.length; ref++) {
    if (log.wayOf(ref) !== KEPT) index.add(ref, log.glance(ref));
    if (ref % RECORDS_A_STEP === 0) yield "";
  }
  yield* log.chunks.during(new Writing(log, index).pieces());
}

class Writing {
  readonly #log: Log;
  readonly #index: Index;
  /** What is written: whole pieces, and the beginning of the next one. */
  readonly #pieces: string[] = [];
  #text = "";
  #isFirst = true;

  constructor(log: Log, index: Index) {
    this.#log = log;
    this.#index = index;
  }

  async *pieces(): AsyncGenerator<string> {
    const { header } = this.#log;
    const [name, ...version] = (header.browser ?? "").split("/");
    const log = {
      version: "1.2",
      creator: { name: "Lifeline", version: `${header.version}` },
      ...(name && { browser: { name, version: version.join("/") } }),
      pages: this.#index.pages.all,
    };
    this.#list(`{"log":${JSON.stringify(log).slice(0, -1)},"_lifeline":{"header":${JSON.stringify(header)},"events":[`);
    yield* this.#walk(this.#index.firstLoose, (n, event) => this.#item({ n, ...event }, event));
    this.#list(`]},"entries":[`);
    for (const entry of this.#index.inOrder(this.#log)) yield* this.#entry(entry);
    yield `${this.#text}]}}\n`;
  }

  async *#entry({ first, firstMessage, until }: Entry): AsyncGenerator<string> {
    const own: Numbered[] = [];
    yield* this.#walk(first, (n, event) => own.push({ n, event }));
    const { event } = own[0] ?? {};
    const pageref = event && "documentFrame" in event ? this.#index.pages.at(event.documentFrame, event.at) : undefined;
    if (event?.kind === "http-request") {
      this.#item(exchangeEntry(own, pageref), ...own.map(({ event }) => event));
    } else {
      this.#list(`${this.#isFirst ? "" : ","}{"_webSocketMessages":[`);
      yield* this.#walk(firstMessage, (n, event) => {
        if (event.kind === "ws-frame" || event.kind === "ws-error") this.#item(socketMessage(event, n), event);
      });
      this.#write(`],${JSON.stringify(socketEntry(own, until, pageref)).slice(1)}`);
      this.#isFirst = false;
    }
    yield* this.#pieces.splice(0);
  }

  /** Reads a record and those that are linked to it. Yields what is written, as soon as it is enough for a piece. */
  async *#walk(first: LineRef, take: (ref: LineRef, event: WireEvent) => void): AsyncGenerator<string> {
    let ref = first;
    while (ref !== NONE) {
      await this.#log.visit(ref, (isIn) => {
        do {
          take(ref, this.#log.read(ref));
          ref = this.#index.next[ref] || NONE;
        } while (ref !== NONE && this.#pieces.length === 0 && isIn(ref));
      });
      yield* this.#pieces.splice(0);
    }
  }

  /** What follows are the items of a list. */
  #list(beginning: string): void {
    this.#write(beginning);
    this.#isFirst = true;
  }

  /** Writes an item of a list. `events`: those whose bodies are in it. */
  #item(value: object, ...events: readonly WireEvent[]): void {
    if (!this.#isFirst) this.#text += ",";
    this.#isFirst = false;
    if (events.some(isLong)) for (const part of jsonParts(value)) this.#write(part);
    else this.#write(JSON.stringify(value));
  }

  #write(text: string): void {
    this.#text += text;
    if (this.#text.length < PIECE) return;
    this.#pieces.push(this.#text);
    this.#text = "";
  }
}

/** The JSON of a value, in parts. */
function* jsonParts(value: unknown): Generator<string> {
  if (typeof value === "string" && value.length > SLICE) {
    yield '"';
    // The halves of a pair that is cut apart are escaped, and are a pair again when they are read.
    for (let from = 0; from < value.length; from += SLICE) yield JSON.stringify(value.slice(from, from + SLICE)).slice(1, -1);
    yield '"';
  } else if (typeof value === "object" && value !== null) {
    const isList = Array.isArray(value);
    let separator = isList ? "[" : "{";
    for (const [key, member] of Object.entries(value)) {
      if (member === undefined) continue;
      yield isList ? separator : `${separator}${JSON.stringify(key)}:`;
      yield* jsonParts(member);
      separator = ",";
    }
    yield `${separator === "," ? "" : separator}${isList ? "]" : "}"}`;
  } else yield JSON.stringify(value);
}

function isLong(event: WireEvent): boolean {
  const body = "body" in event ? event.body : undefined;
  return body !== undefined && !("omitted" in body) && ("text" in body ? body.text : body.base64).length > PIECE;
}

interface Entry {
  /** Its `http-request` or `ws-open`. */
  readonly first: LineRef;
  /** `NONE` without messages. */
  readonly firstMessage: LineRef;
  /** When the last of its events happened. */
  readonly until: EpochMs;
}

/** An entry whose records are being found. */
interface Growing {
  readonly first: LineRef;
  readonly isSocket: boolean;
  firstMessage: LineRef;
  until: EpochMs;
  last: LineRef;
  lastMessage: LineRef;
}

/** Which records belong to which entry. Those of an entry are linked, each with the next one, and so are the messages of a websocket. */
class Index {
  /** By record: the next one. 0: there is none, as the record 0 is not the next of any. */
  readonly next: Uint32Array;
  readonly pages = new Pages();
  firstLoose: LineRef = NONE;
  #lastLoose: LineRef = NONE;
  readonly #entries: Entry[] = [];
  /** Requests that are under way, and all websockets. */
  readonly #growing = new Map<WireId, Growing>();

  constructor(records: number) {
    this.next = new Uint32Array(records);
  }

  add(ref: LineRef, event: WireEvent): void {
    if (event.kind === "context") this.pages.add(event);
    const id = "id" in event ? event.id : undefined;
    const isSocket = event.kind.startsWith("ws-");
    if (id !== undefined && (event.kind === "http-request" || event.kind === "ws-open")) {
      const entry = { first: ref, isSocket, firstMessage: NONE, until: event.at, last: ref, lastMessage: NONE };
      this.#entries.push(entry);
      this.#growing.set(id, entry);
      return;
    }
    const entry = id === undefined ? undefined : this.#growing.get(id);
    if (id === undefined || entry?.isSocket !== isSocket) {
      if (this.firstLoose === NONE) this.firstLoose = ref;
      this.#lastLoose = this.#link(this.#lastLoose, ref);
      return;
    }
    entry.until = Math.max(entry.until, event.at);
    if (event.kind === "ws-frame" || event.kind === "ws-error") {
      if (entry.firstMessage === NONE) entry.firstMessage = ref;
      entry.lastMessage = this.#link(entry.lastMessage, ref);
    } else entry.last = this.#link(entry.last, ref);
    if (event.kind === "http-body" || event.kind === "http-failed") this.#growing.delete(id);
  }

  /** The entries as HAR wants them: by the time at which they began. */
  inOrder(log: Log): readonly Entry[] {
    return this.#entries.sort((a, b) => log.at(a.first) - log.at(b.first));
  }

  #link(last: LineRef, ref: LineRef): LineRef {
    if (last !== NONE) this.next[last] = ref;
    return ref;
  }
}

/** The pages of the trace, and which one a frame of a page belongs to. */
class Pages {
  readonly all: { readonly startedDateTime: string; readonly id: string; readonly title: string; readonly pageTimings: object }[] = [];
  readonly #parents = new Map<DocumentFrameId, DocumentFrameId>();
  /** By the page's own frame: when each of its documents came, and its id. */
  readonly #ids = new Map<DocumentFrameId, { readonly at: EpochMs; readonly id: string }[]>();

  add({ at, documentFrame, type, url, parent, state }: Context): void {
    if (parent !== undefined) this.#parents.set(documentFrame, parent);
    if (type !== "page" || state === "gone") return;
    const id = `page_${this.all.length + 1}`;
    this.all.push({ startedDateTime: new Date(Math.floor(at)).toISOString(), id, title: url, pageTimings: {} });
    const ids = this.#ids.get(documentFrame) ?? [];
    ids.push({ at, id });
    this.#ids.set(documentFrame, ids);
  }

  /** The id of the page that a frame showed, or stood in. */
  at(documentFrame: DocumentFrameId | undefined, at: EpochMs): string | undefined {
    let root = documentFrame;
    // A damaged file may have frames that stand in each other.
    for (let depth = 0; root !== undefined && !this.#ids.has(root) && depth < MOST_NESTED; depth++) root = this.#parents.get(root);
    const ids = (root !== undefined && this.#ids.get(root)) || [];
    return ids[Math.max(0, partition(ids.length, (i) => (ids[i]?.at ?? 0) <= at) - 1)]?.id;
  }
}
