// The documents of a tab, and the workers of its documents that have a hook: which frame shows which, and their `context` events.

import { engineUrl } from "../../protocol/engine/url.ts";
import type { Context, DocumentFrameId, EpochMs, WireEvent } from "../../wire/event.ts";
import type { RelayHello } from "./records.ts";

/** A document, or a worker of the document that the frame shows. */
export interface PageDocument {
  readonly id: string;
  /** Numbers the documents in the order in which they announced themselves, from 1. */
  readonly source: number;
  readonly frame: number;
  readonly worker: boolean;
  /** The frame around it. */
  readonly parent: number;
  readonly url: string;
  /** It has a `context` event. The empty iframe that JSONP posts its forms into has none, until it opens a websocket. */
  shown: boolean;
  /** When its relay's port closed; null while it is there. */
  goneAt: EpochMs | null;
  /** The time of its `pagehide` event, which its relay reports; null before that. */
  leftAt: EpochMs | null;
  /** The time of the last of its records that have come. */
  lastAt: EpochMs;
  /** When something happened that its next records came after. A record with an earlier time gets this one. */
  notBefore: EpochMs;
}

/** A request that is canceled within this time of its document's end was canceled because of it. */
const LEFT_MS = 300;

export class PageDocuments {
  readonly #emit: (event: WireEvent) => void;
  readonly #byId = new Map<string, PageDocument>();
  /** The document that each frame shows. */
  readonly #byFrame = new Map<number, PageDocument>();
  readonly #workers = new Set<PageDocument>();
  #registered = 0;

  constructor(emit: (event: WireEvent) => void) {
    this.#emit = emit;
  }

  get frames(): number {
    return this.#byFrame.size;
  }

  get workers(): number {
    return this.#workers.size;
  }

  /** The documents that frames show now. */
  get shown(): readonly PageDocument[] {
    return [...this.#byFrame.values()];
  }

  get(id: string): PageDocument | undefined {
    return this.#byId.get(id);
  }

  /** Registers a document. Undefined if it is there already: its relay only has a new port. */
  register({ document, url, parentFrame, worker = false }: Omit<RelayHello, "at">, frame: number): PageDocument | undefined {
    if (this.#byId.get(document)?.goneAt === null) return undefined;
    const registered: PageDocument = {
      id: document,
      source: ++this.#registered,
      frame,
      worker,
      parent: worker ? frame : (parentFrame ?? 0),
      url,
      shown: worker || frame === 0 || !(url === "about:blank" || engineUrl(url)),
      goneAt: null,
      leftAt: null,
      lastAt: 0,
      notBefore: 0,
    };
    this.#byId.set(document, registered);
    if (worker) this.#workers.add(registered);
    return registered;
  }

  /** The document takes the place of the one its frame showed before. */
  appear(document: PageDocument, at: EpochMs): void {
    if (document.worker) return this.#context(document, "appeared", at);
    const before = this.#byFrame.get(document.frame);
    this.#byFrame.set(document.frame, document);
    if (document.shown) this.#context(document, before?.shown && before.id !== document.id ? "navigated" : "appeared", at);
  }

  /** Emits the `context` event of a document that was not worth one before. */
  show(document: PageDocument, at: EpochMs): void {
    if (document.shown) return;
    document.shown = true;
    this.#context(document, "appeared", at);
  }

  leave(document: PageDocument, at: EpochMs): void {
    // The same document may have come back meanwhile, from the back/forward cache.
    if (this.#byId.get(document.id) === document) this.#byId.delete(document.id);
    if (this.#workers.delete(document)) return this.#context(document, "gone", at);
    if (this.#byFrame.get(document.frame) !== document) return;
    // The next page of the tab has navigated from this one.
    if (document.frame !== 0) this.#byFrame.delete(document.frame);
    if (document.shown) this.#context(document, "gone", at);
  }

  /** Whether the document of this frame, or the whole page, went away near `at`. */
  wasLeft(frame: number | undefined, at: EpochMs): boolean {
    for (const document of this.#byId.values()) {
      const isConcerned = document.frame === frame || document.frame === 0;
      if (isConcerned && document.goneAt !== null && Math.abs(document.goneAt - at) < LEFT_MS) return true;
    }
    return false;
  }

  #context(document: PageDocument, state: Context["state"], at: EpochMs): void {
    const { frame, worker, parent, url } = document;
    const type = worker ? "worker" : frame === 0 ? "page" : "iframe";
    const around = type === "page" ? {} : { parent: frameId(parent) };
    this.#emit({ kind: "context", at, documentFrame: documentFrameOf(document), type, url, ...around, state });
  }
}

export function frameId(frame: number): DocumentFrameId {
  return `frame-${frame}`;
}

export function documentFrameOf({ id, frame, worker }: PageDocument): DocumentFrameId {
  return worker ? `worker-${id}` : frameId(frame);
}
