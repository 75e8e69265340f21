import type { Body } from "./event.ts";

// `ignoreBOM` keeps a byte order mark, so that the text encodes to the same bytes.
const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
/** A call can have only so many arguments. */
const CHUNK = 32_768;

/** Bytes as a body: text if they are UTF-8, else base64. */
export function bodyFromBytes(bytes: Uint8Array): Body {
  try {
    return { text: utf8.decode(bytes) };
  } catch {
    let binary = "";
    for (let from = 0; from < bytes.length; from += CHUNK) binary += String.fromCharCode(...bytes.subarray(from, from + CHUNK));
    return { base64: btoa(binary) };
  }
}
