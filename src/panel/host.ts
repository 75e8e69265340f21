// What the panel needs from whoever owns capture and trace: in Chromium the devtools page. The panel reads and asks, nothing else.

import type { Theme } from "../diagram/draw/style.ts";
import type { Translate } from "../messages/messages.ts";
import type { Store } from "../session/store.ts";
import type { EpochMs } from "../wire/event.ts";

/** What capture noticed besides Engine.IO, so that an empty panel can say what it looked at. */
export interface Seen {
  readonly requests: number;
  /** Page and iframes that are watched. */
  readonly frames: number;
  readonly workers: number;
  readonly otherSockets: readonly { readonly url: string; readonly frames: number; readonly first: string }[];
}

/** A way to record: with the browser's debugger, or with a script in the page. */
export type ModeId = "debugger" | "page";

export interface Status {
  /** `refused`: the browser did not allow it; `stopped`: recording was on and something other than the user ended it. */
  readonly state: "idle" | "attaching" | "recording" | "refused" | "stopped";
  /** One sentence: why it was refused or has stopped. */
  readonly reason?: string;
  /** What the user has to allow first: see `Host.grant`. */
  readonly needs?: "host-permission";
  /** When recording began. */
  readonly since?: EpochMs;
  readonly seen: Seen;
  /** Name of the trace that was opened, when the store holds one. */
  readonly file?: string;
}

export interface Host {
  /** Another one after clear, open, or a new recording. */
  readonly store: Store;
  readonly status: Status;
  /** One sentence about what just failed, such as a file that is no trace. What is on the screen stays. */
  readonly error: string | null;
  readonly theme: Theme;
  readonly t: Translate;
  /** Calls back when anything above changed; entries of the store are told by the store itself. Returns its disposer. */
  subscribe(listener: () => void): () => void;
  now(): EpochMs;
  /** The ways to record that this browser has, and the one that is chosen. */
  readonly modes: readonly ModeId[];
  readonly mode: ModeId;
  /** Records in this way from now on. */
  setMode(mode: ModeId): Promise<void>;
  /** Whether the hook is put into workers too, which changes their scripts (Firefox); null where that is no choice. */
  readonly workers: boolean | null;
  setWorkers(workers: boolean): Promise<void>;
  /** Leads the user to where access to pages is given, and records when it was. */
  grant(): void;
  record(): void;
  stop(): void;
  /** Empties the trace; closes the file, when one is open. */
  clear(): void;
  /** Reloads the inspected page and records it from its start. */
  reload(): void;
  open(file: File): Promise<void>;
  dismissError(): void;
}
