// Base64 and UTF-8 as Engine.IO and the browsers use them. Bytes that are to be taken apart are held as a byte string: one byte a
// character, as `atob` gives them. Slices of it cost nothing, and where they are ASCII they are the text as they stand.

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const scratch = new Uint8Array(65_536);

/** UTF-8 bytes of a text; a lone surrogate counts three. `encodeInto` is vectorized: no loop comes near it but for a few characters. */
export function utf8Length(text: string): number {
  const { length } = text;
  if (length < 24) {
    let at = 0;
    while (at < length && text.charCodeAt(at) < 128) at++;
    if (at === length) return length;
  }
  let { read, written } = encoder.encodeInto(text, scratch);
  while (read < length) {
    const more = encoder.encodeInto(text.slice(read, read + scratch.length), scratch);
    read += more.read;
    written += more.written;
  }
  return written;
}

/** Whether all of a text is base64 with its padding. */
export function isBase64(text: string): boolean {
  return text.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(text);
}

/** The byte string behind a base64 text; undefined when it is no base64. */
export function byteStringFromBase64(base64: string): string | undefined {
  try {
    return atob(base64);
  } catch {
    return undefined;
  }
}

/** How many bytes a base64 text stands for, by its length. */
export function base64Size(base64: string): number {
  const padding = base64.endsWith("==") ? 2 : base64.endsWith("=") ? 1 : 0;
  return Math.floor(((base64.length - padding) * 3) / 4);
}

export function bytesFromByteString(bytes: string): Uint8Array {
  const array = new Uint8Array(bytes.length);
  for (let at = 0; at < array.length; at++) array[at] = bytes.charCodeAt(at);
  return array;
}

/** A text that was encoded to UTF-8 twice, decoded once more; undefined when it was not, or nothing in it tells. */
export function decodedOnceMore(text: string): string | undefined {
  return /[\x80-\xff]/.test(text) && !/[^\0-\xff]/.test(text) ? textFromByteString(text) : undefined;
}

/**
 * The text whose UTF-8 a byte string is; undefined when it is none. Surrogates encoded on their own (three bytes each, WTF-8:
 * https://simonsapin.github.io/wtf-8/), which old clients send and TextDecoder refuses, are kept.
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
