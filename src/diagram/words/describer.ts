// The words of any entry's row. Protocol words (open, ping, EVENT names, digits) are the wire's own; all others come from the catalogue.

import type { Translate } from "../../messages/messages.ts";
import { duration, size } from "../../messages/quantities.ts";
import { ENTRY } from "../../session/entries.ts";
import { Reader } from "../../session/reader.ts";
import type { Store } from "../../session/store.ts";
import { printable } from "../../text/printable.ts";
import { conclusionWords } from "./conclusion-words.ts";
import { HttpDescriber } from "./http-describer.ts";
import { gapWords, markWords } from "./mark-words.ts";
import { PacketDescriber } from "./packet-describer.ts";
import type { EntryWords, FieldsWords, MomentText } from "./words.ts";

export class Describer {
  readonly #store: Store;
  readonly #t: Translate;
  readonly #reader: Reader;
  readonly #packets: PacketDescriber;
  readonly #http: HttpDescriber;

  /** `nsp`: the namespace that the rows' events and acks need not say. */
  constructor(store: Store, t: Translate, nsp = "/") {
    this.#store = store;
    this.#t = t;
    this.#reader = new Reader(store);
    this.#packets = new PacketDescriber(store, t, this.#reader, nsp);
    this.#http = new HttpDescriber(store, t, this.#reader);
  }

  /** An entry without words would take all other rows with it. */
  words(entry: number, moment: MomentText): EntryWords {
    try {
      return this.#words(entry, moment);
    } catch (error) {
      const remark = printable(error instanceof Error ? error.message : String(error));
      return { kind: "mark", text: this.#t("rowNotShown"), remark, side: "client", tone: "problem", ends: false };
    }
  }

  #words(entry: number, moment: MomentText): EntryWords {
    const { entries } = this.#store;
    const kind = entries.kind(entry);
    const link = this.#store.link(entry);
    switch (kind) {
      case ENTRY.packet:
        return this.#packets.words(entry, moment);
      case ENTRY.request:
        return this.#http.request(entry);
      case ENTRY.response:
        return this.#http.response(entry);
      case ENTRY.wsOpen:
      case ENTRY.wtOpen:
        return this.#http.opening(entry);
      case ENTRY.wsHandshake:
      case ENTRY.wtEstablished:
        return this.#http.established(entry);
      case ENTRY.failed:
      case ENTRY.wsError:
      case ENTRY.wsClose:
      case ENTRY.wtClose:
      case ENTRY.context:
      case ENTRY.note:
        return markWords(this.#t, this.#reader.event(entry), entries.at(entry), link, entries.isProblem(entry));
      case ENTRY.reload:
        return { kind: "mark", text: this.#t("pageLoadedAgain"), side: "both", tone: "plain", ends: false };
      case ENTRY.cut:
      case ENTRY.serverGivesUp:
      case ENTRY.giveUpPredicted:
      case ENTRY.clientGivesUp:
        if (!link?.session?.cut) throw new Error(`entry ${entry} concludes nothing`);
        return conclusionWords(this.#t, kind, link.session.cut, entries.isProblem(entry), link);
      case ENTRY.gap:
        return gapWords(this.#t, this.#reader.event(entry));
    }
  }

  /** What a handshake announced, in two rows below its own: sid and transports, then times and limits. */
  handshake(entry: number, row: 0 | 1): FieldsWords {
    const t = this.#t;
    const session = this.#store.link(entry)?.session;
    const { sid, upgrades, transports, pingInterval, pingTimeout, closeTimeout, maxPayload } = session?.handshake ?? {};
    const fields: [string, string][] = [];
    if (row === 0) {
      if (sid !== undefined) fields.push(["sid", sid]);
      if (transports) fields.push(["transports", transports.join(", ") || t("none")]);
      else if (upgrades) fields.push(["upgrades", upgrades.join(", ") || t("none")]);
    } else {
      if (pingInterval !== undefined) fields.push([t("fieldPingEvery"), duration(pingInterval)]);
      if (pingTimeout !== undefined) fields.push([t("fieldTimeout"), duration(pingTimeout)]);
      if (closeTimeout !== undefined) fields.push([t("fieldCloseTimeout"), duration(closeTimeout)]);
      const pinger = session?.heartbeat.pinger;
      if (pinger) fields.push([t("fieldHeartbeat"), t(pinger === "server" ? "fromServer" : "fromClient")]);
      if (maxPayload !== undefined) fields.push(["maxPayload", size(maxPayload)]);
    }
    return { kind: "fields", fields };
  }
}
