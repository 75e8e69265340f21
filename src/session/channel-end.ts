// Ends that the server chose because of an error: which close codes report one, and whether the client had sent more than the server accepts.

import type { WsClose } from "../wire/event.ts";
import type { Session } from "./model.ts";

/** Browsers report this code when a connection ended without a close frame: https://www.rfc-editor.org/rfc/rfc6455#section-7.4.1 */
export const NO_CLOSE_FRAME = 1006;
export const TOO_BIG = 1009;

/**
 * The close codes that report an error: https://www.iana.org/assignments/websocket/websocket.xhtml#close-code-number
 * 1000, 1001 (going away), 1005 (no code) and 1012 (service restart) are a close that the server wanted, and servers do not send 1010. What the
 * codes from 4000 on mean, only the application knows.
 */
const ERROR = /^(?:10(?:0[23789]|1[134])|300[038])$/;

/** The code of a close that reports an error, with the server's reason; null for any other close. */
export function closeError({ code, reason }: Pick<WsClose, "code" | "reason">): string | null {
  return ERROR.test(`${code}`) ? `${code} ${reason ?? ""}`.trim() : null;
}

/** The server closed the session because of an error. */
export function isClosedForError(session: Session): boolean {
  return session.cause === "server" && session.close !== null && closeError(session.close) !== null;
}

/** The session ended because its client sent more than the server accepts. */
export function isSentTooLarge({ problem }: Session): boolean {
  return problem?.[0] === "reasonTooLarge";
}

/** The packet of an entry is one of those that the server refused because they are too large. */
export function wasTooLarge(session: Session, entry: number): boolean {
  const { tooLarge } = session;
  return tooLarge !== null && entry >= tooLarge.from && entry < tooLarge.until && isSentTooLarge(session);
}
