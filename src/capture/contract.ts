// The interface between a live capture and the recording that owns it: the options of the capture, the events and states it reports, and how
// it is stopped.

import type { OtherWebSocket } from "../cdp/other-websockets.ts";
import type { EpochMs, WireEvent, WireId } from "../wire/event.ts";

export type CaptureState =
  | { readonly state: "attaching" }
  | { readonly state: "recording" }
  /** `reason`: the browser's error message. `host-permission`: the user has not granted access to the page, or has revoked it. */
  | { readonly state: "refused"; readonly reason: string }
  | { readonly state: "refused"; readonly needs: "host-permission" }
  /** `asked`: by `stop()`. `canceled`: by the user, in the browser's bar. `closed`: the tab closed, or may no longer be watched. */
  | { readonly state: "stopped"; readonly cause: "asked" | "canceled" | "closed" };

export interface CaptureSink {
  event(event: WireEvent): void;
  state(state: CaptureState): void;
  /** Resolves when it has passed on the events that it got before the call. Absent if it holds none. */
  flush?(): Promise<void>;
}

export interface CaptureOptions {
  /** Makes ids that are unique in the trace the events go to. */
  readonly newId: () => WireId;
  readonly now: () => EpochMs;
  /** Also put the page hook before the scripts of workers. Captures without a hook ignore it and always see workers. */
  readonly workers?: boolean | undefined;
}

/** Counts of traffic that is not Engine.IO. */
export interface Counters {
  /** Requests of any kind. */
  readonly requests: number;
  readonly otherWebSockets: readonly OtherWebSocket[];
  /** Pages and iframes, and workers, that exist now. */
  readonly frames: number;
  readonly workers: number;
}

export interface Capture {
  /** Resolves when the sink has passed on the events of everything that happened before the call, or the capture has ended. */
  flush(): Promise<void>;
  /** Waits for events that are under way, then ends the capture. */
  stop(): Promise<void>;
  readonly counters: Counters;
}
