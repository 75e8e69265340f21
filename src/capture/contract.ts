// What every live source of wire events is to whoever owns the recording.

import type { OtherWebSocket } from "../cdp/websockets.ts";
import type { EpochMs, WireEvent, WireId } from "../wire/event.ts";

export type CaptureState =
  | { readonly state: "attaching" }
  | { readonly state: "recording" }
  /** `reason` in the browser's words; `host-permission`: the user has not given, or has taken back, access to the page. */
  | { readonly state: "refused"; readonly reason: string }
  | { readonly state: "refused"; readonly needs: "host-permission" }
  /** `asked`: by `stop`; `canceled`: by the user, in the browser's bar; `closed`: the tab is not to be watched any more. */
  | { readonly state: "stopped"; readonly cause: "asked" | "canceled" | "closed" };

export interface CaptureSink {
  event(event: WireEvent): void;
  state(state: CaptureState): void;
}

export interface CaptureOptions {
  /** The counter of the trace that the events go to. */
  readonly newId: () => WireId;
  readonly now: () => EpochMs;
  /** The hook is put before the scripts of workers too; where capture needs no hook, workers are seen anyway. */
  readonly workers?: boolean | undefined;
}

/** What capture noticed besides Engine.IO. */
export interface Counters {
  /** Requests of any kind. */
  readonly requests: number;
  readonly otherWebSockets: readonly OtherWebSocket[];
  /** Pages and iframes, and workers, that are there now. */
  readonly frames: number;
  readonly workers: number;
}

export interface Capture {
  /** Ends it when what is under way has come, or after a moment without it. */
  stop(): Promise<void>;
  readonly counters: Counters;
}
