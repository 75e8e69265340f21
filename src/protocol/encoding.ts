// Base64 and UTF-8 as Engine.IO and the browsers use them. Bytes that have to be split are kept as a byte string, with one byte a character,
// as `atob` returns them: slicing it copies nothing, and a slice that is ASCII is already the text.

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const scratch = new Uint8Array(65_536);

/** As a range, which Chromium searches thirty times as fast as its complement `[^\0-\x7f]`. */
const BEYOND_ASCII = /[\x80-\uffff]/;
/** Up to so many characters a loop takes less time than a call of `encodeInto` from a page. */
const SHORT = 256;

/** The length of a text in UTF-8. A lone surrogate counts three bytes. */
export function utf8Length(text: string): number {
  const { length } = text;
  if (!BEYOND_ASCII.test(text)) return length;
  if (length <= SHORT) return countedLength(text);
  let { read, written } = encoder.encodeInto(text, scratch);
  while (read < length) {
    const more = encoder.encodeInto(text.slice(read, read + scratch.length), scratch);
    read += more.read;
    written += more.written;
  }
  return written;
}

function countedLength(text: string): number {
  let bytes = 0;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    bytes += unit < 0x80 ? 1 : unit < 0x800 ? 2 : 3;
    // Both halves of a pair take four bytes together.
    if (unit >> 10 === 0x37 && at > 0 && text.charCodeAt(at - 1) >> 10 === 0x36) bytes -= 2;
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

/** The number of bytes that a base64 text of this length stands for. */
export function base64Size(base64: string): number {
  const padding = base64.endsWith("==") ? 2 : base64.endsWith("=") ? 1 : 0;
  return Math.floor(((base64.length - padding) * 3) / 4);
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
