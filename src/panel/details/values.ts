// Values as JSON for the clipboard, and base64 to and from bytes.

/** Bytes become `{"$binary":"<base64>"}`, as in `lifeline packets --json`. */
export function toJson(value: unknown): string {
  return JSON.stringify(value, (_, member: unknown) => (member instanceof Uint8Array ? { $binary: toBase64(member) } : member), 2);
}

export function fromBase64(base64: string): Uint8Array {
  return Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
}

function toBase64(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text);
}
