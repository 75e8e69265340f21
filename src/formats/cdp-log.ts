// DevTools Protocol logs → wire events. Reads an array or JSON Lines of
//   events             {"method","params","sessionId"?}
//   answered commands  {"method","params","result"|"error","sessionId"?}, which have the bodies
// as anyone can write them from a protocol session, and two other forms of the same messages:
//   Chrome's Protocol monitor, "Save": an event is {"method","result","requestTime",…}, a command has an "id" as well; in older versions an
//     answer is a message of its own, {"id","result"}
//   the messages of a DevTools connection: {"id","method","params"} and {"id","result"}
// and ChromeDriver's performance log, which wraps each message (log-messages.ts). A log may hold several recordings, one after the other.
// Left out: streamed bodies (Network.streamResourceContent) and all commands except the two that ask for bodies.

import type { Answer } from "../cdp/body.ts";
import { Clock } from "../cdp/clock.ts";
import { CdpMapper, type CdpMessage, type Counters } from "../cdp/mapper.ts";
import { cdpEvent } from "../cdp/messages.ts";
import type { Sentence } from "../messages/messages.ts";
import { size } from "../messages/quantities.ts";
import type { WireEvent } from "../wire/event.ts";
import { isRecord, number, string } from "../wire/shape.ts";
import { toEnd } from "../wire/steps.ts";
import { type FileEvents, Holes, type Losses } from "./holes.ts";
import { type LogRecord, messagesOf } from "./log-messages.ts";

/** Whether a file that begins with `head` may be a log. */
export function looksLikeCdpLog(head: string): boolean {
  if (/^\ufeff?\s*\[?\[\d{4}-\d\d-\d\dT[^\]]*\] \[\w+\] \{"message":\{/.test(head)) return true;
  if (!/^\ufeff?\s*(?:\[\s*)?\{/.test(head)) return false;
  return (
    /"method"\s*:\s*"[A-Z][A-Za-z]+\.[a-z]\w+"/.test(head) ||
    /^\ufeff?\s*(?:\[\s*)?\{\s*"(?:params|result|sessionId)"/.test(head) ||
    /"message"\s*:\s*"\s*\{\s*\\"message\\"\s*:\s*\{/.test(head)
  );
}

export interface CdpLog extends FileEvents {
  readonly counters: Counters;
}

/** `text` as `logText` gives it. */
export function readCdpLog(text: string): CdpLog {
  return toEnd(cdpLogSteps(text));
}

/** Reads a log in steps of `MESSAGES_A_STEP`. Yields how much of the text is read, from 0 to 1. */
export function* cdpLogSteps(text: string): Generator<number, CdpLog> {
  const log = new SortedLog(text);
  yield* log.read();
  const events: WireEvent[] = [];
  const holes = new Holes();
  const uses = new Uses();
  let counters: Counters | undefined;
  let ids = 0;
  const event = (next: WireEvent) => {
    if (next.kind === "gap" && next.reason === "broken-lines") return holes.broken(next.lines ?? 0, next.bytes ?? 0);
    const gap = holes.before(next.at);
    if (gap) events.push(gap);
    events.push(next);
  };
  for (const recording of recordings(log.steps)) {
    if (counters) holes.recording();
    const mapper: CdpMapper = new CdpMapper(
      { event, command: ({ key, method, params, sessionId }) => mapper.answer(key, log.bodies.find(method, params, sessionId, uses)) },
      { ...survey(recording), newId: () => String(++ids) },
    );
    for (const [i, step] of recording.entries()) {
      if (i % MESSAGES_A_STEP === 0) yield 1;
      // Its times are those of the events around it.
      if ("broken" in step) mapper.add({ kind: "gap", at: 0, until: 0, reason: "broken-lines", lines: step.broken, bytes: step.length });
      else {
        uses.see(step);
        mapper.push(step);
      }
    }
    mapper.end("unseen");
    ({ counters } = mapper);
  }
  const gap = holes.atEnd();
  if (gap) events.push(gap);
  return { events, counters: { ...NOTHING, ...counters, malformed: log.malformed }, ...log.losses() };
}

const MESSAGES_A_STEP = 256;
const NOTHING = { requests: 0, engineRequests: 0, otherWebSockets: [], frames: 0, workers: 0 };

/** An event that is read, or a part of the log with so many damaged messages. */
type Step = CdpMessage | Broken;
interface Broken {
  broken: number;
  /** In characters. */
  length: number;
}

/** First pass: separates the events from the bodies, which may be anywhere in a log, and counts what cannot be read. */
class SortedLog {
  readonly steps: Step[] = [];
  readonly bodies = new Bodies();
  readonly #text: string;
  readonly #calls = new Map<string, CdpMessage & { readonly use: number }>();
  readonly #uses = new Uses();
  #messages = 0;
  #hasNetwork = false;
  /** Events that lack fields, and the first of them. */
  malformed = 0;
  #firstMalformed: { readonly offset: number; readonly method: string } | null = null;
  readonly #broken: Broken = { broken: 0, length: 0 };
  #firstBroken = 0;
  /** Where the message begins in which the log is cut off. */
  #cut: number | null = null;

  constructor(text: string) {
    this.#text = text;
  }

  *read(): Generator<number> {
    let n = 0;
    for (const part of messagesOf(this.#text)) {
      if (n++ % MESSAGES_A_STEP === 0) yield part.offset / this.#text.length;
      if ("value" in part) this.#take(part.value, part.offset);
      else if (part.broken === "cut") this.#cut = part.offset;
      else this.#lose(part.length, part.offset);
    }
  }

  losses(): Losses {
    const line = (offset: number) => this.#text.slice(0, offset).split("\n").length;
    const problem: Sentence | null =
      this.#cut !== null
        ? ["cdpCutOff", line(this.#cut), this.#messages]
        : this.#messages === 0
          ? ["cdpNoMessages"]
          : this.#hasNetwork
            ? null
            : ["cdpNoNetwork"];
    const remarks: Sentence[] = [];
    const { broken, length } = this.#broken;
    if (broken > 0) remarks.push(["cdpNotJson", line(this.#firstBroken), broken, size(length), this.#messages]);
    const first = this.#firstMalformed;
    if (first) remarks.push(["cdpMalformed", line(first.offset), first.method, this.malformed]);
    return { problem, remarks };
  }

  #take(value: LogRecord, offset: number): void {
    const sessionId = string(value.sessionId) && value.sessionId !== "" ? value.sessionId : undefined;
    const { method, id } = value;
    const callId = number(id) || string(id) ? `${sessionId} ${id}` : null;
    const answered = value.result !== undefined || value.error !== undefined;
    if (!string(method)) {
      const call = callId === null ? undefined : this.#calls.get(callId);
      if (call && answered) this.bodies.add(call, value, call.use);
    } else if (this.bodies.asks(method)) {
      this.#messages++;
      const call = { method, params: value.params, sessionId };
      const use = this.#uses.count(call.params);
      if (answered) this.bodies.add(call, value, use);
      else if (callId !== null) this.#calls.set(callId, { ...call, use });
    } else if (/^\w+\.\w+$/.test(method)) {
      this.#messages++;
      this.#hasNetwork ||= method.startsWith("Network.");
      const message = { method, params: value.params ?? value.result, sessionId };
      const event = cdpEvent(message);
      if (event === "malformed") {
        this.malformed++;
        this.#firstMalformed ??= { offset, method };
      } else if (event !== "other") {
        this.#uses.see(message);
        this.steps.push(message);
      }
    }
  }

  #lose(length: number, offset: number): void {
    if (this.#broken.broken++ === 0) this.#firstBroken = offset;
    this.#broken.length += length;
    const last = this.steps.at(-1);
    if (!last || !("broken" in last)) this.steps.push({ broken: 1, length });
    else {
      last.broken++;
      last.length += length;
    }
  }
}

/** How often each request id was used for a request so far. Another run of a browser, in the same log, may use the same ids again. */
class Uses {
  readonly #uses = new Map<unknown, { count: number; readonly sessions: Set<string | undefined> }>();

  see({ method, params, sessionId }: CdpMessage): void {
    if (method !== "Network.requestWillBeSent" || !isRecord(params) || params.redirectResponse !== undefined) return;
    const use = this.#uses.get(params.requestId);
    if (!use) this.#uses.set(params.requestId, { count: 1, sessions: new Set([sessionId]) });
    // A page and its service worker report the same request.
    else if (!use.sessions.has(sessionId)) use.sessions.add(sessionId);
    else {
      use.count++;
      use.sessions.clear();
      use.sessions.add(sessionId);
    }
  }

  /** The use of the request id in `params`. An answer before the first request belongs to it. */
  count(params: unknown): number {
    return (isRecord(params) && this.#uses.get(params.requestId)?.count) || 1;
  }
}

/** The protocol sessions of a log taken as one. */
const ANY = Symbol("any session");

class Bodies {
  /** By request, the first body, or else the first error: of each protocol session, and, at `ANY`, of all. */
  readonly #answers = new Map<string, Map<string | undefined | typeof ANY, Answer>>();

  asks(method: string): boolean {
    return method === "Network.getResponseBody" || method === "Network.getRequestPostData";
  }

  add(call: CdpMessage, { result, error }: LogRecord, use: number): void {
    const key = keyOf(call.method, call.params, use);
    const words = isRecord(error) ? error.message : error;
    const answer = result === undefined || result === null ? { error: string(words) ? words : "" } : { result };
    const answers = this.#answers.get(key) ?? new Map<string | undefined | typeof ANY, Answer>();
    this.#answers.set(key, answers);
    for (const session of [call.sessionId, ANY] as const) {
      const known = answers.get(session);
      if (!known || (!("result" in known) && "result" in answer)) answers.set(session, answer);
    }
  }

  /** Prefers a body to an error, and the given session to another, because a log may name the session in its events only. */
  find(method: string, params: unknown, sessionId: string | undefined, uses: Uses): Answer {
    const answers = this.#answers.get(keyOf(method, params, uses.count(params)));
    const [own, any] = [answers?.get(sessionId), answers?.get(ANY)];
    return (own && ("result" in own || !any || !("result" in any)) ? own : any) ?? { omitted: "not-asked" };
  }
}

function keyOf(method: string, params: unknown, use: number): string {
  return `${method} ${use} ${isRecord(params) && string(params.requestId) ? params.requestId : ""}`;
}

/** The monotonic time of a log goes back further than this only where another recording begins, in seconds. Events arrive less out of order. */
const BACK_S = 10;

/** The recordings of a log, one after the other. */
function recordings(steps: readonly Step[]): readonly (readonly Step[])[] {
  const starts: number[] = [0];
  // The latest time, and the latest without the event before: a single wrong time begins no recording.
  let [latest, before] = [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY];
  // Events without a time belong to the event behind them.
  let untimed = 0;
  for (const [i, step] of steps.entries()) {
    const ticks = "broken" in step || !isRecord(step.params) ? undefined : step.params.timestamp;
    if (!number(ticks)) continue;
    if (ticks >= latest - BACK_S) [latest, before] = [Math.max(latest, ticks), latest];
    else if (ticks >= before - BACK_S) latest = Math.max(before, ticks);
    else {
      starts.push(untimed);
      [latest, before] = [ticks, Number.NEGATIVE_INFINITY];
    }
    untimed = i + 1;
  }
  return starts.map((start, i) => steps.slice(start, starts[i + 1]));
}

/** What the mapper must know before the first event. */
function survey(steps: readonly Step[]): { readonly clock: Clock; readonly pageEvents: boolean } {
  const clock = new Clock();
  let pageEvents = false;
  for (const step of steps) {
    const event = "broken" in step ? "other" : cdpEvent(step);
    if (typeof event === "string") continue;
    if (event.method === "Network.requestWillBeSent" || event.method === "Network.webSocketWillSendHandshakeRequest") {
      const { timestamp, wallTime } = event.params;
      if (wallTime) clock.learn(timestamp, wallTime);
    } else if (event.method === "Page.frameNavigated") pageEvents = true;
  }
  return { clock, pageEvents };
}
