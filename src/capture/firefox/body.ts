// Bytes of a body → Body: text where they are UTF-8, base64 where they are not.

import type { Body } from "../../wire/event.ts";

// A byte order mark stays, so that the text encodes to the same bytes.
const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
/** As many arguments as a call may have. */
const PORTION = 32_768;

export function bodyOf(parts: readonly ArrayBuffer[]): Body {
  const bytes = new Uint8Array(parts.reduce((sum, { byteLength }) => sum + byteLength, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(new Uint8Array(part), at);
    at += part.byteLength;
  }
  try {
    return { text: utf8.decode(bytes) };
  } catch {
    let binary = "";
    for (let from = 0; from < bytes.length; from += PORTION) binary += String.fromCharCode(...bytes.subarray(from, from + PORTION));
    return { base64: btoa(binary) };
  }
}
