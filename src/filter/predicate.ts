// What the parts of a filter ask of an entry. Parts that read columns are asked before those that read texts.

import { FLAG, NONE } from "../session/entries.ts";
import type { Session } from "../session/model.ts";
import type { Store } from "../session/store.ts";
import type { EpochMs } from "../wire/event.ts";
import type { Part, Test } from "./expression.ts";
import { directionOf, isFact, namespaceOf, transportOf, typesOf } from "./facts.ts";
import { literal } from "./literal.ts";
import { isWithin, type Range } from "./range.ts";
import type { Regex } from "./regex.ts";
import { regexHidingEscape, Texts, textHidingEscape } from "./texts.ts";
import { type Fact, TYPES } from "./words.ts";

type Holds = (entry: number) => boolean;

/** Nearly every packet is one of these, so a word that is their name is looked for in texts alone. */
const PLAIN_TYPES: ReadonlySet<string> = new Set(["message", "event"]);
export class Predicate {
  readonly texts: Texts;
  /** Evidence of findings, which `is:problem` shows too. */
  problems: ReadonlySet<number> = new Set();
  /** The present moment, to which the age of an ack that has not come is counted. */
  now: EpochMs = 0;
  /** Sessions that were asked for their sid before they had one. */
  readonly unnamed = new Set<Session>();
  /** A part reads texts. */
  readonly readsTexts: boolean;
  readonly asksForClients: boolean;
  /** The milliseconds of waiting for an ack at which a verdict may change, in order. */
  readonly ages: readonly number[];
  readonly #store: Store;
  readonly #columns: readonly Holds[];
  readonly #texts: readonly Holds[];

  /** `parts`: those that are wrong ask for nothing. */
  constructor(store: Store, parts: readonly Part[]) {
    this.#store = store;
    this.texts = new Texts(store);
    const asked = parts.flatMap(({ test, not }) => (test ? [{ test, not }] : []));
    const isText = (test: Test) => test.kind === "text" || test.kind === "regex";
    const holdsOf = (some: typeof asked) =>
      some.map(({ test, not }): Holds => {
        const holds = this.#holds(test);
        return not ? (entry) => !holds(entry) : holds;
      });
    this.#columns = holdsOf(asked.filter(({ test }) => !isText(test)));
    this.#texts = holdsOf(asked.filter(({ test }) => isText(test)));
    this.readsTexts = this.#texts.length > 0;
    this.asksForClients = asked.some(({ test }) => test.kind === "clients");
    const bounds = asked.flatMap(({ test }) => (test.kind === "ranges" && test.key === "ack" ? test.ranges : []));
    this.ages = bounds
      .flatMap(({ least, most }) => [least, most])
      .filter((bound) => Number.isFinite(bound) && bound >= 0)
      .sort((a, b) => a - b);
  }

  /** Whether all parts hold that read columns. */
  columnsHold(entry: number): boolean {
    for (let i = 0; i < this.#columns.length; i++) if (!this.#columns[i]?.(entry)) return false;
    return true;
  }

  textsHold(entry: number): boolean {
    return this.#texts.every((holds) => holds(entry));
  }

  #holds(test: Test): Holds {
    const store = this.#store;
    switch (test.kind) {
      case "names":
        return test.key === "session" ? this.#session(test.names) : this.#name(test.key, test.names);
      case "clients": {
        const indexes = new Set(test.indexes);
        return (entry) => indexes.has(store.link(entry)?.session?.client.index ?? -1);
      }
      case "choice":
        return this.#choice(test.key, test.choices);
      case "ranges":
        return test.key === "size" ? this.#size(test.ranges) : this.#ack(test.ranges);
      case "text":
        return this.#text(test.texts, test.words);
      case "regex": {
        const sought = { test: (text: string) => test.regex.test(text), escape: regexHidingEscape(test.regex) };
        return (entry) => this.texts.have(entry, sought);
      }
    }
  }

  /** Each name of the trace is tried once. */
  #name(key: "event" | "nsp", patterns: readonly Regex[]): Holds {
    const store = this.#store;
    const { entries } = store;
    const isOne = remembered((name: string) => patterns.some((pattern) => pattern.test(name)));
    const verdicts: boolean[] = [];
    return (entry) => {
      const number = entries.event(entry);
      if (number === 0 || !entries.isPacket(entry)) {
        const nsp = key === "nsp" ? namespaceOf(store, entry) : null;
        return nsp !== null && isOne(nsp);
      }
      verdicts[number] ??= isOne(store.names[number]?.[key === "nsp" ? "nsp" : "name"] ?? "");
      return verdicts[number];
    };
  }

  #session(patterns: readonly Regex[]): Holds {
    const isOne = remembered((sid: string) => patterns.some((pattern) => pattern.test(sid)));
    return (entry) => {
      const session = this.#store.link(entry)?.session;
      if (!session) return false;
      if (session.sid !== null) return isOne(session.sid);
      this.unnamed.add(session);
      return false;
    };
  }

  #choice(key: "dir" | "transport" | "type" | "is", choices: readonly string[]): Holds {
    const store = this.#store;
    const chosen: ReadonlySet<string | null> = new Set(choices);
    switch (key) {
      case "dir":
        return (entry) => chosen.has(directionOf(store, entry));
      case "transport":
        return (entry) => chosen.has(transportOf(store, entry));
      case "type":
        return this.#types(chosen);
      case "is":
        return (entry) => choices.some((fact) => isFact(store, entry, fact as Fact, this.problems));
    }
  }

  #types(chosen: ReadonlySet<string | null>): Holds {
    const store = this.#store;
    const { entries } = store;
    const verdicts: boolean[] = [];
    return (entry) => {
      const type = entries.packetType(entry);
      if (type < 0) return false;
      verdicts[type] ??= typesOf(store, entry).some((name) => chosen.has(name));
      return verdicts[type];
    };
  }

  /** Bytes that a packet announced are its own. */
  #size(ranges: readonly Range[]): Holds {
    const store = this.#store;
    const { entries } = store;
    return (entry) => {
      if (!entries.isPacket(entry)) return false;
      let bytes = entries.size(entry);
      for (const attachment of store.attachments(entry)) bytes += entries.size(attachment);
      return ranges.some((range) => isWithin(bytes, range));
    };
  }

  /** How long an event waited for its ack, or has waited so far. */
  #ack(ranges: readonly Range[]): Holds {
    const { entries } = this.#store;
    return (entry) => {
      if (!entries.asks(entry)) return false;
      const peer = entries.peer(entry);
      const took = (peer === NONE ? this.now : entries.at(peer)) - entries.at(entry);
      return ranges.some((range) => isWithin(took, range));
    };
  }

  #text(texts: readonly string[], words: readonly string[]): Holds {
    const store = this.#store;
    const { entries, names } = store;
    const types = new Set(words.filter((word) => TYPES.includes(word) && !PLAIN_TYPES.has(word)));
    const isOfType = types.size > 0 ? this.#types(types) : () => false;
    const pattern = new RegExp(texts.map(literal).join("|"), "i");
    const sought = { test: (text: string) => pattern.test(text), escape: textHidingEscape(texts) };
    const named: boolean[] = [];
    return (entry) => {
      if (isOfType(entry)) return true;
      const number = entries.event(entry);
      // The name alone may decide, also where the content was not recorded.
      if (number > 0 && (entries.flags(entry) & FLAG.attachment) === 0) {
        const { name = "", nsp = "" } = names[number] ?? {};
        named[number] ??= sought.test(name) || sought.test(nsp);
        if (named[number]) return true;
      }
      return this.texts.have(entry, sought);
    };
  }
}

function remembered(verdict: (text: string) => boolean): (text: string) => boolean {
  const known = new Map<string, boolean>();
  return (text) => {
    let is = known.get(text);
    if (is === undefined) {
      is = verdict(text);
      known.set(text, is);
    }
    return is;
  };
}
