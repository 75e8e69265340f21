// The ways to record a tab that a browser has, each loaded when it is chosen. A recording goes on after a pause with the sockets it knew.

import type { Source } from "../wire/event.ts";
import type { Capture, CaptureOptions, CaptureSink } from "./contract.ts";

export interface StartOptions extends CaptureOptions {
  /** Whether to tell of what was before, as far as the browser knows it. */
  readonly withPast: boolean;
}

/** A way that is loaded, for one tab. */
export interface Way {
  start(sink: CaptureSink, options: StartOptions): Capture;
  /** What comes next is another recording. */
  forget(): void;
}

export interface Mode {
  readonly id: "debugger" | "page";
  /** What the trace says that it was recorded by. */
  readonly source: Source;
  /** Whether workers are seen only where that is asked for. */
  readonly choosesWorkers?: true;
  load(tabId: number): Promise<Way>;
}

/** The first is the one that is taken when nobody chose. */
export type Modes = readonly [Mode, ...Mode[]];

/** Each recording goes on with the sockets that the one before it knew. */
export function goingOn<C extends Capture & { readonly sockets: unknown }>(
  start: (sink: CaptureSink, options: StartOptions & { readonly sockets: C["sockets"] | undefined }) => C,
): Way {
  let last: C | undefined;
  return {
    start(sink, options) {
      last = start(sink, { ...options, sockets: last?.sockets });
      return last;
    },
    forget() {
      last = undefined;
    },
  };
}
