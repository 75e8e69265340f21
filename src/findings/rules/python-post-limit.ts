// python-engineio takes at most 16 packets of one POST (`Payload.max_decode_packets`). It answers a larger one with "OK", writes "Too many
// packets in payload" into its log, and drops all of its packets. https://github.com/miguelgrinberg/python-engineio/issues/142

import { ENGINE_MESSAGE } from "../../protocol/packet.ts";
import { NONE } from "../../session/entries.ts";
import type { Exchange, Session } from "../../session/model.ts";
import { Reader } from "../../session/reader.ts";
import type { Store } from "../../session/store.ts";
import type { Found, Rule, Watch } from "../finding.ts";

const LIMIT = 16;
/** So many packets of a POST are looked at. */
const MOST_LOOKED_AT = 64;
/** A server that answers within so many milliseconds what it was sent later has answered what it took. */
const ANSWERS_WITHIN = 3000;

export const pythonPostLimit: Rule = {
  id: "python-post-limit",
  watch: (store) => new LargePosts(store),
};

/** The first POST of a session that is over the limit. */
interface LargePost {
  readonly exchange: Exchange;
  /** Entries of its events that ask for an ACK. */
  readonly asking: readonly number[];
  readonly count: number;
}

class LargePosts implements Watch {
  readonly #store: Store;
  readonly #posts = new Map<Session, LargePost | Exchange>();

  constructor(store: Store) {
    this.#store = store;
  }

  sees(engine: number, _socket: number, isSent: boolean): boolean {
    return engine === ENGINE_MESSAGE && isSent;
  }

  packet(entry: number, session: Session): void {
    const { entries } = this.#store;
    if (entries.part(entry) !== LIMIT || this.#posts.has(session)) return;
    const link = this.#store.link(entry);
    if (link?.kind === "http") this.#posts.set(session, link);
  }

  session(session: Session): Found | null {
    const post = this.#postOf(session);
    const { entries } = this.#store;
    if (!post || post.asking.length === 0 || post.asking.some((entry) => entries.peer(entry) !== NONE)) return null;
    const { exchange, count } = post;
    if (exchange.respondedAt === null || exchange.status !== 200 || session.lastAt - exchange.respondedAt < ANSWERS_WITHIN) return null;
    const end = exchange.endLine === null ? null : this.#store.read(exchange.endLine);
    const answer = end?.kind === "http-body" && "text" in end.body ? end.body.text : "";
    if (answer !== "OK" || exchange.answerEntry === null) return null;
    return {
      severity: "error",
      confidence: "likely",
      cause: "",
      title: ["python-post-limit/title", count, post.asking.length],
      means: ["python-post-limit/means", LIMIT],
      evidence: [
        { entry: exchange.requestEntry, says: ["python-post-limit/sent", count] },
        { entry: exchange.answerEntry, says: ["python-post-limit/answered"] },
      ],
      ruledOut: [["python-post-limit/not-lost"], ["python-post-limit/not-node"]],
      fix: [
        {
          who: "server",
          text: ["python-post-limit/fix-server"],
          for: "python-engineio",
          code: "from engineio.payload import Payload\nPayload.max_decode_packets = 500",
        },
        { who: "client", text: ["python-post-limit/fix-client"] },
      ],
    };
  }

  /** Decodes the packets of the POST once. Their exchange may not be complete when the first of them is seen. */
  #postOf(session: Session): LargePost | null {
    const known = this.#posts.get(session);
    if (!known || "exchange" in known) return known ?? null;
    const { entries } = this.#store;
    const reader = new Reader(this.#store);
    const asking: number[] = [];
    let count = 0;
    for (let entry = known.sent?.from ?? 0; entry < (known.sent?.to ?? 0); entry++) {
      if (entries.isPacket(entry) && entries.isSent(entry) && ++count <= MOST_LOOKED_AT && reader.packet(entry).socket?.id !== undefined)
        asking.push(entry);
    }
    const post = { exchange: known, asking, count };
    this.#posts.set(session, post);
    return post;
  }
}
