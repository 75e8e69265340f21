// The host of a panel that shows the trace of its page, or a file. It has no way to record.

import type { Theme } from "../../diagram/draw/theme.ts";
import { type Translate, translationFor } from "../../messages/messages.ts";
import type { Heading, Host, Status } from "../../panel/host.ts";
import { recall, remember } from "../../panel/remembered.ts";
import { Store } from "../../session/store.ts";
import { Files } from "../recording/files.ts";

const NOTHING_SEEN: Status["seen"] = { requests: 0, frames: 0, workers: 0, otherSockets: [] };
const nothing = () => {};

export class Viewer implements Host {
  t: Translate;
  language = recall("language");
  readonly kept = new WeakMap<Store, string>();
  readonly modes = [];
  readonly mode = "page";
  readonly workers = null;
  /** Everything stays in memory: a page has no files. */
  readonly memory = Number.POSITIVE_INFINITY;
  readonly cleared = null;
  readonly clearsOnNavigation = false;
  readonly hasSearch = false;
  readonly openSource = null;
  readonly setMemory = nothing;
  readonly grant = nothing;
  readonly record = nothing;
  readonly stop = nothing;
  readonly clear = nothing;
  readonly undo = nothing;
  readonly dismissCleared = nothing;
  readonly setClearsOnNavigation = nothing;
  readonly restart = nothing;
  readonly reload = nothing;
  readonly setMode = async () => {};
  readonly setWorkers = async () => {};
  readonly flush = async () => {};
  readonly #heading: Heading;
  readonly #theme: Theme | undefined;
  readonly #listeners = new Set<() => void>();
  readonly #files = new Files(
    () => this.t,
    (store) => store,
    () => this.#changed(),
  );
  readonly #empty = new Store({ format: "lifeline-trace", version: 1, source: "page", createdAt: "" });
  readonly #dark = matchMedia("(prefers-color-scheme: dark)");

  constructor(heading: Heading, theme: Theme | undefined, t: Translate) {
    this.#heading = heading;
    this.#theme = theme;
    this.t = t;
    this.#dark.addEventListener("change", () => this.#changed());
  }

  get store(): Store {
    return this.#files.shown?.store ?? this.#empty;
  }

  get status(): Status {
    return { state: "idle", seen: NOTHING_SEEN, file: this.#files.shown?.name ?? this.#heading.title };
  }

  /** Null while another file is shown. */
  get heading(): Heading | null {
    return this.status.file === this.#heading.title ? this.#heading : null;
  }

  get error(): string | null {
    return this.#files.error;
  }

  get opening(): Host["opening"] {
    return this.#files.opening;
  }

  get theme(): Theme {
    return this.#theme ?? (this.#dark.matches ? "dark" : "light");
  }

  now(): number {
    return Date.now();
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  open(file: File): Promise<void> {
    return this.#files.open(file, this.#empty);
  }

  cancelOpening(): void {
    this.#files.cancel();
  }

  dismissError(): void {
    this.#files.error = null;
    this.#changed();
  }

  async setLanguage(language: Host["language"]): Promise<void> {
    remember("language", language);
    this.language = language;
    this.t = await translationFor(language === "browser" ? navigator.language : language);
    this.#changed();
  }

  #changed(): void {
    for (const listener of this.#listeners) listener();
  }
}
