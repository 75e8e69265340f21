// Secrets that are recognised by their form, wherever they stand in a text. Every expression reads a text in time that grows with its length and
// no faster.

import type { Kind } from "./names.ts";
import { kindOfName } from "./names.ts";

/** A stretch of a text that is a secret. */
export interface Span {
  readonly from: number;
  readonly to: number;
  readonly kind: Kind;
}

/** JSON Web Tokens (RFC 7519), and the tokens of GitHub, GitLab, Stripe, OpenAI, AWS, Slack, Google, npm and SendGrid. */
const TOKEN =
  /(?<![\w-])(?:eyJ[\w-]{5,}\.[\w-]{5,}\.[\w-]*|gh[pousr]_\w{16,}|github_pat_\w{16,}|glpat-[\w-]{16,}|[sr]k_(?:live|test)_\w{8,}|sk-[\w-]{20,}|A[KS]IA[A-Z0-9]{12,}|xox[a-z]-[\w-]{8,}|AIza[\w-]{30,}|ya29\.[\w.-]{16,}|npm_\w{30,}|SG\.[\w-]{16,}\.[\w-]{16,})/g;
const SCHEME = /\b(?:bearer|basic)\s{1,4}([\w.~+/-]{6,}=*)/gi;
const NAME = /[\w.-]/;
const MOST_NAME = 64;
const VALUE = /\s{0,2}["']?([^\s"'&;,<>(){}[\]]{1,4096})/y;
const CARD = /(?<![\d.])\d(?:[ -]?\d){12,18}(?![\d.])/g;
const MAYBE_CARD = /\d{4}[ -]?\d{4}/;
const LOCAL = /[\w.+%-]/;
const DOMAIN = /^[a-zA-Z0-9-]+(?:\.[a-zA-Z0-9-]+)*\.[a-zA-Z]{2,24}/;
const KEY_BEGIN = "-----BEGIN ";
const MAY_BE = /eyJ|gh[pousr]_|github_pat_|glpat-|[sr]k_|sk-|A[KS]IA|xox|AIza|ya29|npm_|SG\./;

/** The secrets in a text, in any order; some may overlap. */
export function formsIn(text: string): Span[] {
  const spans: Span[] = [];
  if (text.length < 6) return spans;
  if (MAY_BE.test(text))
    for (const { 0: found, index } of text.matchAll(TOKEN)) spans.push({ from: index, to: index + found.length, kind: "token" });
  if (text.includes("@")) emails(text, spans);
  if (MAYBE_CARD.test(text)) cards(text, spans);
  if (text.includes(KEY_BEGIN)) keys(text, spans);
  if (/bearer|basic/i.test(text)) {
    for (const { 0: found, 1: token = "", index } of text.matchAll(SCHEME)) {
      // "basic understanding" is no token.
      if (!/[\d=+/]|[a-z][A-Z]/.test(token)) continue;
      spans.push({ from: index + found.length - token.length, to: index + found.length, kind: "token" });
    }
  }
  if (/[=:]/.test(text)) assigned(text, spans);
  return spans;
}

/** `name=value`, and `password: value` as people and loggers write it. */
function assigned(text: string, spans: Span[]): void {
  let end = 0;
  for (const { 0: sign, index } of text.matchAll(/[=:]/g)) {
    // It stands in a value that is a secret as a whole.
    if (index < end) continue;
    const kind = kindOfName(nameBefore(text, index));
    if (kind === null) continue;
    VALUE.lastIndex = index + 1;
    const [found = "", value = ""] = VALUE.exec(text) ?? [];
    // After a colon, words are mostly about the secret: "token: expired".
    if (value === "" || (sign === ":" && kind !== "password" && !/\d/.test(value))) continue;
    const to = index + 1 + found.length;
    end = to;
    spans.push({ from: to - value.length, to, kind });
  }
}

/** The name that ends before a sign. In broken JSON it has quotes around it. */
function nameBefore(text: string, sign: number): string {
  let to = sign;
  while (sign - to < 2 && text.charAt(to - 1) === " ") to--;
  if (/["']/.test(text.charAt(to - 1))) to--;
  let from = to;
  while (from > 0 && to - from < MOST_NAME && NAME.test(text.charAt(from - 1))) from--;
  return text.slice(from, to);
}

function emails(text: string, spans: Span[]): void {
  let end = 0;
  for (let at = text.indexOf("@"); at >= 0; at = text.indexOf("@", at + 1)) {
    let from = at;
    while (from > end && at - from < 64 && LOCAL.test(text.charAt(from - 1))) from--;
    const domain = DOMAIN.exec(text.slice(at + 1, at + 255))?.[0];
    if (from === at || domain === undefined) continue;
    end = at + 1 + domain.length;
    spans.push({ from, to: end, kind: "email" });
  }
}

/** Numbers of 14 to 16 digits as cards have them, whose last digit is the right check digit. */
function cards(text: string, spans: Span[]): void {
  for (const { 0: found, index } of text.matchAll(CARD)) {
    const digits = found.replace(/\D/g, "");
    if (/^(?:3\d{13,14}|[2456]\d{15})$/.test(digits) && luhn(digits)) spans.push({ from: index, to: index + found.length, kind: "card" });
  }
}

function luhn(digits: string): boolean {
  let sum = 0;
  for (let i = 0; i < digits.length; i++) {
    const digit = Number(digits.charAt(digits.length - 1 - i)) * (i % 2 === 0 ? 1 : 2);
    sum += digit > 9 ? digit - 9 : digit;
  }
  return sum % 10 === 0;
}

function keys(text: string, spans: Span[]): void {
  for (let from = text.indexOf(KEY_BEGIN); from >= 0; ) {
    const next = text.indexOf(KEY_BEGIN, from + 1);
    const label = text.slice(from, from + 64);
    if (/^-----BEGIN [A-Z0-9 ]*PRIVATE KEY/.test(label)) {
      const end = text.indexOf("-----END ", from);
      const after = end < 0 ? -1 : text.indexOf("-----", end + 9);
      spans.push({ from, to: after < 0 ? (next < 0 ? text.length : next) : after + 5, kind: "key" });
    }
    from = next;
  }
}
