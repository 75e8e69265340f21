// Base64 and UTF-8 as Engine.IO and the browsers use them. Bytes that have to be split are kept as a byte string, with one byte a character,
// as `atob` returns them: slicing it copies nothing, and a slice that is ASCII is already the text.

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const scratch = new Uint8Array(65_536);

/** As a range, which Chromium searches thirty times as fast as its complement `[^\0-\x7f]`: 1 kB in 45 ns. */
const BEYOND_ASCII = /[\x80-\uffff]/;
/** Engines that are older than this method, like Node's, search 1 kB in 800 ns. They encode it in 90. */
const HAS_BASE64 = "setFromBase64" in Uint8Array.prototype;
/** Up to so many characters a loop takes less time than a call of `encodeInto` from a page. */
const SHORT = 256;
/** Up to so many characters of base64 a loop takes less time than a call of `setFromBase64`. */
const LOOPED = 80;

/** The length of a text in UTF-8. A lone surrogate counts three bytes. */
export function utf8Length(text: string): number {
  const { length } = text;
  if (length <= SHORT || HAS_BASE64) {
    if (!BEYOND_ASCII.test(text)) return length;
    if (length <= SHORT) return countedLength(text, 0, length);
  }
  let { read, written } = encoder.encodeInto(text, scratch);
  while (read < length) {
    const more = encoder.encodeInto(text.slice(read, read + scratch.length), scratch);
    read += more.read;
    written += more.written;
  }
  return written;
}

/** The same for a piece of a text. If that is beyond ASCII, counting takes no longer than encoding it. */
export function countedLength(text: string, from: number, to: number): number {
  let bytes = 0;
  for (let at = from; at < to; at++) {
    const unit = text.charCodeAt(at);
    bytes += unit < 0x80 ? 1 : unit < 0x800 ? 2 : 3;
    // Both halves of a pair take four bytes together.
    if (unit >> 10 === 0x37 && at > from && text.charCodeAt(at - 1) >> 10 === 0x36) bytes -= 2;
  }
  return bytes;
}

/**
 * The bytes of a base64 text as a byte string; undefined if it is not base64. As in the decoders of servers and clients, padding may be
 * missing, and the URL alphabet (- and _) and white space are fine.
 */
export function byteStringFromBase64(base64: string): string | undefined {
  let end = base64.length;
  while (end > 0 && /[=\s]/.test(base64.charAt(end - 1))) end--;
  try {
    return atob(base64.slice(0, end).replaceAll("-", "+").replaceAll("_", "/"));
  } catch {
    return undefined;
  }
}

/** By the code of a character: the six bits that it stands for in base64; 64 for any other. */
const BITS = new Uint8Array(128).fill(64);
const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
for (let i = 0; i < 64; i++) BITS[ALPHABET.charCodeAt(i)] = i;

/**
 * Writes the bytes of a base64 text to the beginning of `into`, which has room for them and three more. Returns how many; -1 if the text is not
 * base64, or may be and has white space or the URL alphabet. `atob`, and a copy of what it returns, take three times as long.
 */
export function bytesFromBase64(base64: string, into: Uint8Array): number {
  if (base64.length > LOOPED && HAS_BASE64) {
    try {
      return (into as Base64Setter).setFromBase64(base64).written;
    } catch {
      return -1;
    }
  }
  const end = base64.length - paddingOf(base64);
  let to = 0;
  let strange = 0;
  const bits = (at: number) => BITS[base64.charCodeAt(at)] ?? 64;
  for (let at = 0; at < end; at += 4) {
    const a = bits(at);
    const b = bits(at + 1);
    const c = at + 2 < end ? bits(at + 2) : 0;
    const d = at + 3 < end ? bits(at + 3) : 0;
    strange |= a | b | c | d;
    into[to++] = (a << 2) | (b >> 4);
    into[to++] = (b << 4) | (c >> 2);
    into[to++] = (c << 6) | d;
  }
  return strange & 64 || end % 4 === 1 ? -1 : base64Size(base64);
}

/** What newer browsers have, whose types have not come yet: https://tc39.es/proposal-arraybuffer-base64/ */
interface Base64Setter extends Uint8Array {
  setFromBase64(base64: string): { readonly written: number };
}

/** The number of bytes that a base64 text of this length stands for. */
export function base64Size(base64: string): number {
  return Math.floor(((base64.length - paddingOf(base64)) * 3) / 4);
}

function paddingOf(base64: string): number {
  return base64.endsWith("==") ? 2 : base64.endsWith("=") ? 1 : 0;
}

export function bytesFromByteString(bytes: string): Uint8Array {
  const array = new Uint8Array(bytes.length);
  for (let at = 0; at < array.length; at++) array[at] = bytes.charCodeAt(at);
  return array;
}

/** Decodes a text that was encoded to UTF-8 twice. Undefined if nothing in the text shows that it was. */
export function decodedOnceMore(text: string): string | undefined {
  return /[\x80-\xff]/.test(text) && !/[^\0-\xff]/.test(text) ? textFromByteString(text) : undefined;
}

/**
 * Decodes a byte string as UTF-8; undefined if it is not UTF-8. Lone surrogates (three bytes each, WTF-8:
 * https://simonsapin.github.io/wtf-8/) are kept: old clients send them, and TextDecoder refuses them.
 */
export function textFromByteString(bytes: string): string | undefined {
  try {
    return bytes
      .split(/(\xed[\xa0-\xbf][\x80-\xbf])/)
      .map((piece, index) => {
        if (index % 2 === 0) return decoder.decode(bytesFromByteString(piece));
        return String.fromCharCode(0xd000 | ((piece.charCodeAt(1) & 0x3f) << 6) | (piece.charCodeAt(2) & 0x3f));
      })
      .join("");
  } catch {
    return undefined;
  }
}
