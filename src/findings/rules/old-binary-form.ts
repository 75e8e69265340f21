// Revision 4 of Engine.IO sends the bytes of an attachment as they are. Revisions 2 and 3 put the packet's type before them, 4 for a message. A
// server that still does so gives the page one byte too many.

import { bytesFromBase64 } from "../../protocol/encoding.ts";
import { NO_SOCKET } from "../../protocol/packet.ts";
import { FLAG } from "../../session/entries.ts";
import type { Session } from "../../session/model.ts";
import type { Store } from "../../session/store.ts";
import type { Found, Rule, Watch } from "../finding.ts";

const MESSAGE = 4;
/** So many attachments of a session, the first ones, are looked at, and so many must begin with the type. */
const LOOKED_AT = 4;
const LEAST = 2;

/** How files of well-known formats begin. */
const BEGINNINGS: readonly (readonly number[])[] = [
  [0x89, 0x50, 0x4e, 0x47], // PNG
  [0xff, 0xd8, 0xff], // JPEG
  [0x47, 0x49, 0x46, 0x38], // GIF
  [0x52, 0x49, 0x46, 0x46], // WebP, WAV
  [0x25, 0x50, 0x44, 0x46], // PDF
  [0x50, 0x4b, 0x03, 0x04], // ZIP
  [0x1f, 0x8b], // gzip
  [0x1a, 0x45, 0xdf, 0xa3], // WebM
  [0x4f, 0x67, 0x67, 0x53], // Ogg
];

interface Looked {
  /** Entries of attachments that begin with the type. */
  readonly begin: number[];
  /** In so many of them a well-known format begins behind it. */
  known: number;
  /** Another one begins otherwise. */
  isOther: boolean;
  /** How many were looked at. Of some the bytes were not recorded. */
  count: number;
}

export const oldBinaryForm: Rule = {
  id: "old-binary-form",
  watch: (store) => new FirstBytes(store),
};

class FirstBytes implements Watch {
  readonly #store: Store;
  readonly #sessions = new Map<Session, Looked>();

  constructor(store: Store) {
    this.#store = store;
  }

  sees(engine: number, socket: number, isSent: boolean): boolean {
    return engine === MESSAGE && socket === NO_SOCKET && !isSent;
  }

  packet(entry: number, session: Session): void {
    const { entries } = this.#store;
    if (!(entries.flags(entry) & FLAG.attachment) || session.eio !== 4) return;
    if (this.#store.link(entry)?.kind !== "ws") return;
    const looked = this.#sessions.get(session) ?? { begin: [], known: 0, isOther: false, count: 0 };
    if (looked.count === LOOKED_AT) return;
    this.#sessions.set(session, looked);
    looked.count++;
    const event = this.#store.read(entries.line(entry));
    if (event.kind !== "ws-frame" || !("base64" in event.body)) return;
    const bytes = new Uint8Array(12);
    bytesFromBase64(event.body.base64.slice(0, 16), bytes);
    if (bytes[0] !== MESSAGE) {
      looked.isOther = true;
      return;
    }
    looked.begin.push(entry);
    if (BEGINNINGS.some((beginning) => beginning.every((byte, i) => bytes[i + 1] === byte))) looked.known++;
  }

  session(session: Session): Found | null {
    const { begin, known, isOther } = this.#sessions.get(session) ?? { begin: [], known: 0, isOther: false };
    if (begin.length < LEAST || isOther) return null;
    // Without a format behind it, the byte may be the application's own.
    const isKnown = known > 0;
    return {
      severity: isKnown ? "warning" : "info",
      confidence: isKnown ? "likely" : "possible",
      cause: "",
      title: ["old-binary-form/title", begin.length],
      means: ["old-binary-form/means"],
      evidence: begin.map((entry) => ({ entry, says: ["old-binary-form/begins"] })),
      ruledOut: isKnown ? [["old-binary-form/not-own"]] : [],
      fix: [{ who: "server", text: ["old-binary-form/fix"] }],
    };
  }
}
