// Requests that Firefox gave to a page's service worker. webRequest reports that it did, and nothing more if the worker answers; the worker's
// own requests belong to no tab. So the answer is taken from the browser's log (firefox/logged-answers.ts), and the worker's own request only
// shows whether the server answered.
//
//   webRequest, of the tab   intercepted ─┬──────────────────────────┬─ passed: the answer is reported as without a worker
//   webRequest, of no tab                 └─ worker: the server's    │
//   the log                                  answer, or none         └─ the answer

import type { HttpRequest, HttpResponse, WireId } from "../../wire/event.ts";
import type { WorkerReport } from "./tab-port.ts";

/** Whether the worker passed an answer on, or gave it itself, and why. */
type WorkersPart = Pick<HttpResponse, "from" | "through" | "reason">;

const MOST_ANSWERED = 32;

export interface Intercepted {
  /** The browser's id. */
  readonly id: WireId;
  readonly part: HttpRequest["part"];
  readonly frame: number | undefined;
  worker: WorkersPart;
}

export class InterceptedRequests {
  /** By method and URL, in the order in which they were sent: the log has no ids. */
  readonly #waiting = new Map<string, Intercepted[]>();
  /** The last ones that the log answered: on a busy machine the worker's own request is reported later. */
  readonly #answered = new Map<string, Intercepted>();

  add({ id, method, url, part }: HttpRequest, frame: number | undefined): void {
    const key = keyOf(method, url);
    this.#waiting.set(key, [...(this.#waiting.get(key) ?? []), { id, part, frame, worker: { from: "service-worker" } }]);
  }

  /** Takes a note of the worker's own request. Returns the request that it made it for, if that has no answer yet. */
  worker({ method, url, outcome }: WorkerReport): Intercepted | undefined {
    const key = keyOf(method, url);
    const waiting = this.#waiting.get(key)?.[0];
    const made = waiting ?? this.#answered.get(key);
    if (made)
      made.worker = outcome && "reason" in outcome ? { from: "service-worker", reason: outcome.reason } : { through: "service-worker" };
    return waiting;
  }

  /** Takes the request that an answer of the log belongs to; undefined if it is no intercepted one. */
  take(method: string, url: string): Intercepted | undefined {
    const key = keyOf(method, url);
    const first = this.#waiting.get(key)?.[0];
    if (!first) return undefined;
    this.drop(first.id);
    const [oldest] = this.#answered.keys();
    if (this.#answered.size >= MOST_ANSWERED && oldest !== undefined) this.#answered.delete(oldest);
    this.#answered.set(key, first);
    return first;
  }

  has(id: WireId): boolean {
    return [...this.#waiting.values()].some((requests) => requests.some((each) => each.id === id));
  }

  /** A request that has its end. */
  drop(id: WireId): void {
    for (const [key, requests] of this.#waiting) {
      const others = requests.filter((each) => each.id !== id);
      if (others.length === requests.length) continue;
      if (others.length > 0) this.#waiting.set(key, others);
      else this.#waiting.delete(key);
      return;
    }
  }

  /** Those of a frame's document, or of all frames if the page has gone. The next page is requested by the one before it. */
  of(frame: number): readonly Intercepted[] {
    return [...this.#waiting.values()].flat().filter((each) => each.part !== "page" && (frame === 0 || each.frame === frame));
  }
}

function keyOf(method: string, url: string): string {
  return `${method} ${url}`;
}
