// WebSockets that are not Engine.IO: their frames are counted, nothing else is recorded of them.

import { ownText } from "../wire/own-text.ts";

export interface OtherWebSocket {
  /** Absent when it was open before recording began. */
  readonly url?: string;
  frames: number;
  /** The beginning of its first text message. */
  firstText?: string;
}

const MOST_KEPT = 100;
const FIRST_TEXT_CHARS = 200;

export class OtherWebSockets {
  readonly all: OtherWebSocket[] = [];

  /** Undefined when enough are kept: that one is not counted. */
  add(url?: string): OtherWebSocket | undefined {
    if (this.all.length >= MOST_KEPT) return undefined;
    const other = { ...(url !== undefined && { url }), frames: 0 };
    this.all.push(other);
    return other;
  }

  remove(other: OtherWebSocket): void {
    this.all.splice(this.all.indexOf(other), 1);
  }
}

/** `text`: the message, unless it is binary. */
export function countFrame(other: OtherWebSocket, text: string | undefined): void {
  other.frames++;
  if (text !== undefined) other.firstText ??= ownText(text.slice(0, FIRST_TEXT_CHARS));
}
