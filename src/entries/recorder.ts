// One tab's recording, as the panel's host: capture → store, record, stop, clear, and files beside it. Opening a file never touches the
// recording, which goes on and is there again when the file is closed.

import browser from "webextension-polyfill";
import type { Capture, CaptureState } from "../capture/contract.ts";
import type { Mode, Modes, Way } from "../capture/modes.ts";
import { askForHosts } from "../capture/page/hosts.ts";
import type { Theme } from "../diagram/draw/style.ts";
import type { Translate } from "../messages/messages.ts";
import { size } from "../messages/quantities.ts";
import type { Host, ModeId, Seen, Status } from "../panel/host.ts";
import { cleared } from "../session/carry-over.ts";
import { Store } from "../session/store.ts";
import type { EpochMs, WireEvent } from "../wire/event.ts";

interface OpenFile {
  readonly name: string;
  readonly store: Store;
}

/** What the user chose, kept for the next recording. */
const MODE = "mode";
const WORKERS = "workers";

const NOTHING_SEEN: Seen = { requests: 0, frames: 0, workers: 0, otherSockets: [] };

export class Recorder implements Host {
  readonly t: Translate;
  theme: Theme = "light";
  error: string | null = null;
  workers: boolean | null;
  readonly #tabId: number;
  readonly #modes: readonly Mode[];
  #mode: Mode;
  #way: Way;
  readonly #listeners = new Set<() => void>();
  #live: Store;
  #file: OpenFile | null = null;
  #capture: Capture | null = null;
  #state: CaptureState | null = null;
  #since: EpochMs | null = null;
  /** When recording ended, while it has not begun again. */
  #endedAt: EpochMs | null = null;
  #ids = 0;

  private constructor(tabId: number, modes: readonly Mode[], mode: Mode, way: Way, t: Translate) {
    this.workers = mode.choosesWorkers === true ? localStorage.getItem(WORKERS) !== null : null;
    this.#tabId = tabId;
    this.#modes = modes;
    this.#mode = mode;
    this.#way = way;
    this.t = t;
    this.#live = this.#newStore(undefined);
  }

  /** In the mode that was chosen last, or else the first. */
  static async of(tabId: number, modes: Modes, t: Translate): Promise<Recorder> {
    const mode = modes.find(({ id }) => id === localStorage.getItem(MODE)) ?? modes[0];
    return new Recorder(tabId, modes, mode, await mode.load(tabId), t);
  }

  get store(): Store {
    return this.#file?.store ?? this.#live;
  }

  get status(): Status {
    const seen = this.#seen();
    if (this.#file) return { state: "idle", seen, file: this.#file.name };
    const since = this.#since === null ? {} : { since: this.#since };
    const state = this.#state;
    if (!state) return { state: "idle", seen };
    switch (state.state) {
      case "attaching":
      case "recording":
        return { state: state.state, seen, ...since };
      case "refused":
        if ("reason" in state) return { state: "refused", seen, reason: state.reason };
        return { state: "refused", seen, reason: this.t("refusedHost"), needs: state.needs };
      case "stopped":
    }
    if (state.cause === "asked") return { state: "idle", seen, ...since };
    return { state: "stopped", seen, reason: this.t(state.cause === "canceled" ? "stoppedCanceled" : "stoppedClosed"), ...since };
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  now(): EpochMs {
    return performance.timeOrigin + performance.now();
  }

  record(): void {
    this.closeFile();
    if (this.#state?.state === "attaching" || this.#state?.state === "recording") return;
    if (this.#live.entries.length === 0) {
      this.#live = this.#newStore(this.#live.log.header.page);
      this.#endedAt = null;
    }
    this.#capture = this.#way.start(
      { event: (event) => this.#take(event), state: (state) => this.#become(state) },
      {
        newId: () => String(++this.#ids),
        now: () => this.now(),
        withPast: this.#since === null,
        workers: this.workers === true,
      },
    );
  }

  get modes(): readonly ModeId[] {
    return this.#modes.map(({ id }) => id);
  }

  get mode(): ModeId {
    return this.#mode.id;
  }

  async setMode(id: ModeId): Promise<void> {
    const mode = this.#modes.find((each) => each.id === id);
    if (!mode || mode === this.#mode) return;
    localStorage.setItem(MODE, id);
    const way = await mode.load(this.#tabId);
    await this.#anew(() => {
      this.#mode = mode;
      this.#way = way;
    });
  }

  async setWorkers(workers: boolean): Promise<void> {
    if (workers) localStorage.setItem(WORKERS, "");
    else localStorage.removeItem(WORKERS);
    await this.#anew(() => {
      this.workers = workers;
    });
  }

  /** Changes how to record; what is recorded goes on so. */
  async #anew(change: () => void): Promise<void> {
    const goesOn = this.#capture !== null || this.#state?.state === "refused";
    await this.#capture?.stop();
    change();
    this.#state = null;
    if (goesOn) this.record();
    this.#changed();
  }

  grant(): void {
    void askForHosts().then(() => this.record());
  }

  stop(): void {
    void this.#capture?.stop();
  }

  clear(): void {
    if (this.#file) return this.closeFile();
    if (this.#capture) this.#live = cleared(this.#live, this.now());
    else {
      this.#live = this.#newStore(undefined);
      this.#endedAt = null;
      this.#way.forget();
    }
    this.#changed();
  }

  reload(): void {
    this.record();
    browser.devtools.inspectedWindow.reload();
  }

  async open(file: File): Promise<void> {
    this.error = null;
    try {
      // Loaded when the first file is opened: most recordings never need it.
      const { isGzip, MOST_UNPACKED_BYTES, openBytes } = await import("../formats/open.ts");
      const bytes = new Uint8Array(await file.arrayBuffer());
      const { store, problem } = openBytes(isGzip(bytes) ? await unpacked(bytes, MOST_UNPACKED_BYTES) : bytes, this.t);
      if (store) this.#file = { name: file.name, store };
      this.error = problem === null ? null : `${file.name}: ${problem}`;
    } catch (error) {
      this.error = this.t("cannotRead", file.name, error instanceof Error ? error.message : String(error));
    }
    this.#changed();
  }

  closeFile(): void {
    if (!this.#file) return;
    this.#file = null;
    this.#changed();
  }

  dismissError(): void {
    this.error = null;
    this.#changed();
  }

  setTheme(theme: Theme): void {
    this.theme = theme;
    this.#changed();
  }

  #take(event: WireEvent): void {
    // The page is known from the first event on, which is early enough to name the trace after it.
    const isPage = (event.kind === "context" && event.type === "page") || (event.kind === "http-request" && event.part === "page");
    if (isPage && this.#live.log.header.page === undefined && this.#live.entries.length === 0) {
      this.#live = this.#newStore(event.url);
      this.#changed();
    }
    this.#live.push(event);
  }

  #become(state: CaptureState): void {
    const hadBegun = this.#state?.state === "recording";
    this.#state = state;
    if (state.state === "recording") {
      const now = this.now();
      this.#since = now;
      if (this.#endedAt !== null) this.#live.push({ kind: "gap", at: this.#endedAt, until: now, reason: "not-recording" });
      this.#endedAt = null;
      const { source } = this.#mode;
      if (source !== this.#live.source) this.#live.push({ kind: "note", at: now, what: "recording", source });
    }
    if (state.state === "stopped" || state.state === "refused") {
      this.#capture = null;
      if (hadBegun) this.#endedAt = this.now();
    }
    this.#changed();
  }

  #seen(): Seen {
    const counters = this.#capture?.counters;
    if (!counters) return NOTHING_SEEN;
    const { requests, frames, workers, otherWebSockets } = counters;
    return {
      requests,
      frames,
      workers,
      otherSockets: otherWebSockets.map(({ url, frames, firstText }) => ({ url: url ?? "", frames, first: firstText ?? "" })),
    };
  }

  #newStore(page: string | undefined): Store {
    const browser = /(?:Chrome|Firefox)\/[\d.]+/.exec(navigator.userAgent)?.[0];
    return new Store({
      format: "lifeline-trace",
      version: 1,
      source: this.#mode.source,
      ...(browser !== undefined && { browser }),
      ...(page !== undefined && { page }),
      createdAt: new Date().toISOString(),
    });
  }

  #changed(): void {
    for (const listener of this.#listeners) listener();
  }
}

/** Throws when there is more in it than `most` bytes. */
async function unpacked(gzip: Uint8Array<ArrayBuffer>, most: number): Promise<Uint8Array> {
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  let bytes = 0;
  for await (const chunk of new Blob([gzip]).stream().pipeThrough(new DecompressionStream("gzip"))) {
    bytes += chunk.length;
    if (bytes > most) throw new RangeError(`it unpacks to more than ${size(most)}`);
    chunks.push(chunk);
  }
  return new Uint8Array(await new Blob(chunks).arrayBuffer());
}
