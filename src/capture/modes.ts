// The ways a browser can record a tab ("modes"). The code of each is loaded when the user chooses it.

import type { Source } from "../wire/event.ts";
import type { Capture, CaptureOptions, CaptureSink } from "./contract.ts";

export interface StartOptions extends CaptureOptions {
  /** Also emit what happened before, as far as the browser's log has it. */
  readonly backfill: boolean;
}

/** A mode whose code is loaded, for one tab. */
export interface LoadedMode {
  /** Starts a capture. It continues with the sockets that the previous capture of this tab knew, so that a pause does not split them. */
  start(sink: CaptureSink, options: StartOptions): Capture;
  /** Forgets the known sockets: the next capture belongs to a new recording. */
  forget(): void;
}

export interface Mode {
  readonly id: "debugger" | "page";
  /** Written into the trace as its `source`. */
  readonly source: Source;
  /** The user decides whether workers are recorded too; without it they always are. */
  readonly choosesWorkers?: true;
  load(tabId: number): Promise<LoadedMode>;
}

/** The first is the default. */
export type Modes = readonly [Mode, ...Mode[]];

/** A loaded mode that passes the `sockets` of each capture on to the next. */
export function continuing<C extends Capture & { readonly sockets: unknown }>(
  start: (sink: CaptureSink, options: StartOptions & { readonly sockets: C["sockets"] | undefined }) => C,
): LoadedMode {
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
