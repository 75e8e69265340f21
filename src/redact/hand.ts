// What is done with each piece of a trace: the first pass collects its secrets, the second replaces them. Both walk through a trace by the same
// code, so what the second one asks for, the first one has seen.

import type { Regex } from "../filter/regex.ts";
import { byteString } from "../protocol/byte-string.ts";
import { byteStringFromBase64, textFromByteString } from "../protocol/encoding.ts";
import { formsIn } from "./forms.ts";
import { rewriteJson } from "./json.ts";
import type { Kind } from "./names.ts";
import { fitted, type Secrets, textOf } from "./secrets.ts";

/** A stretch of a text and what it is replaced by. */
interface Change {
  readonly from: number;
  readonly to: number;
  readonly put: string;
}

/** JSON in a string of JSON, base64 in a URL in that: so many layers are opened. */
const MOST_LAYERS = 6;
const SCHEME = /^(?:bearer|basic|token|digest|negotiate|apikey)\s+/i;
/** Base64 of 12 bytes or more. */
const BASE64 = /(?<![\w+/-])[\w+/-]{16,}={0,2}/g;
const RUN = /[^\s"'<>&=;?#{}[\],]{3,}/g;
/** What a text may have encoded. */
const LAYERED = /[\\%]|(?<![\w+/-])[\w+/-]{16}/;
const ESCAPE = /%[\da-fA-F]{2}/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters tell binary data from text
const CONTROL = /[\0-\x08\x0e-\x1f\x7f]/;

export class Hand {
  readonly secrets: Secrets;
  readonly isReplacing: boolean;
  /** How many secrets were found, each counted as often as it stands in a place or has a form that shows it. */
  found = 0;
  readonly #patterns: readonly Regex[];
  /** Whether replacements take as many characters as what they replace, because lengths of it stand elsewhere. */
  isFitting = false;
  #layers = 0;

  constructor(secrets: Secrets, patterns: readonly Regex[], isReplacing: boolean) {
    this.secrets = secrets;
    this.#patterns = patterns;
    this.isReplacing = isReplacing;
  }

  /** Rewrites by `act` so that each replacement is as long as what it replaces. The texts that it is given are byte strings. */
  fitting<T>(act: () => T): T {
    const before = this.isFitting;
    this.isFitting = true;
    try {
      return act();
    } finally {
      this.isFitting = before;
    }
  }

  /** A text whose place says that it is a secret. The scheme of an authorization stays. */
  placed(kind: Kind, value: string): string {
    const scheme = SCHEME.exec(value)?.[0] ?? "";
    const secret = value.slice(scheme.length);
    if (kind === "cookie" && /^[^\s=;]+=/.test(secret)) return this.cookies(value);
    if (/^basic/i.test(scheme)) this.#basic(secret);
    return secret.trim() === "" || this.secrets.isPseudonym(secret) ? value : scheme + this.#put(kind, secret);
  }

  /** `name=value; name=value` of a Cookie header. Names stay. */
  cookies(header: string): string {
    return header
      .split(";")
      .map((cookie) => {
        const [, name = "", quote = "", value = ""] = /^([^=]*)=\s*("?)(.*?)\2\s*$/s.exec(cookie) ?? [];
        if (value === "" || this.secrets.isPseudonym(value)) return value === "" ? this.text(cookie) : cookie;
        return `${name}=${quote}${this.#put(name.trim() === "io" ? "sid" : "cookie", value)}${quote}`;
      })
      .join(";");
  }

  /** Any text, which may be JSON. */
  any(text: string): string {
    if (this.#layers >= MOST_LAYERS) return this.text(text);
    this.#layers++;
    try {
      return /^\s*[[{]/.test(text) ? rewriteJson(text, 0, this, null) : this.text(text);
    } finally {
      this.#layers--;
    }
  }

  /** A text that is no JSON. */
  text(text: string): string {
    if (text.length < 2) return text;
    const changes: Change[] = [];
    const add = (kind: Kind, from: number, to: number) => {
      const value = text.slice(from, to);
      if (to > from && !this.secrets.isPseudonym(value)) changes.push({ from, to, put: this.#put(kind, value) });
    };
    for (const { kind, from, to } of formsIn(text)) add(kind, from, to);
    for (const pattern of this.#patterns)
      for (const match of pattern.matchAll(text)) add("match", match.index ?? 0, (match.index ?? 0) + match[0].length);
    if (this.isReplacing) {
      this.secrets.eachIn(text, ({ from, to, value }) => {
        changes.push({ from, to, put: this.isFitting ? fitted(value.pseudonym, to - from) : value.pseudonym });
      });
    }
    if (changes.length === 0) return this.#encoded(text);
    return this.#changed(text, changes);
  }

  #changed(text: string, changes: Change[]): string {
    changes.sort((a, b) => a.from - b.from || b.to - a.to);
    let made = "";
    let end = 0;
    for (const { from, to, put } of changes) {
      if (to <= end) continue;
      if (from > end) made += this.#encoded(text.slice(end, from));
      // What follows a secret that overlaps with this one is a piece of this one.
      made += from >= end || !this.isFitting ? put : fitted(put, to - end);
      end = to;
    }
    return made + this.#encoded(text.slice(end));
  }

  /** Whether a text has none of the secrets that are known, in any form. The first pass has found no secret that is one by its place or form. */
  isClean(text: string): boolean {
    if (LAYERED.test(text)) return false;
    let isClean = true;
    this.secrets.eachIn(text, () => {
      isClean = false;
    });
    return isClean;
  }

  /** Collects a secret, or returns its pseudonym. */
  #put(kind: Kind, value: string): string {
    this.found++;
    const secret = this.isFitting ? textOf(value) : value;
    if (!this.isReplacing) {
      this.secrets.add(kind, secret);
      return value;
    }
    const pseudonym = this.secrets.pseudonymOf(secret, kind);
    return this.isFitting ? fitted(pseudonym, value.length) : pseudonym;
  }

  #basic(credentials: string): void {
    if (this.isReplacing) return;
    const [, password = ""] = /^[^:]*:(.*)$/s.exec(textOf(byteStringFromBase64(credentials) ?? "")) ?? [];
    if (password !== "") this.secrets.add("password", password);
  }

  /** A text without secrets that can be read. It may have some in percent-encoding or base64. */
  #encoded(text: string): string {
    if (text.length < 8 || this.#layers >= MOST_LAYERS) return text;
    const plain = text.includes("%") && !this.isFitting ? text.replace(RUN, (run) => (ESCAPE.test(run) ? this.#percent(run) : run)) : text;
    return text.length < 16 ? plain : plain.replace(BASE64, (run) => this.#base64(run));
  }

  #percent(run: string): string {
    try {
      const decoded = decodeURIComponent(run);
      const made = this.any(decoded);
      return made === decoded ? run : encodeURIComponent(made);
    } catch {
      return run;
    }
  }

  #base64(run: string): string {
    const bytes = byteStringFromBase64(run);
    if (bytes === undefined) return run;
    const text = CONTROL.test(bytes) ? undefined : textFromByteString(bytes);
    // Nothing recognises a secret by its form in bytes that are no text: they may be anything.
    if (text === undefined) return this.isReplacing ? base64Like(run, bytes, this.#known(bytes)) : run;
    if (this.isFitting) return base64Like(run, bytes, this.any(bytes));
    const made = this.any(text);
    return made === text ? run : base64Like(run, bytes, byteString(new TextEncoder().encode(made)));
  }

  /** Bytes with the secrets replaced that are known. */
  #known(bytes: string): string {
    const changes: Change[] = [];
    this.secrets.eachIn(bytes, ({ from, to, value }) => changes.push({ from, to, put: fitted(value.pseudonym, to - from) }));
    if (changes.length === 0) return bytes;
    return this.fitting(() => this.#changed(bytes, changes));
  }
}

/** `made` in base64, with the alphabet and the padding of `run`, which is the base64 of `bytes`. */
export function base64Like(run: string, bytes: string, made: string): string {
  if (made === bytes) return run;
  const base64 = btoa(made);
  const padded = /=|^(?:.{4})*$/s.test(run) ? base64 : base64.replace(/=+$/, "");
  return /[-_]/.test(run) ? padded.replaceAll("+", "-").replaceAll("/", "_") : padded;
}
