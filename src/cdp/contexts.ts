// Pages, iframes and workers ("contexts"): which protocol session watches which, which is inside which, and when one goes away.
// A same-process iframe shares its page's session; an out-of-process iframe and every worker has a session of its own.

import { engineUrl } from "../protocol/engine/url.ts";
import type { Context, ContextType, DocumentFrameId, EpochMs } from "../wire/event.ts";
import type { CdpDocumentFrame, FrameTree, Params } from "./messages.ts";
import type { Outbox } from "./outbox.ts";

export interface Session {
  readonly id: string | undefined;
  readonly parent: Session | undefined;
  /** `other`: a target that is no page, iframe or worker, such as a tab. */
  readonly type: ContextType | "other";
  /** The page or iframe at its top, or the worker. The root session gets it from the first document. */
  watches: DocumentFrameId | undefined;
  /** The loader id of the document at its top, if it was reported. */
  loader?: string | undefined;
}

interface Known {
  readonly type: ContextType;
  readonly session: Session;
  url: string;
  parent: DocumentFrameId | undefined;
}

/** What lost its requests and sockets: a whole session, or one document frame, except the frame's new document (loader id `except`). */
export type Loss =
  | { readonly session: Session; readonly of: "session" }
  | { readonly session: Session; readonly of: "page"; readonly except: string | undefined }
  | { readonly session: Session; readonly of: "frame"; readonly frame: DocumentFrameId; readonly except: string | undefined };

export interface ContextsOut {
  readonly outbox: Outbox;
  lost(loss: Loss): void;
  /** The time for events that have none. */
  now(): EpochMs;
}

const types: Readonly<Record<string, ContextType>> = {
  page: "page",
  iframe: "iframe",
  worker: "worker",
  shared_worker: "shared-worker",
  service_worker: "service-worker",
};

export class Contexts {
  readonly #out: ContextsOut;
  readonly #known = new Map<DocumentFrameId, Known>();
  readonly #sessions = new Map<string | undefined, Session>();

  constructor(out: ContextsOut) {
    this.#out = out;
    this.#sessions.set(undefined, { id: undefined, parent: undefined, type: "page", watches: undefined });
  }

  /** A session without a Target.attachedToTarget is taken for a page's: logs may begin after it was attached. */
  session(id: string | undefined): Session {
    let session = this.#sessions.get(id);
    if (!session) {
      session = { id, parent: undefined, type: "page", watches: undefined };
      this.#sessions.set(id, session);
    }
    return session;
  }

  attached({ sessionId, targetInfo }: Params<"Target.attachedToTarget">, parent: Session): void {
    const type = Object.hasOwn(types, targetInfo.type) ? types[targetInfo.type] : undefined;
    const watches = targetInfo.targetId;
    const session: Session = { id: sessionId, parent, type: type ?? "other", watches };
    this.#sessions.set(sessionId, session);
    if (!type) return;
    const owner = isPage(parent) ? (targetInfo.parentFrameId ?? parent.watches) : parent.watches;
    const moved = this.#known.get(watches);
    this.#known.set(watches, { type, session, url: moved?.url ?? "", parent: type === "page" ? undefined : owner });
    // The URL of an iframe that just left its page's process is still empty: Page.frameNavigated will have it.
    if (targetInfo.url) this.#show(watches, targetInfo.url);
  }

  /**
   * `pageEvents`: the Page domain reports iframes that are removed, so one that only loses its session may have moved into another process.
   */
  detached(sessionId: string, pageEvents: boolean): void {
    const session = this.#sessions.get(sessionId);
    if (!session) return;
    const gone = new Set([session]);
    for (const parent of gone) for (const child of this.#sessions.values()) if (child.parent === parent) gone.add(child);
    for (const child of [...gone].reverse()) {
      this.#sessions.delete(child.id);
      this.#out.lost({ session: child, of: "session" });
      if (child.watches && (!isPage(child) || !pageEvents)) this.#remove(child.watches);
    }
  }

  /** Adds the frames that exist when recording begins. Returns whether a page had loaded already. */
  begin(tree: FrameTree): boolean {
    const root = this.session(undefined);
    root.watches = tree.frame.id;
    root.loader = tree.frame.loaderId;
    if (!tree.frame.url || tree.frame.url === "about:blank") return false;
    const visit = ({ frame, childFrames }: FrameTree) => {
      if (!engineUrl(frame.url)) this.#add(frame, root);
      for (const child of childFrames ?? []) visit(child);
    };
    visit(tree);
    return true;
  }

  /** A document replaced another. Only an iframe has a `parentId`. */
  navigated(frame: CdpDocumentFrame, session: Session): void {
    if (frame.parentId === undefined) session.watches = frame.id;
    // JSONP polling posts its forms into an empty iframe: that is no context.
    else if (engineUrl(frame.url) || (frame.url === "about:blank" && !this.#known.has(frame.id))) return;
    if (frame.id === session.watches) {
      session.loader = frame.loaderId;
      this.#out.lost({ session, of: "page", except: frame.loaderId });
      for (const [id, known] of [...this.#known]) if (known.parent === frame.id) this.#remove(id);
    } else this.#out.lost({ session, of: "frame", frame: frame.id, except: frame.loaderId });
    this.#add(frame, session);
  }

  /** The process of a page or iframe has crashed, and with it everything inside. It can be loaded again. */
  crashed(session: Session): void {
    const { watches: documentFrame } = session;
    const text = this.#known.get(documentFrame ?? "")?.url;
    const crashed = { ...(documentFrame !== undefined && { documentFrame }), ...(text !== undefined && { text }) };
    this.#out.outbox.add({ kind: "note", at: this.#out.now(), what: "crashed", ...crashed });
    this.#out.lost({ session, of: "session" });
    if (documentFrame !== undefined) this.#remove(documentFrame);
  }

  removed(frame: DocumentFrameId): void {
    this.#remove(frame);
  }

  /** How many contexts of these types exist now. */
  count(types: readonly ContextType[]): number {
    let count = 0;
    for (const { type } of this.#known.values()) if (types.includes(type)) count++;
    return count;
  }

  allGone(): void {
    for (const session of this.#sessions.values()) this.#out.lost({ session, of: "session" });
    for (const id of [...this.#known.keys()]) this.#remove(id);
  }

  /** The only context that a session watches; undefined if iframes share it. For events that name only their session. */
  only(session: Session): DocumentFrameId | undefined {
    if (isPage(session)) for (const [id, known] of this.#known) if (known.session === session && id !== session.watches) return undefined;
    return session.watches;
  }

  #add(frame: CdpDocumentFrame, session: Session): void {
    const known = this.#known.get(frame.id);
    const parent = frame.parentId ?? known?.parent ?? (frame.id === session.watches ? undefined : session.watches);
    if (known?.session === session) known.parent = parent;
    else this.#known.set(frame.id, { type: parent ? "iframe" : "page", session, url: known?.url ?? "", parent });
    this.#show(frame.id, frame.url);
  }

  #show(id: DocumentFrameId, url: string): void {
    const known = this.#known.get(id);
    if (!known) return;
    const state = known.url ? "navigated" : "appeared";
    known.url = url;
    this.#out.outbox.add(contextEvent(this.#out.now(), id, known, state));
  }

  #remove(id: DocumentFrameId): void {
    const gone = new Set([id]);
    for (const parent of gone) for (const [child, known] of this.#known) if (known.parent === parent) gone.add(child);
    for (const child of [...gone].reverse()) {
      const known = this.#known.get(child);
      this.#known.delete(child);
      if (known?.url) this.#out.outbox.add(contextEvent(this.#out.now(), child, known, "gone"));
    }
  }
}

/** Whether the session watches documents, not a worker. */
export function isPage(session: Session): boolean {
  return session.type === "page" || session.type === "iframe";
}

function contextEvent(at: EpochMs, documentFrame: DocumentFrameId, known: Known, state: Context["state"]): Context {
  const { type, url, parent } = known;
  return { kind: "context", at, documentFrame, type, url, ...(parent !== undefined && { parent }), state };
}
