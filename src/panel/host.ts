// What the panel reads and asks of the owner of the recording: the devtools page, or a stand-in in tests.

import type { Theme } from "../diagram/draw/theme.ts";
import type { Translate } from "../messages/messages.ts";
import type { Store } from "../session/store.ts";
import type { EpochMs } from "../wire/event.ts";
import type { Remembered } from "./remembered.ts";

/** What capture saw besides Engine.IO traffic. An empty panel shows it, so that the user knows what was looked at. */
export interface Seen {
  readonly requests: number;
  /** How many documents are watched: the page and its iframes. */
  readonly frames: number;
  readonly workers: number;
  readonly otherSockets: readonly { readonly url: string; readonly frames: number; readonly first: string }[];
}

/** A way to record: with the browser's debugger, or with a script in the page. */
export type ModeId = "debugger" | "page";

export interface Status {
  /** `refused`: the browser did not allow it; `stopped`: recording was on and something other than the user ended it. */
  readonly state: "idle" | "attaching" | "recording" | "refused" | "stopped";
  /** One sentence: why recording was refused or has stopped. */
  readonly reason?: string;
  /** The permission that the user has to grant first: see `Host.grant`. */
  readonly needs?: "host-permission";
  /** When recording began. */
  readonly since?: EpochMs;
  readonly seen: Seen;
  /** Name of the opened file, when the store holds its trace. */
  readonly file?: string;
}

/** A file that is being read. */
export interface Opening {
  readonly name: string;
  /** How much of the file is read, from 0 to 1. */
  readonly share: number;
  /** How many packets were found in it. */
  readonly packets: number;
}

/** What the trace of a page is of: its address or title, and its server, revisions, times and amounts. */
export interface Heading {
  readonly title: string;
  readonly facts: readonly string[];
}

export interface Host {
  /** Shown above the trace. Only a page with a trace inside has one. */
  readonly heading?: Heading | null;
  /** Replaced after clear, open, or a new recording. */
  readonly store: Store;
  readonly status: Status;
  /** One sentence about what just failed, such as opening a file that is no trace. The store stays as it was. */
  readonly error: string | null;
  /** The file that is being read; null when none is. Its first packets are shown meanwhile. */
  readonly opening: Opening | null;
  readonly theme: Theme;
  /** DevTools have a search bar of their own, which opens with Ctrl+F and sends `lifeline-search` events to the panel's document. */
  readonly hasSearch: boolean;
  /** Another one after the language was changed: then the panel is made anew. */
  readonly t: Translate;
  /** The language that the user chose. */
  readonly language: Remembered["language"];
  setLanguage(language: Remembered["language"]): Promise<void>;
  /** Where the user was in each trace, as text: see kept.ts. It outlasts the panel. */
  readonly kept: WeakMap<Store, string>;
  /** Calls back when anything above has changed. For new entries, subscribe to the store. Returns the disposer. */
  subscribe(listener: () => void): () => void;
  now(): EpochMs;
  /** The ways to record that this browser has; none in a page with a trace inside, which has no controls for it. */
  readonly modes: readonly ModeId[];
  /** The chosen one of `modes`. */
  readonly mode: ModeId;
  /** Changes how to record. A recording that is on goes on in the new mode. */
  setMode(mode: ModeId): Promise<void>;
  /** Whether to record workers too, which changes their scripts; null where the user has no choice. Only Firefox has it. */
  readonly workers: boolean | null;
  setWorkers(workers: boolean): Promise<void>;
  /** Bytes of payloads that a trace may have in memory. Beyond them, payloads go to a file. */
  readonly memory: number;
  setMemory(bytes: number): void;
  /** Opens the page that asks for access to all pages, and records once the user has given it. */
  grant(): void;
  record(): void;
  stop(): void;
  /** Resolves when the store has everything that happened until now: reports of the browser come late. */
  flush(): Promise<void>;
  /** Closes the file, if one is open, or else empties the trace. */
  clear(): void;
  /** The trace that was cleared last, as long as that can be undone: until the next clearing, or until DevTools close. Null when there is none. */
  readonly cleared: { readonly packets: number; readonly isAnnounced: boolean } | null;
  /** Shows the cleared trace again, with what came since. */
  undo(): void;
  /** Takes the announcement away. The clearing can still be undone. */
  dismissCleared(): void;
  /** Whether the trace is cleared each time the page navigates or is reloaded. */
  readonly clearsOnNavigation: boolean;
  setClearsOnNavigation(on: boolean): void;
  /** Clears, records and reloads the inspected page. */
  restart(): void;
  /**
   * Opens a script or document of the inspected page in the browser's Sources, at a line and column from 1. Resolves with false when Sources do
   * not have it. Null where the browser cannot do that.
   */
  readonly openSource: ((url: string, line: number, column: number) => Promise<boolean>) | null;
  /** Records, and reloads the inspected page. */
  reload(): void;
  /** Reads a file and shows it. Ends the reading of another one. */
  open(file: File): Promise<void>;
  /** Ends the reading of a file. What was shown before it is shown again. */
  cancelOpening(): void;
  dismissError(): void;
}
