// The secrets of a trace, and the pseudonym of each. The first pass over the trace adds them; `name` numbers them; the second pass looks them up.

import { textFromByteString } from "../protocol/encoding.ts";
import { KINDS, type Kind } from "./names.ts";
import { LEAST_NEEDLE, type Match, Needles } from "./needles.ts";

interface Secret {
  readonly kind: Kind;
  readonly value: string;
  pseudonym: string;
}

/** How many different secrets of each kind were replaced. */
export type Counts = Readonly<Partial<Record<Kind, number>>>;

/** Recognised by their form: such a text is a secret wherever it stands. */
const BY_FORM: ReadonlySet<Kind> = new Set(["email", "card", "key", "match"]);
/** The values of names that mean a secret. Other kinds may be ordinary words, as in `auth: { room: "lobby" }`. */
const BY_NAME: ReadonlySet<Kind> = new Set(["sid", "pid", "token", "password", "cookie"]);
/** Words of the protocols, which are replaced where a name says that they are secrets, and nowhere else. */
const PLAIN = "polling websocket webtransport xhr-polling jsonp-polling message disconnect connect_error undefined application/json utf-8";

const PSEUDONYM = new RegExp(`^(?:(?:${KINDS.join("|")})-\\d+-*|\\*+[0-9a-z]*)$`);
const LIKE_PSEUDONYM = new RegExp(`(?:${KINDS.join("|")})-(\\d{1,9})(?!\\d)`, "g");
const encoder = new TextEncoder();

export class Secrets {
  /** In the order in which they appeared first. */
  readonly #byValue = new Map<string, Secret>();
  readonly #needles = new Needles<Secret>();
  /** Addresses and event names: structure, which stays readable. */
  readonly #plain = new Set<string>(PLAIN.split(" "));
  /** The highest number of texts in the trace that look like a pseudonym. */
  #highest = 0;
  readonly #isRedacted: boolean;

  /** `isRedacted`: the trace has pseudonyms already, which stay. */
  constructor(isRedacted: boolean) {
    this.#isRedacted = isRedacted;
  }

  add(kind: Kind, value: string): void {
    if (!this.#byValue.has(value)) this.#byValue.set(value, { kind, value, pseudonym: "" });
  }

  /** The trace has this text, which may look like a pseudonym. */
  seen(text: string): void {
    if (!/-\d/.test(text)) return;
    for (const [, number] of text.matchAll(LIKE_PSEUDONYM)) this.#highest = Math.max(this.#highest, Number(number));
  }

  /** An address of a server or the name of an event. What is part of it is replaced only where its place says that it is a secret. */
  plain(text: string): void {
    if (this.#plain.size < 10_000) this.#plain.add(text);
  }

  isPseudonym(value: string): boolean {
    return this.#isRedacted && PSEUDONYM.test(value);
  }

  /** Gives each secret its pseudonym, after all have been added. Yields now and then. */
  *name(): Generator<void> {
    const numbers = new Map<Kind, number>();
    const plain = [...this.#plain].join("\n");
    let since = 0;
    for (const secret of this.#byValue.values()) {
      const { kind, value } = secret;
      const number = (numbers.get(kind) ?? this.#highest) + 1;
      numbers.set(kind, number);
      secret.pseudonym = `${kind}-${number}`;
      if (isDistinct(kind, value) && !plain.includes(value)) for (const form of formsOf(value)) this.#needles.add(form, secret);
      if (++since % 256 === 0) yield;
    }
  }

  get counts(): Counts {
    const counts: Partial<Record<Kind, number>> = {};
    for (const { kind } of this.#byValue.values()) counts[kind] = (counts[kind] ?? 0) + 1;
    return counts;
  }

  /** The first secrets of each kind, with their pseudonyms. */
  samples(most: number): readonly { readonly kind: Kind; readonly value: string; readonly pseudonym: string }[] {
    const samples = new Map<Kind, Secret[]>();
    for (const secret of this.#byValue.values()) {
      const ofKind = samples.get(secret.kind) ?? [];
      samples.set(secret.kind, ofKind);
      if (ofKind.length < most) ofKind.push(secret);
    }
    return [...samples.values()].flat();
  }

  /** The pseudonym of a secret. Each value that the second pass asks for was added by the first. */
  pseudonymOf(value: string, kind: Kind): string {
    return this.#byValue.get(value)?.pseudonym ?? `${kind}-0`;
  }

  /** Calls `take` with each place of a secret in a text. */
  eachIn(text: string, take: (match: Match<Secret>) => void): void {
    this.#needles.each(text, (match) => {
      const { from, to, value } = match;
      // Digits that are part of a longer number are another number.
      if (/^\d+$/.test(value.value) && (isDigit(text, from - 1) || isDigit(text, to))) return;
      take(match);
    });
  }
}

function isDigit(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code >= 0x30 && code <= 0x39;
}

/** Whether a secret is replaced wherever its text stands. A short number or an ordinary word also stands where it is no secret. */
function isDistinct(kind: Kind, value: string): boolean {
  if (value.length < LEAST_NEEDLE) return false;
  if (BY_FORM.has(kind)) return true;
  if (/^[\d.\s-]+$/.test(value)) return value.length >= 8;
  if (/^(?:[a-z]+|[A-Z][a-z]*|[A-Z]+)$/.test(value)) return value.length >= (BY_NAME.has(kind) ? 8 : 16);
  return true;
}

/** A secret as other layers write it: escaped in JSON or a URL, or as the bytes of UTF-8. */
function formsOf(value: string): ReadonlySet<string> {
  const forms = new Set([value, JSON.stringify(value).slice(1, -1)]);
  // Half of a pair has no percent-encoding.
  if (!/\p{Surrogate}/u.test(value)) forms.add(encodeURIComponent(value));
  if (/[^\0-\x7f]/.test(value)) forms.add(Array.from(encoder.encode(value), (byte) => String.fromCharCode(byte)).join(""));
  return forms;
}

/** A pseudonym that takes as many bytes as the secret, so that lengths which stand before it stay right. */
export function fitted(pseudonym: string, length: number): string {
  if (length >= pseudonym.length) return pseudonym.padEnd(length, "-");
  const number = Number(/\d+$/.exec(pseudonym)?.[0] ?? 0).toString(36);
  return number.padStart(length, "*").slice(-length);
}

/** The text of a byte string, or the byte string where it is not UTF-8. */
export function textOf(bytes: string): string {
  return /[\x80-\xff]/.test(bytes) ? (textFromByteString(bytes) ?? bytes) : bytes;
}
