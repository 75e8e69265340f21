// One tab's recording, as the panel's host: starts and stops captures, stores their events, clears, and shows files instead. Opening a file
// does not touch the recording, which goes on and is shown again when the file is closed.
//
//   idle ── record() ─► attaching ─► recording ── stop(), or the browser ends it ─► stopped
//                           └─ the browser refuses ─► refused
//
// record() starts a new capture from idle, refused and stopped. Changing the mode leads to idle, and from there on if a capture ran.

import type { Capture, CaptureState } from "../capture/contract.ts";
import { watchInFront } from "../capture/in-front.ts";
import type { LoadedMode, Mode, Modes } from "../capture/modes.ts";
import type { Theme } from "../diagram/draw/theme.ts";
import { type Translate, translationFor } from "../messages/messages.ts";
import type { Host, ModeId, Seen, Status } from "../panel/host.ts";
import { type Remembered, recall, remember } from "../panel/remembered.ts";
import { Store } from "../session/store.ts";
import type { EpochMs, WireEvent } from "../wire/event.ts";
import { Clearing } from "./recording/clearing.ts";
import { Files } from "./recording/files.ts";
import { sourceOpener } from "./recording/open-source.ts";

const NOTHING_SEEN: Seen = { requests: 0, frames: 0, workers: 0, otherSockets: [] };

const tagOf = (language: Remembered["language"]) => (language === "browser" ? chrome.i18n.getUILanguage() : language);

export class Recorder implements Host {
  t: Translate;
  language: Remembered["language"];
  readonly kept = new WeakMap<Store, string>();
  readonly openSource = sourceOpener();
  theme: Theme = "light";
  hasSearch = false;
  /** Whether workers are recorded too; null if the mode leaves no choice. */
  workers: boolean | null;
  memory = recall("memory");
  clearsOnNavigation = recall("clearsOnNavigation");
  readonly #tabId: number;
  readonly #modes: readonly Mode[];
  #mode: Mode;
  #loadedMode: LoadedMode;
  readonly #listeners = new Set<() => void>();
  /** The store of the recording, also while a file is shown. */
  #live: Store;
  readonly #files = new Files(
    () => this.t,
    (store) => this.#limit(store),
    () => this.#changed(),
  );
  readonly #clearing = new Clearing();
  #state: CaptureState | { readonly state: "idle" } = { state: "idle" };
  /** Set while the state is attaching or recording. */
  #capture: Capture | null = null;
  /** When recording last began; null before the first, which is the one that is backfilled. */
  #since: EpochMs | null = null;
  /** When recording last ended. The next one in the same store begins with a gap from here. Null while there is nothing to bridge. */
  #endedAt: EpochMs | null = null;
  #ids = 0;
  /** The trace is cleared when the page has navigated next. */
  #clearsNext = false;
  /** The next capture belongs to another trace: it forgets the sockets of the one before. */
  #forgets = false;
  /** How many requests this capture had seen when the trace was cleared. */
  #requestsBefore = 0;
  /** Whether the tab is behind another one of its window; null if that is not known. Set while the state is recording. */
  #isHidden: boolean | null = null;
  #unwatchTab: (() => void) | undefined;

  private constructor(tabId: number, modes: readonly Mode[], mode: Mode, loadedMode: LoadedMode, t: Translate) {
    this.language = recall("language");
    this.workers = mode.choosesWorkers === true ? recall("workers") : null;
    this.#tabId = tabId;
    this.#modes = modes;
    this.#mode = mode;
    this.#loadedMode = loadedMode;
    this.t = t;
    this.#live = this.#newStore(undefined);
  }

  /** In the mode and the language that were chosen last, or else the first mode and the language of the browser. */
  static async of(tabId: number, modes: Modes): Promise<Recorder> {
    const chosen = recall("mode");
    const mode = modes.find(({ id }) => id === chosen) ?? modes[0];
    const [loadedMode, t] = await Promise.all([mode.load(tabId), translationFor(tagOf(recall("language")))]);
    return new Recorder(tabId, modes, mode, loadedMode, t);
  }

  get store(): Store {
    return this.#shown?.store ?? this.#live;
  }

  get error(): string | null {
    return this.#files.error;
  }

  get opening(): Host["opening"] {
    return this.#files.opening;
  }

  get status(): Status {
    const seen = this.#seen();
    if (this.#shown) return { state: "idle", seen, file: this.#shown.name };
    const since = this.#since === null ? {} : { since: this.#since };
    const state = this.#state;
    switch (state.state) {
      case "idle":
        return { state: "idle", seen };
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
    // performance.now() stands still while the machine sleeps, and pages that are loaded after that would be ahead of it.
    return Date.now();
  }

  record(): void {
    this.closeFile();
    if (this.#isRunning) return;
    if (this.#live.entries.length === 0) {
      this.#live = this.#newStore(this.#live.log.header.page);
      this.#endedAt = null;
    }
    if (this.#forgets) this.#loadedMode.forget();
    this.#forgets = false;
    this.#requestsBefore = 0;
    this.#capture = this.#loadedMode.start(
      { event: (event) => this.#take(event), state: (state) => this.#become(state) },
      {
        newId: () => String(++this.#ids),
        now: () => this.now(),
        backfill: this.#since === null,
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
    remember("mode", id);
    const loadedMode = await mode.load(this.#tabId);
    await this.#restart(() => {
      this.#mode = mode;
      this.#loadedMode = loadedMode;
    });
  }

  async setWorkers(workers: boolean): Promise<void> {
    remember("workers", workers);
    await this.#restart(() => {
      this.workers = workers;
    });
  }

  setMemory(bytes: number): void {
    remember("memory", bytes);
    this.memory = bytes;
    for (const store of [this.#live, ...this.#clearing.stores, ...this.#files.stores]) this.#limit(store);
    this.#changed();
  }

  async setLanguage(language: Remembered["language"]): Promise<void> {
    remember("language", language);
    this.language = language;
    const t = await translationFor(tagOf(language));
    if (language !== this.language) return;
    this.t = t;
    this.#changed();
  }

  grant(): void {
    void import("../capture/page/hosts.ts").then(({ askForHosts }) => askForHosts()).then(() => this.record());
  }

  stop(): void {
    void this.#capture?.stop();
  }

  async flush(): Promise<void> {
    if (!this.#shown) await this.#capture?.flush();
  }

  async clear(): Promise<void> {
    if (this.#shown) return this.closeFile();
    await this.#clear(true);
  }

  async undo(): Promise<void> {
    if (this.#shown) return;
    const live = this.#live;
    await this.#clearing.undo(live, {
      since: this.#since,
      source: this.#mode.source,
      goesOn: () => this.#live === live,
      undone: (store, endedAt) => {
        this.#endedAt ??= endedAt;
        this.#forgets = false;
        this.#requestsBefore = 0;
        this.#live = this.#limit(store);
        this.#changed();
      },
    });
  }

  get cleared(): Host["cleared"] {
    return this.#shown ? null : this.#clearing.announcement;
  }

  dismissCleared(): void {
    this.#clearing.dismiss();
    this.#changed();
  }

  setClearsOnNavigation(on: boolean): void {
    remember("clearsOnNavigation", on);
    this.clearsOnNavigation = on;
    this.#changed();
  }

  restart(): void {
    this.closeFile();
    // The old page's connections end in the trace that is cleared.
    if (this.#isRunning) this.#clearsNext = true;
    else void this.#clear(false);
    this.reload();
  }

  reload(): void {
    this.record();
    chrome.devtools.inspectedWindow.reload();
  }

  open(file: File): Promise<void> {
    return this.#files.open(file, this.#live);
  }

  cancelOpening(): void {
    this.#files.cancel();
  }

  closeFile(): void {
    this.#files.close();
  }

  dismissError(): void {
    this.#files.error = null;
    this.#changed();
  }

  setTheme(theme: Theme): void {
    this.theme = theme;
    this.#changed();
  }

  get #shown(): Files["shown"] {
    return this.#files.shown;
  }

  get #isRunning(): boolean {
    return this.#state.state === "attaching" || this.#state.state === "recording";
  }

  /** Stops the capture, changes how to record, and records again if it did before. */
  async #restart(change: () => void): Promise<void> {
    const recordsAgain = this.#isRunning || this.#state.state === "refused";
    await this.#capture?.stop();
    change();
    this.#state = { state: "idle" };
    if (recordsAgain) this.record();
    this.#changed();
  }

  #take(event: WireEvent): void {
    // The trace header needs the page's URL, which the first page event brings. The store is still empty then, so one with that header replaces it.
    const isPage = (event.kind === "context" && event.type === "page") || (event.kind === "http-request" && event.part === "page");
    if (isPage && this.#live.log.header.page === undefined && this.#live.entries.length === 0) {
      this.#live = this.#newStore(event.url);
      this.#changed();
    }
    this.#live.push(event);
    this.#noteHidden();
    if (event.kind === "context" && event.type === "page" && event.state === "navigated") {
      if (this.#clearsNext || this.clearsOnNavigation) void this.#clear(false);
      this.#clearsNext = false;
    }
  }

  /** Empties the trace and keeps it for `undo`. A recording goes on, with what it needs of its open sessions. */
  async #clear(isAnnounced: boolean): Promise<void> {
    const [old, endedAt] = [this.#live, this.#endedAt];
    if (!this.#isRunning) this.#forgets = true;
    if (!this.#clearing.hasMore(old)) return;
    if (this.#isRunning) {
      const { cleared } = await import("../session/carry-over.ts");
      const store = await cleared(old, () => this.now());
      if (this.#live !== old) return;
      this.#live = store;
      this.#requestsBefore = this.#capture?.counters.requests ?? 0;
    } else {
      this.#live = this.#newStore(undefined);
      this.#endedAt = null;
    }
    this.#clearing.keep(old, this.#live, endedAt, isAnnounced);
    for (const store of [old, this.#live]) this.#limit(store);
    this.#changed();
  }

  /** Tells the store whether the tab is hidden, if it does not know. One that is new or was cleared is told after its first event. */
  #noteHidden(): void {
    if (this.#isHidden === null || this.#live.entries.length === 0) return;
    if (this.#isHidden === (this.#live.hiddenAt(Number.POSITIVE_INFINITY) !== null)) return;
    this.#live.push({ kind: "note", at: this.now(), what: this.#isHidden ? "hidden" : "shown" });
  }

  #become(state: CaptureState): void {
    const hadBegun = this.#state.state === "recording";
    this.#state = state;
    if (state.state === "recording") this.#began();
    if (state.state === "stopped" || state.state === "refused") {
      this.#capture = null;
      this.#unwatchTab?.();
      this.#unwatchTab = undefined;
      this.#isHidden = null;
      if (hadBegun) this.#endedAt = this.now();
    }
    this.#changed();
  }

  #began(): void {
    const now = this.now();
    this.#since = now;
    if (this.#endedAt !== null) this.#live.push({ kind: "gap", at: this.#endedAt, until: now, reason: "not-recording" });
    this.#endedAt = null;
    const { source } = this.#mode;
    if (source !== this.#live.source) this.#live.push({ kind: "note", at: now, what: "recording", source });
    this.#unwatchTab ??= watchInFront(this.#tabId, (isInFront) => {
      this.#isHidden = !isInFront;
      this.#noteHidden();
    });
  }

  #seen(): Seen {
    const counters = this.#capture?.counters;
    if (!counters) return NOTHING_SEEN;
    const { requests, frames, workers, otherWebSockets } = counters;
    return {
      requests: Math.max(0, requests - this.#requestsBefore),
      frames,
      workers,
      otherSockets: otherWebSockets.map(({ url, frames, firstText }) => ({ url: url ?? "", frames, first: firstText ?? "" })),
    };
  }

  #newStore(page: string | undefined): Store {
    const browser = /(?:Chrome|Firefox)\/[\d.]+/.exec(navigator.userAgent)?.[0];
    const store = new Store({
      format: "lifeline-trace",
      version: 1,
      source: this.#mode.source,
      ...(browser !== undefined && { browser }),
      ...(page !== undefined && { page }),
      createdAt: new Date().toISOString(),
    });
    return this.#limit(store);
  }

  /** A cleared trace has half of the memory. Most recordings are small and never need the file. */
  #limit(store: Store): Store {
    store.limit({
      bytes: this.memory / (this.#clearing.stores.length + 1),
      open: async () => (await import("../disk/disk.ts")).openChunkStore(),
    });
    return store;
  }

  #changed(): void {
    for (const listener of this.#listeners) listener();
  }
}
