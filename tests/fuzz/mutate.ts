// Mutates texts, bytes and conversations. A mutation is four numbers, so that fast-check can shrink it.

import fc from "fast-check";
import type { WireEvent } from "../../src/wire/event.ts";

/** Kind, position, size, and the piece to insert. */
export type Mutation = readonly [what: number, at: number, size: number, put: number];
export const mutations = (most: number) =>
  fc.array(fc.tuple(fc.nat(10), fc.nat(), fc.nat(40), fc.nat()), { minLength: 1, maxLength: most }) as fc.Arbitrary<readonly Mutation[]>;

const PIECES = [
  "",
  "0",
  "9",
  ":",
  ",",
  "-",
  "/",
  "?",
  "+",
  "b",
  "[",
  "]",
  "{",
  "}",
  '"',
  "\\",
  " ",
  "=",
  "%",
  "&d=",
  "\x00",
  "\x01",
  "\x04",
  "\x1e",
  "\x80",
  "\xc3\xa9",
  "\xed\xa0\x80\xed\xb0\x80",
  "\xff",
  "\u2028",
  "\ud800",
  "\ufffd",
  "\ufffd3\ufffd",
  "😀",
  "99999999999999999999",
  "1e9",
  "-1",
  "00000000000000000006",
  "true",
  "null",
  "1:2",
  "4",
  "42",
  '{"_placeholder":true,"num":0}',
  '{"_placeholder":true,"num":-1}',
  '{"__proto__":{"x":1}}',
  '["__proto__"]',
  "51-",
  "5999999999-",
  "___eio[0](",
  "\xdf\xff\xff\xff\xff",
  "\xdd\xff\xff\xff\xff",
  "\xc6\xff\xff\xff\xff",
  "\x81\x81\x81\x81",
];
const piece = (put: number) => PIECES[put % PIECES.length] ?? "";

/** Mutates a text; `other` gives a text to insert. A mutation adds at most about 4,000 characters. */
export function mutateText(text: string, mutations: readonly Mutation[], other: (put: number) => string): string {
  let made = text;
  for (const [what, where, size, put] of mutations) {
    const at = where % (made.length + 1);
    const to = Math.min(made.length, at + size);
    const span = made.slice(at, to);
    switch (what) {
      case 0:
        made = made.slice(0, at) + String.fromCharCode(made.charCodeAt(at) ^ (1 << (put % 8))) + made.slice(at + 1);
        break;
      case 1:
        made = made.slice(0, at) + made.slice(to);
        break;
      case 2:
        made = made.slice(0, at) + piece(put) + made.slice(at);
        break;
      case 3:
        made = made.slice(0, to) + span + made.slice(to);
        break;
      case 4: {
        const from = put % (at + 1);
        made = made.slice(0, from) + span + made.slice(from, at) + made.slice(to);
        break;
      }
      case 5: {
        const rest = other(put);
        made = made.slice(0, at) + rest.slice(size % (rest.length + 1));
        break;
      }
      case 6:
        made = made.slice(0, at);
        break;
      case 7: {
        // A number becomes one more, one less, or far too large.
        const digits = /\d+/g;
        digits.lastIndex = at;
        const found = digits.exec(made) ?? /\d+/.exec(made);
        if (found) {
          const number = [Number(found[0]) + 1, Number(found[0]) - 1, "9".repeat(1 + size * 8), `${found[0]}0`, ""][put % 5];
          made = made.slice(0, found.index) + number + made.slice(found.index + found[0].length);
        }
        break;
      }
      case 8:
        made = made.slice(0, at) + (span || piece(put)).repeat(1 + (put % 50)) + made.slice(at);
        break;
      case 9: {
        const [open, close] = [
          ["[", "]"],
          ['{"a":', "}"],
          ["[[", ""],
          ["\x91", ""],
        ][put % 4] as [string, string];
        const depth = 25 * size;
        made = made.slice(0, at) + open.repeat(depth) + close.repeat(depth) + made.slice(at);
        break;
      }
      default:
        made = made.slice(0, at) + piece(put) + made.slice(to);
    }
  }
  return made;
}

/** Mutates bytes. */
export function mutateBytes(bytes: Buffer, mutations: readonly Mutation[], other: (put: number) => string): Buffer {
  return Buffer.from(mutateText(bytes.toString("latin1"), mutations, other), "latin1");
}

/** Drops, repeats, moves and changes events. `bodies` replace bodies of events. */
export function mutateEvents(
  events: readonly WireEvent[],
  mutations: readonly Mutation[],
  bodies: readonly (string | Buffer)[],
  others: readonly (readonly WireEvent[])[],
): WireEvent[] {
  let made: WireEvent[] = [...events];
  for (const [what, where, size, put] of mutations) {
    if (made.length === 0) return made;
    const at = where % made.length;
    const event = made[at] as WireEvent;
    const change = (changed: object) => {
      made[at] = { ...event, ...changed } as WireEvent;
    };
    switch (what) {
      case 0:
        made.splice(at, 1 + (size % 4));
        break;
      case 1:
        made.splice(put % (made.length + 1), 0, event);
        break;
      case 2: {
        const to = put % made.length;
        made.splice(at, 1);
        made.splice(to, 0, event);
        break;
      }
      case 3: {
        const rest = others[put % others.length] ?? [];
        made = [...made.slice(0, at), ...rest.slice(size % (rest.length + 1))];
        break;
      }
      case 4:
        change({ at: event.at + ([-1e6, -1, 1, 1e6, 1e12][put % 5] ?? 0) });
        break;
      case 5:
        if ("url" in event) change({ url: mutateText(event.url, [[put % 11, size * 7, put % 9, put]], () => "&EIO=3") });
        else if ("id" in event) change({ id: (made[put % made.length] as { id?: string }).id ?? "x" });
        break;
      case 6:
        if (event.kind === "http-response") change({ status: [200, 204, 400, 403, 500, 0][put % 6] });
        else if (event.kind === "ws-frame")
          change(put % 2 === 0 ? { opcode: 3 - event.opcode } : { direction: event.direction === "sent" ? "received" : "sent" });
        else if (event.kind === "ws-handshake") change({ status: 400 });
        break;
      case 7:
        if ("body" in event) change({ body: { omitted: "evicted", ...(put % 2 === 0 && { bytes: put }) } });
        break;
      case 8:
        if ("body" in event) {
          const body = bodies[put % bodies.length] ?? "";
          change({ body: typeof body === "string" ? { text: body } : { base64: body.toString("base64") } });
        }
        break;
      case 9: {
        if ("url" in event) change({ url: event.url.replace(/EIO=\d/, ["EIO=2", "EIO=3", "EIO=4", "EIO=x", ""][put % 5] ?? "") });
        break;
      }
      default:
        if ("body" in event && event.body) {
          const inner: Mutation[] = [[put % 11, size * 13, put % 40, put >>> 3]];
          const other = (which: number) => String(bodies[which % bodies.length] ?? "");
          if ("text" in event.body) change({ body: { text: mutateText(event.body.text, inner, other) } });
          else if ("base64" in event.body) {
            // Other bytes, or invalid base64.
            const { base64 } = event.body;
            const changed =
              size % 4 === 0
                ? mutateText(base64, inner, other)
                : mutateBytes(Buffer.from(base64, "base64"), inner, other).toString("base64");
            change({ body: { base64: changed } });
          }
        }
    }
  }
  return made;
}
