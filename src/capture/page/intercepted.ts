// Requests that Firefox gave to a page's service worker. webRequest reports that it did, and nothing more if the worker answers; the worker's
// own requests belong to no tab. So the answer is taken from the browser's log (firefox/logged-answers.ts), and the worker's own request shows
// what was behind it.
//
//   webRequest, of the tab   intercepted ─┬──────────────────────────┬─ passed: the answer is reported as without a worker
//   webRequest, of no tab                 └─ worker: the server's    │
//   the log                                  answer, or none         └─ the answer
//
// The log has no ids, and the time at which a worker answered instead of the time at which the page asked. So an answer belongs to the last
// request with its method and URL that was sent before it.

import { behindWorker, throughWorker } from "../../cdp/service-workers.ts";
import type { EpochMs, HttpRequest, WireId } from "../../wire/event.ts";
import type { HttpReport, WorkerReport } from "./tab-port.ts";

/** So many requests that the log has not answered are kept: before the log delivers, the worker's answers are reported nowhere. */
const MOST_WAITING = 256;
/** So many that it has answered: on a busy machine the worker's own request is reported later. */
const MOST_ANSWERED = 32;

export interface Intercepted {
  /** The browser's id. */
  readonly id: WireId;
  readonly at: EpochMs;
  readonly method: string;
  readonly url: string;
  readonly part: HttpRequest["part"];
  readonly frame: number | undefined;
  /** The last request to the server that the worker made for it. */
  hop?: WorkerReport;
}

export class InterceptedRequests {
  readonly #waiting = new Map<WireId, Intercepted>();
  readonly #answered: Intercepted[] = [];
  readonly #forget: (id: WireId) => void;

  /** `forget` is called for a request whose end will not be reported. */
  constructor(forget: (id: WireId) => void) {
    this.#forget = forget;
  }

  add({ id, at, method, url, part }: HttpRequest, frame: number | undefined): void {
    this.#waiting.set(id, { id, at, method, url, part, frame });
    const [oldest] = this.#waiting.keys();
    if (this.#waiting.size > MOST_WAITING && oldest !== undefined) this.#drop(oldest);
  }

  /** Takes a note of the worker's own request. Returns the request that it made it for, if that has no answer yet. */
  worker(report: WorkerReport): Intercepted | undefined {
    const { method, url, startedAt } = report;
    const made = last([...this.#answered, ...this.#waiting.values()], method, url, startedAt);
    if (made) made.hop = report;
    return made && this.has(made.id) ? made : undefined;
  }

  /** Takes the request that the log answers at `at`; undefined if it is no intercepted one. */
  take(method: string, url: string, at: EpochMs): Intercepted | undefined {
    const taken = last(this.#waiting.values(), method, url, at);
    if (!taken) return undefined;
    this.#waiting.delete(taken.id);
    // A page or a script that was asked for before this one had its answer before the log began to deliver.
    for (const { id, part, at, ...each } of this.#waiting.values())
      if (part !== "engine" && at <= taken.at && each.method === method && each.url === url) this.#drop(id);
    if (this.#answered.push(taken) > MOST_ANSWERED) this.#answered.shift();
    return taken;
  }

  has(id: WireId): boolean {
    return this.#waiting.has(id);
  }

  /** A request whose end is reported otherwise. */
  ended(id: WireId): void {
    this.#waiting.delete(id);
  }

  /**
   * The document of a frame went away, or the page with all its frames. Returns the Engine.IO requests that still wait there, and forgets the
   * scripts. The next page is requested by the one before it, and waits on.
   */
  left(frame: number): readonly Intercepted[] {
    const left = [...this.#waiting.values()].filter((each) => each.part !== "page" && (frame === 0 || each.frame === frame));
    for (const { id, part } of left) if (part !== "engine") this.#drop(id);
    return left.filter(({ part }) => part === "engine");
  }

  #drop(id: WireId): void {
    this.#waiting.delete(id);
    this.#forget(id);
  }
}

/** The last of these requests with this method and URL that was sent by `at`. */
function last(requests: Iterable<Intercepted>, method: string, url: string, at: EpochMs): Intercepted | undefined {
  let found: Intercepted | undefined;
  for (const each of requests) if (each.method === method && each.url === url && each.at <= at && each.at >= (found?.at ?? 0)) found = each;
  return found;
}

/** The page called `abort()`, or went away. */
const ABORTED = "NS_BINDING_ABORTED";
/** The worker answered with a network error, or not at all: it threw. */
const NOT_ANSWERED = "NS_ERROR_INTERCEPTION_FAILED";

/** An event of the log's answer to a request, with what the worker's own request shows about it. */
export function judged({ hop }: Intercepted, event: HttpReport["event"]): HttpReport["event"] {
  const { outcome } = hop ?? {};
  const end = outcome && ("reason" in outcome ? { failure: outcome.reason } : { ...outcome, route: {} });
  if (event.kind === "http-response") return { ...event, ...throughWorker(event.status, undefined, end, true) };
  if (event.kind !== "http-failed") return event;
  // The log does not say why a page has no answer. While the worker waits for the server, it gives none.
  const isWaiting = hop !== undefined && (!outcome || hop.at > event.at);
  const isAborted = end && "failure" in end && end.failure === ABORTED;
  if (isWaiting || isAborted) return { ...event, reason: ABORTED, canceled: true };
  return { ...event, reason: NOT_ANSWERED, ...behindWorker(end) };
}
