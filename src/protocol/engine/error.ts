// What a server answers when it refuses a request: the codes of engine.io's server.ts and their messages, the same in every revision (code 5
// from engine.io 4.1 on). The Engine.IO protocol describes none.

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
 * What the body of an error says: `{"code":1,"message":"Session ID unknown"}` is "Session ID unknown (code 1)". A body that is not
 * Engine.IO's is given back as it stands, its beginning.
 */
export function errorText(body: string): string {
  const value = parsed(body);
  if (!isRecord(value)) return body.slice(0, 200);
  const { code, message } = value;
  const known = typeof code === "number" ? MESSAGES[code] : undefined;
  const said = [known, message].filter((words, at, all) => typeof words === "string" && all.indexOf(words) === at).join(": ");
  if (said === "") return body.slice(0, 200);
  return typeof code === "number" ? `${said} (code ${code})` : said;
}
