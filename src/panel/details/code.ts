// Packets as code that a developer can paste: `socket.emit(…)` for an event that the page sent, `socket.on(…)` for one that it received. All
// that comes from a page stands in literals, so that none of it is read as code.

import { toBase64 } from "../../formats/json-value.ts";
import type { PacketDetails } from "../../session/details.ts";
import { isRecord } from "../../wire/shape.ts";
import { eventArguments } from "./arguments.ts";

/** Bytes that are listed as numbers; more are written in base64. */
const MOST_LISTED = 16;
/** Characters that have no glyph, change the direction of text, or end a comment: they are written as escapes. */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}]/gu;

/**
 * A value as a JavaScript literal on one line, whose evaluation is what the page had: integers that a number rounds are digits again, as on the
 * wire. Bytes are `Uint8Array`s, which browsers and Node have.
 */
export function literal(value: unknown): string {
  if (typeof value === "string") return quoted(value);
  if (typeof value === "number") return Object.is(value, -0) ? "-0" : String(value);
  if (value instanceof Uint8Array)
    return value.length <= MOST_LISTED
      ? `new Uint8Array([${value.join(", ")}])`
      : `Uint8Array.from(atob("${toBase64(value)}"), (c) => c.charCodeAt(0))`;
  if (Array.isArray(value)) return `[${value.map(literal).join(", ")}]`;
  if (typeof value === "object" && value !== null) {
    // In a literal, `"__proto__": x` would set the prototype.
    const members = Object.entries(value).map(([key, member]) => `${key === "__proto__" ? `["${key}"]` : keyOf(key)}: ${literal(member)}`);
    return members.length === 0 ? "{}" : `{ ${members.join(", ")} }`;
  }
  return String(value);
}

function keyOf(key: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(key) ? key : quoted(key);
}

function quoted(text: string): string {
  return JSON.stringify(text).replace(INVISIBLE, (c) =>
    [...Array(c.length).keys()].map((i) => `\\u${c.charCodeAt(i).toString(16).padStart(4, "0")}`).join(""),
  );
}

/** The name of the variable for the socket of a namespace: `socket`, `adminSocket`, `chatRoom1Socket`. */
function socketName(nsp: string): string {
  const words = nsp.split(/[^A-Za-z0-9]+/).filter((word) => word !== "");
  const name = words.map((word, i) => (i === 0 ? word : `${word.charAt(0).toUpperCase()}${word.slice(1)}`)).join("");
  if (name === "") return nsp === "/" ? "socket" : "namespaceSocket";
  return `${/^\d/.test(name) ? "n" : ""}${name}Socket`;
}

/** A packet as code; null when it is neither an event, an ACK, nor a CONNECT of the page. `form` says what the code calls. */
export function codeOf(details: PacketDetails): { readonly form: "emit" | "on" | "callback" | "io"; readonly code: string } | null {
  const { socket, direction } = details;
  if (socket === null) return null;
  const name = socketName(socket.nsp);
  if (socket.type === "CONNECT" && direction === "sent") {
    // The client's library adds `pid` and `offset` itself, to recover its connection.
    const { pid: _, offset: __, ...given } = isRecord(socket.data) ? socket.data : {};
    const auth = Object.keys(given).length === 0 ? "" : `, { auth: ${literal(given)} }`;
    const nsp = socket.query === undefined ? socket.nsp : `${socket.nsp}?${socket.query}`;
    return { form: "io", code: `const ${name} = io(${quoted(nsp)}${auth});\n` };
  }
  const found = eventArguments(details);
  if (found === null) return null;
  const { event, args } = found;
  if (event === null) return { form: "callback", code: `callback(${args.map(literal).join(", ")});\n` };
  const asks = socket.id !== undefined;
  const socketOf = socket.nsp === "/" ? "" : `const ${name} = io(${quoted(socket.nsp)});\n`;
  if (direction === "sent") {
    const given = [literal(event), ...args.map(literal), ...(asks ? ["(...answer) => console.log(answer)"] : [])];
    return { form: "emit", code: `${socketOf}${name}.emit(${given.join(", ")});\n` };
  }
  const names = [...args.map((_, i) => `arg${i}`), ...(asks ? ["callback"] : [])];
  const body = args.map((value, i) => `  // arg${i}: ${literal(value)}\n`).join("");
  return { form: "on", code: `${socketOf}${name}.on(${literal(event)}, (${names.join(", ")}) => {\n${body}});\n` };
}
