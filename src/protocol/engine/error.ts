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

/**
 * The body of an error as text: `{"code":1,"message":"Session ID unknown"}` is "Session ID unknown (code 1)". If the body is
 * not an Engine.IO error, its first 200 characters.
 */
export function errorText(body: string): string {
  const value = parsed(body);
  if (!isRecord(value)) return body.slice(0, 200);
  const { code, message } = value;
  const known = typeof code === "number" ? MESSAGES[code] : undefined;
  const text = [known, message].filter((words, at, all) => typeof words === "string" && all.indexOf(words) === at).join(": ");
  if (text === "") return body.slice(0, 200);
  return typeof code === "number" ? `${text} (code ${code})` : text;
}
