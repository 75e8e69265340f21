// The answer of a server that refuses a request. The Engine.IO protocol does not describe it: the codes and messages are those of engine.io's
// server.ts, the same in every revision (code 5 from engine.io 4.1 on).

import { isRecord, parsed } from "../../wire/shape.ts";

const MESSAGES: readonly string[] = [
  "Transport unknown",
  "Session ID unknown",
  "Bad handshake method",
  "Bad request",
  "Forbidden",
  "Unsupported protocol version",
];

/** Characters of a text that is shown, and of a page that is searched for its title. */
const MOST_SHOWN = 200;
const MOST_SEARCHED = 10_000;

/**
 * The body of an error as one line: `{"code":1,"message":"Session ID unknown"}` is "Session ID unknown (code 1)", a web page is its title
 * without the status, and any other body its first 200 characters.
 */
export function errorText(body: string): string {
  const title = pageTitle(body);
  if (title !== null) return title.replace(/^[1-5]\d\d\s+/, "");
  const value = parsed(body);
  if (!isRecord(value)) return oneLine(body);
  const { code, message } = value;
  const known = typeof code === "number" ? MESSAGES[code] : undefined;
  const text = [known, message].filter((words, at, all) => typeof words === "string" && all.indexOf(words) === at).join(": ");
  if (text === "") return oneLine(body);
  return typeof code === "number" ? `${oneLine(text)} (code ${code})` : oneLine(text);
}

/** The title of a web page, or else its first heading, or else its text; null if the body is no HTML. No payload begins with `<`. */
export function pageTitle(body: string): string | null {
  if (!/^\s*</.test(body)) return null;
  const page = body.slice(0, MOST_SEARCHED).replace(/<!--.*?-->|<(script|style)\b.*?<\/\1\s*>/gis, "");
  const titles = [...page.matchAll(/<(title|h1)\b[^>]*>(.*?)<\/\1/gis)].map(([, , title = ""]) => textOf(title));
  return titles.find((title) => title !== "") ?? textOf(page);
}

function textOf(html: string): string {
  return oneLine(html.replace(/<[^>]*>/g, " ").replace(/&(?:#(\d+)|(\w+));/g, character));
}

const ENTITIES: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'", nbsp: " " };

function character(entity: string, code: string | undefined, name = ""): string {
  if (code !== undefined) return Number(code) <= 0x10ffff ? String.fromCodePoint(Number(code)) : entity;
  return ENTITIES[name] ?? entity;
}

function oneLine(text: string): string {
  return text.slice(0, MOST_SEARCHED).replace(/\s+/g, " ").trim().slice(0, MOST_SHOWN);
}
