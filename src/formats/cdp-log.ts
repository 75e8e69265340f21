// DevTools Protocol logs → wire events. Reads an array or JSON Lines of
//   events             {"method","params","sessionId"?}
//   answered commands  {"method","params","result"|"error","sessionId"?}, which have the bodies
// as anyone can write them from a protocol session, and two other forms of the same messages:
//   Chrome's Protocol monitor, "Save": an event is {"method","result","requestTime",…}, a command has an "id" as well; in older versions an
//     answer is a message of its own, {"id","result"}
//   the messages of a DevTools connection: {"id","method","params"} and {"id","result"}
// Left out: streamed bodies (Network.streamResourceContent) and all commands except the two that ask for bodies.

import type { Answer } from "../cdp/body.ts";
import { Clock } from "../cdp/clock.ts";
import { CdpMapper, type CdpMessage, type Counters } from "../cdp/mapper.ts";
import { cdpEvent } from "../cdp/messages.ts";
import type { Sentence } from "../messages/messages.ts";
import type { WireEvent } from "../wire/event.ts";
import { isRecord, parsed } from "../wire/shape.ts";

export interface CdpLog {
  /** In the order in which a live capture would have emitted them. */
  readonly events: readonly WireEvent[];
  readonly counters: Counters;
  /** What could not be read, and where. `events` has the rest. */
  readonly problem: Sentence | null;
}

/** Whether a file that begins with `head` may be a log. */
export function looksLikeCdpLog(head: string): boolean {
  if (!/^\ufeff?\s*(?:\[\s*)?\{/.test(head)) return false;
  return /"method"\s*:\s*"[A-Z][A-Za-z]+\.[a-z]\w+"/.test(head) || /^\ufeff?\s*(?:\[\s*)?\{\s*"(?:params|result|sessionId)"/.test(head);
}

export function readCdpLog(text: string): CdpLog {
  const { values, broken } = parse(text);
  const log = sort(values);
  const { clock, pageEvents } = survey(log.events);
  const events: WireEvent[] = [];
  const mapper = new CdpMapper(
    {
      event: (event) => events.push(event),
      command: ({ key, method, params, sessionId }) => mapper.answer(key, log.bodies.find(method, params, sessionId)),
    },
    { pageEvents, clock },
  );
  let firstMalformed: Located<CdpMessage> | undefined;
  for (const located of log.events) {
    if (!mapper.push(located.value)) firstMalformed ??= located;
  }
  mapper.end("unseen");

  const { counters } = mapper;
  const line = ({ offset }: Located<unknown>) => text.slice(0, offset).split("\n").length;
  const problem: Sentence | null = broken
    ? [broken.value, line(broken), log.messages]
    : log.messages === 0
      ? ["cdpNoMessages"]
      : firstMalformed
        ? ["cdpMalformed", line(firstMalformed), firstMalformed.value.method, counters.malformed]
        : !log.events.some(({ value }) => value.method.startsWith("Network."))
          ? ["cdpNoNetwork"]
          : null;
  return { events, counters, problem };
}

/** `offset`: the character of the text at which it begins. */
interface Located<T> {
  readonly value: T;
  readonly offset: number;
}

type Broken = "cdpNotJson" | "cdpCutOff";

interface Parsed {
  readonly values: readonly Located<unknown>[];
  /** The first thing that is not JSON. */
  readonly broken?: Located<Broken>;
}

function parse(text: string): Parsed {
  const start = /^\ufeff?\s*/.exec(text)?.[0].length ?? 0;
  const firstLine = text.slice(start, endOfLine(text, start));
  // A first line that is not JSON shows that messages span several lines.
  return text[start] === "[" || parseOne(firstLine, start).broken ? parseObjects(text) : parseLines(text, start);
}

function parseLines(text: string, from: number): Parsed {
  const values: Located<unknown>[] = [];
  let broken: Located<Broken> | undefined;
  for (let offset = from; offset < text.length; ) {
    const end = endOfLine(text, offset);
    const line = text.slice(offset, end);
    if (line.trim() !== "") {
      const one = parseOne(line, offset);
      if (one.broken) broken ??= end === text.length ? { value: "cdpCutOff", offset } : one.broken;
      else values.push(...one.values);
    }
    offset = end + 1;
  }
  return { values, ...(broken && { broken }) };
}

/** The outermost objects of a text, whatever is between them. The text may be cut off. */
function parseObjects(text: string): Parsed {
  const values: Located<unknown>[] = [];
  let broken: Located<Broken> | undefined;
  let depth = 0;
  let start = 0;
  for (let i = 0; i < text.length; i++) {
    const char = text[i];
    if (char === '"') i = endOfString(text, i);
    else if (char === "{" && depth++ === 0) start = i;
    else if (char === "}" && depth > 0 && --depth === 0) {
      const one = parseOne(text.slice(start, i + 1), start);
      broken ??= one.broken;
      values.push(...one.values);
    }
  }
  if (depth > 0) broken ??= { value: "cdpCutOff", offset: start };
  return { values, ...(broken && { broken }) };
}

function parseOne(text: string, offset: number): Parsed {
  const value = parsed(text);
  return value === undefined ? { values: [], broken: { value: "cdpNotJson", offset } } : { values: [{ value, offset }] };
}

function endOfLine(text: string, from: number): number {
  const end = text.indexOf("\n", from);
  return end < 0 ? text.length : end;
}

/** The position of the closing quote, or the end of the text. */
function endOfString(text: string, quote: number): number {
  for (let i = quote + 1; i < text.length; i++) {
    if (text[i] === "\\") i++;
    else if (text[i] === '"') return i;
  }
  return text.length;
}

/** First pass: separates the events from the bodies, which may be anywhere in a log. */
function sort(values: readonly Located<unknown>[]) {
  const events: Located<CdpMessage>[] = [];
  const bodies = new Bodies();
  const calls = new Map<string, CdpMessage>();
  let messages = 0;
  for (const { value, offset } of values) {
    if (!isRecord(value)) continue;
    const sessionId = typeof value.sessionId === "string" && value.sessionId !== "" ? value.sessionId : undefined;
    const callId = `${sessionId} ${String(value.id)}`;
    const answered = value.result !== undefined || value.error !== undefined;
    const { method } = value;
    if (typeof method !== "string") {
      const call = calls.get(callId);
      if (call && answered) bodies.add(call, value);
    } else if (bodies.asks(method)) {
      messages++;
      const call = { method, params: value.params, sessionId };
      if (answered) bodies.add(call, value);
      else calls.set(callId, call);
    } else if (/^\w+\.\w+$/.test(method)) {
      messages++;
      events.push({ value: { method, params: value.params ?? value.result, sessionId }, offset });
    }
  }
  return { events, bodies, messages };
}

class Bodies {
  readonly #answers = new Map<string, { readonly sessionId: string | undefined; readonly answer: Answer }[]>();

  asks(method: string): boolean {
    return method === "Network.getResponseBody" || method === "Network.getRequestPostData";
  }

  add(call: CdpMessage, { result, error }: Readonly<Record<string, unknown>>): void {
    const key = keyOf(call.method, call.params);
    const words = isRecord(error) ? error.message : error;
    const answer = result === undefined || result === null ? { error: String(words) } : { result };
    const answers = this.#answers.get(key);
    if (answers) answers.push({ sessionId: call.sessionId, answer });
    else this.#answers.set(key, [{ sessionId: call.sessionId, answer }]);
  }

  /** Prefers a body to an error, and the given session to another, because a log may name the session in its events only. */
  find(method: string, params: unknown, sessionId: string | undefined): Answer {
    const all = this.#answers.get(keyOf(method, params)) ?? [];
    const bodies = all.filter(({ answer }) => "result" in answer);
    const from = bodies.length > 0 ? bodies : all;
    return (from.find((one) => one.sessionId === sessionId) ?? from[0])?.answer ?? { omitted: "not-asked" };
  }
}

function keyOf(method: string, params: unknown): string {
  return `${method} ${isRecord(params) ? String(params.requestId) : ""}`;
}

/** Second pass: what the mapper must know before the first event. */
function survey(events: readonly Located<CdpMessage>[]): { readonly clock: Clock; readonly pageEvents: boolean } {
  const clock = new Clock();
  let pageEvents = false;
  for (const { value } of events) {
    const event = cdpEvent(value);
    if (typeof event === "string") continue;
    if (event.method === "Network.requestWillBeSent" || event.method === "Network.webSocketWillSendHandshakeRequest") {
      const { timestamp, wallTime } = event.params;
      if (wallTime) clock.learn(timestamp, wallTime);
    } else if (event.method === "Page.frameNavigated") pageEvents = true;
  }
  return { clock, pageEvents };
}
