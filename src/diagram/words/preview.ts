// Values as one short line: `"text"`, `3`, `{key: value, …}` one level deep, `⟨4 kB⟩` for bytes. The length of the line is bounded, whatever
// a page sent; the layout cuts it to the room there is.

import { size } from "../../messages/quantities.ts";

const MOST = 240;
const MOST_STRING = 120;

/** The arguments of an event or ack, with spaces between them. */
export function previewArguments(args: readonly unknown[]): string {
  let line = "";
  for (const arg of args) {
    if (line.length > MOST) return `${line} …`;
    line += (line && " ") + preview(arg, 1);
  }
  return line;
}

/** One value, with the members of objects and arrays down to `depth` levels. */
export function preview(value: unknown, depth: number): string {
  if (typeof value === "string") return JSON.stringify(value.length > MOST_STRING ? `${value.slice(0, MOST_STRING)}…` : value);
  if (value instanceof Uint8Array) return `⟨${size(value.length)}⟩`;
  if (typeof value !== "object" || value === null) return String(value);
  const many = Array.isArray(value);
  if (depth === 0) return many ? (value.length ? "[…]" : "[]") : Object.keys(value).length ? "{…}" : "{}";
  let line = "";
  for (const [key, member] of Object.entries(value)) {
    if (line.length > MOST) {
      line += ", …";
      break;
    }
    line += (line && ", ") + (many ? "" : `${key}: `) + preview(member, depth - 1);
  }
  return many ? `[${line}]` : `{${line}}`;
}
