// A trace as an HTML page that needs nothing outside itself: the trace is in it, packed, and so is the panel, in which it is searched, filtered and
// saved again. The page also has the ladder as a drawing, for print and for readers without scripts.
//
// What a page sends in a packet cannot become markup or a script: the trace is base64, and the policy allows no script but ours, by their hashes.

import { renderToString } from "preact-render-to-string";
import type { Theme } from "../diagram/draw/theme.ts";
import { type Scope, sessionsIn } from "../diagram/rows/scope.ts";
import { SINCE_START } from "../diagram/words/times.ts";
import { groupDigits, type Translate } from "../messages/messages.ts";
import type { Store } from "../session/store.ts";
import { eventsOf } from "../wire/events-of.ts";
import { wholeLinesOf } from "../wire/save.ts";
import { drawn } from "./figure.ts";
import { Head, POLICY } from "./html.tsx";
import { toBase64 } from "./json-value.ts";
import { type LadderChoice, type Prepared, prepare } from "./prepared.ts";
import { htmlStyle, SHEETS_STYLE } from "./sheet-style.ts";

/** The scripts that run in the page: see viewer-scripts.mjs. */
export interface ViewerScripts {
  readonly viewer: string;
  /** Unpacks and runs `viewer`. */
  readonly start: string;
  /** The hashes of both, as sources of a content security policy. */
  readonly hashes: readonly string[];
}

export interface ViewerPageChoice extends LadderChoice {
  /** Undefined for the theme that the reader prefers. */
  readonly theme?: Theme | undefined;
}

/** Does the work of a generator, and waits for what it yields. */
export type Run = <T>(work: Generator<Promise<void>, T>) => T | Promise<T>;

/** So many rows are drawn for print: a megabyte for each thousand, which nobody sees on the screen. */
export const MOST_PRINTED_ROWS = 5000;
/** Bytes in one element, a multiple of three: base64 has no rest then. */
const ELEMENT_BYTES = 3 << 18;
/** So many characters of lines are packed at once. */
const PIECE = 1 << 20;
const encoder = new TextEncoder();

/** The page in pieces. It has the events of the sessions in scope, and shows first what the choice says. */
export async function* viewerPage(store: Store, choice: ViewerPageChoice, scripts: ViewerScripts, run: Run): AsyncGenerator<string> {
  const { t, filter = "", answers = false, times = SINCE_START, scale, theme } = choice;
  const prepared = await run(prepare(store, choice));
  if (prepared === null) throw new Error("a ladder without a limit is too long");
  const { title, ofTrace } = prepared;
  const settings = { language: t("language"), filter, withAnswers: answers, times: times.kind, scale };
  const policy = `${POLICY}; script-src ${scripts.hashes.map((hash) => `'${hash}'`).join(" ")}; img-src data: blob:`;
  yield `<!doctype html>\n<html lang="${t("language")}">${renderToString(
    <Head title={title} style={htmlStyle(theme) + SHEETS_STYLE} policy={policy}>
      {/* Without one, a browser asks the page's server for an icon. */}
      <link rel="icon" href="data:," />
    </Head>,
  )}<body>\n<div id="panel"></div>\n`;
  yield element(
    'type="application/json" id="opened"',
    JSON.stringify({ title, facts: ofTrace, theme, settings }).replaceAll("<", "\\u003c"),
  );
  yield* packed("viewer", one(encoder.encode(scripts.viewer)));
  yield* packed("trace", linesIn(store, choice.scope));
  yield element('id="viewer-start"', scripts.start);
  yield `<div class="printed">${await run(printed(prepared, t))}</div>\n</body>\n</html>\n`;
}

function* printed(prepared: Prepared, t: Translate): Generator<Promise<void>, string> {
  const note = `<noscript><p class="only-on-screen">${t("pageNeedsScripts")}</p></noscript>`;
  if (prepared.ladder.length > MOST_PRINTED_ROWS) return `${note}<p>${t("pageTooLong", groupDigits(MOST_PRINTED_ROWS))}</p>`;
  return note + (yield* drawn(prepared, "sheets"));
}

const element = (attributes: string, content: string) => `<script ${attributes}>${content}</script>\n`;

async function* one<T>(item: T): AsyncGenerator<T> {
  yield item;
}

/** The trace file. Of a scope, it has what belongs to its sessions, and what belongs to none, such as the page. */
async function* linesIn(store: Store, scope: Scope): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const { log, links } = store;
  if (scope.kind === "all") return yield* wholeLinesOf(log);
  const shown = new Set(sessionsIn(scope, store));
  const others = new Set(links.filter(({ session }) => session !== null && !shown.has(session)).map(({ id }) => id));
  let text = JSON.stringify(log.header);
  for await (const events of eventsOf(log)) {
    for (const [, event] of events) {
      if (!("id" in event) || !others.has(event.id)) text += `\n${JSON.stringify(event)}`;
      if (text.length < PIECE) continue;
      yield encoder.encode(text);
      text = "";
    }
  }
  yield encoder.encode(`${text}\n`);
}

/** Bytes as elements of a class. */
async function* packed(name: string, pieces: AsyncIterable<Uint8Array<ArrayBuffer>>): AsyncGenerator<string> {
  const rest = new Uint8Array(ELEMENT_BYTES);
  let length = 0;
  for await (const piece of gzipped(pieces)) {
    for (let from = 0; from < piece.length; ) {
      const part = piece.subarray(from, from + ELEMENT_BYTES - length);
      rest.set(part, length);
      from += part.length;
      length += part.length;
      if (length < ELEMENT_BYTES) continue;
      yield element(`type="text/plain" class="${name}"`, toBase64(rest));
      length = 0;
    }
  }
  yield element(`type="text/plain" class="${name}"`, toBase64(rest.subarray(0, length)));
}

async function* gzipped(pieces: AsyncIterable<Uint8Array<ArrayBuffer>>): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const { readable, writable } = new CompressionStream("gzip");
  const writing = writeAll(writable.getWriter(), pieces);
  // It is waited for below. Where the reading fails with it, that is reported.
  writing.catch(() => {});
  const reader = readable.getReader();
  for (let read = await reader.read(); !read.done; read = await reader.read()) if (read.value) yield read.value;
  await writing;
}

async function writeAll(
  writer: ReturnType<CompressionStream["writable"]["getWriter"]>,
  pieces: AsyncIterable<Uint8Array<ArrayBuffer>>,
): Promise<void> {
  try {
    for await (const piece of pieces) await writer.write(piece);
    await writer.close();
  } catch (error) {
    await writer.abort(error);
    throw error;
  }
}
