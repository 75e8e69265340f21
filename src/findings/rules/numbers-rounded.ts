// Integers that a JavaScript number cannot hold: JSON.parse makes the nearest number of them that it can, without a word.
//
// Text is looked through only in some packets of an event, the 1st, 2nd, 4th, 8th and so on: what is an id in one is an id in the others. Of a
// trace with more than 255 events, all from the 255th on are taken for one.

import { SOCKET_ACK, SOCKET_BINARY_EVENT, SOCKET_EVENT } from "../../protocol/packet.ts";
import { NONE } from "../../session/entries.ts";
import type { Session } from "../../session/model.ts";
import { Reader } from "../../session/reader.ts";
import type { Store } from "../../session/store.ts";
import type { Found, Rule, Watch } from "../finding.ts";

/** Larger packets are not looked through. */
const MOST_BYTES = 1 << 20;
/** A number of so many digits may be rounded. */
const LONG = /\d{16}/;

/** So many events are told apart. */
const EVENTS = 256;
/** So many digits of a number are shown. */
const MOST_DIGITS = 40;

interface Rounded {
  readonly entry: number;
  readonly event: number;
  readonly sent: string;
  readonly got: string;
  /** Its place in the data, such as `[1].user.id`. */
  readonly path: string;
}

export const numbersRounded: Rule = {
  id: "numbers-rounded",
  watch: (store) => new LongNumbers(store),
};

class LongNumbers implements Watch {
  readonly #store: Store;
  readonly #reader: Reader;
  /** How many packets of an event have come, by twice its number, and how many ACKs to it, one place further on. */
  readonly #seen = new Uint32Array(2 * EVENTS);
  readonly #sessions = new Map<Session, Rounded>();

  constructor(store: Store) {
    this.#store = store;
    this.#reader = new Reader(store);
  }

  sees(_engine: number, socket: number, isSent: boolean): boolean {
    return !isSent && (socket === SOCKET_EVENT || socket === SOCKET_BINARY_EVENT || socket === SOCKET_ACK);
  }

  packet(entry: number, session: Session): void {
    const { entries } = this.#store;
    let event = entries.event(entry);
    let isAck = 0;
    if (event === 0) {
      const asked = entries.peer(entry);
      event = asked === NONE ? 0 : entries.event(asked);
      isAck = 1;
    }
    const place = 2 * Math.min(event, EVENTS - 1) + isAck;
    const count = (this.#seen[place] ?? 0) + 1;
    this.#seen[place] = count;
    if ((count & (count - 1)) !== 0 || this.#sessions.has(session) || entries.size(entry) > MOST_BYTES) return;
    const { raw, socket } = this.#reader.packet(entry);
    if (!("text" in raw) || !LONG.test(raw.text) || socket?.data === undefined) return;
    const found = roundedIn(socket.data, "");
    if (found) this.#sessions.set(session, { entry, event, ...found });
  }

  session(session: Session): Found | null {
    const rounded = this.#sessions.get(session);
    if (!rounded) return null;
    const { entry, event, sent, got, path } = rounded;
    const name = this.#store.names[event]?.name ?? "";
    return {
      severity: "warning",
      confidence: "certain",
      cause: String(event),
      title: ["numbers-rounded/title", name, sent, got],
      means: ["numbers-rounded/means"],
      evidence: [{ entry, says: ["numbers-rounded/has", sent, path] }],
      ruledOut: [["numbers-rounded/not-server"]],
      fix: [{ who: "server", text: ["numbers-rounded/fix"], code: "String(id)" }],
    };
  }
}

/** The first integer in JSON data that JSON.parse changes. The decoder keeps as a bigint what a number would not print so. */
function roundedIn(data: unknown, path: string): Omit<Rounded, "entry" | "event"> | null {
  if (typeof data === "bigint") {
    const got = Number(data);
    if (Number.isFinite(got) && BigInt(got) === data) return null;
    return { sent: String(data).slice(0, MOST_DIGITS), got: String(got), path };
  }
  if (typeof data !== "object" || data === null) return null;
  const isArray = Array.isArray(data);
  for (const [key, value] of Object.entries(data)) {
    const found = roundedIn(value, isArray ? `${path}[${key}]` : `${path}.${key}`);
    if (found) return found;
  }
  return null;
}
