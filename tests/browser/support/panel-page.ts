// The panel in an ordinary page with a host that tests control, for tests that need real layout and input, but no DevTools.

import { openBytes } from "../../../src/formats/open.ts";
import { english, type Translate, translationFor } from "../../../src/messages/messages.ts";
import type { Host, ModeId, Opening, Status } from "../../../src/panel/host.ts";
import { type Mounted, mount } from "../../../src/panel/mount.tsx";
import { Store } from "../../../src/session/store.ts";
import type { WireEvent } from "../../../src/wire/event.ts";
import { linesOf } from "../../../src/wire/save.ts";
import { wireEvents } from "../../unit/session/ladder-text.ts";

const HEADER = {
  format: "lifeline-trace",
  version: 1,
  source: "test",
  createdAt: "2023-11-14T22:13:20.000Z",
  page: "http://localhost:3000/",
} as const;

class TestHost implements Host {
  t: Translate;
  language: Host["language"] = "browser";
  readonly kept = new WeakMap<Store, string>();
  store = new Store(HEADER);
  status: Status = { state: "recording", since: 0, seen: { requests: 0, frames: 1, workers: 0, otherSockets: [] } };
  readonly modes = ["debugger", "page"] as const;
  mode: ModeId = "debugger";
  workers: boolean | null = null;
  error: string | null = null;
  opening: Opening | null = null;
  theme: "light" | "dark" = "light";
  readonly hasSearch = false;
  readonly called: string[] = [];
  /** What a save waits for. */
  flushing = Promise.resolve();
  #listeners = new Set<() => void>();
  #lastAt = 0;

  constructor(t: Translate) {
    this.t = t;
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
  now(): number {
    return this.#lastAt;
  }
  /** The bytes of the trace file. */
  saved(): number[] {
    return [...linesOf(this.store.log)].flatMap((piece) => [...piece]);
  }
  async setMode(mode: ModeId): Promise<void> {
    this.set({ mode });
  }
  memory = 512_000_000;
  setMemory(memory: number): void {
    this.memory = memory;
    this.set({});
  }
  async setWorkers(workers: boolean): Promise<void> {
    this.set({ workers });
  }
  async setLanguage(language: Host["language"]): Promise<void> {
    this.set({ language, t: await translationFor(language) });
  }
  grant(): void {
    this.called.push("grant");
  }
  record(): void {
    this.called.push("record");
  }
  stop(): void {
    this.called.push("stop");
  }
  flush(): Promise<void> {
    return this.flushing;
  }
  cleared: Host["cleared"] = null;
  #closeFile: () => void = () => {};
  clear(): void {
    if (this.status.file !== undefined) return this.#closeFile();
    const { packets } = this.store;
    const old = this.store;
    this.#undo = () => this.set({ store: old, cleared: null });
    this.set({ store: new Store(HEADER), cleared: { packets, isAnnounced: true } });
  }
  undo(): void {
    this.#undo();
  }
  #undo: () => void = () => {};
  dismissCleared(): void {
    if (this.cleared) this.set({ cleared: { ...this.cleared, isAnnounced: false } });
  }
  clearsOnNavigation = false;
  setClearsOnNavigation(clearsOnNavigation: boolean): void {
    this.set({ clearsOnNavigation });
  }
  restart(): void {
    this.called.push("restart");
  }
  openSource: Host["openSource"] = async (url, line, column) => {
    this.called.push(`openSource ${url} ${line} ${column}`);
    return !url.endsWith("gone.js");
  };
  reload(): void {
    this.called.push("reload");
  }
  async open(file: File): Promise<void> {
    this.called.push(`open ${file.name}`);
    const { store } = openBytes(new Uint8Array(await file.arrayBuffer()), this.t);
    if (!store) return this.set({ error: `${file.name} is no trace.` });
    const { store: recorded, status } = this;
    this.#closeFile = () => this.set({ store: recorded, status });
    this.set({ store, status: { state: "idle", file: file.name, seen: status.seen } });
  }
  cancelOpening(): void {
    this.called.push("cancelOpening");
    this.set({ opening: null });
  }
  dismissError(): void {
    this.set({ error: null });
  }

  set(
    change: Partial<
      Pick<
        TestHost,
        "store" | "status" | "opening" | "error" | "theme" | "mode" | "workers" | "language" | "t" | "cleared" | "clearsOnNavigation"
      >
    >,
  ): void {
    Object.assign(this, change);
    for (const listener of this.#listeners) listener();
  }
  /** Pushes the wire events of a conversation in text. */
  play(ladder: string): void {
    for (const event of wireEvents(ladder)) {
      this.push(event);
    }
  }
  push(event: WireEvent): void {
    this.store.push(event);
    this.#lastAt = event.at;
  }
  /** Pushes frames received on the websocket `w1`, 1 ms apart. */
  frames(count: number): void {
    for (let i = 0; i < count; i++) {
      this.#lastAt++;
      this.store.push({
        kind: "ws-frame",
        at: this.#lastAt,
        id: "w1",
        direction: "received",
        opcode: 1,
        body: { text: `42["tick",${i}]` },
      });
    }
  }
}

declare global {
  var host: TestHost;
  var mounted: Mounted;
  /** Mounts a panel in a language, in the place of the one before. */
  var restart: (lang: string) => Promise<void>;
}

const root = document.getElementById("panel");
if (root === null) throw new Error("no root");
globalThis.host = new TestHost(english);
globalThis.mounted = mount(root, globalThis.host);
globalThis.restart = async (lang) => {
  globalThis.mounted.dispose();
  globalThis.host = new TestHost(await translationFor(lang));
  globalThis.mounted = mount(root, globalThis.host);
};
