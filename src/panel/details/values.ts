// Values as JSON for the clipboard, and bytes from base64.

import { jsonValue } from "../../formats/json-value.ts";

/** Values that JSON does not have are written as in `lifeline packets --json`. */
export function toJson(value: unknown): string {
  return JSON.stringify(jsonValue(value), null, 2);
}

export function fromBase64(base64: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
}
