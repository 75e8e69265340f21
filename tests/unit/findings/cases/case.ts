// A conversation in which a rule finds its cause, with one that looks alike and in which it is silent, and the lines that many of them begin with.

import type { Store } from "../../../../src/session/store.ts";
import { playWith } from "../support.ts";

export interface Case {
  readonly rule: string;
  /** What happens where the rule fires: the end of a sentence. */
  readonly what: string;
  readonly fires: string;
  /** What happens where it only looks so. */
  readonly near: string;
  readonly silent: string;
  /** `what` and `near` in Japanese. */
  readonly ja: { readonly what: string; readonly near: string };
  /** What a ladder cannot say of an answer: more fields of its `http-response` event, by the exchange. */
  readonly answers?: Readonly<Record<string, object>>;
}

export function playCase(ladder: string, { answers = {} }: Case): Store {
  return playWith(ladder, (event) => (event.kind === "http-response" ? (answers[event.id] ?? {}) : {}));
}

export const URL = "?EIO=4&transport=polling";
export const ASK = `GET ${URL}`;
export const GET = `GET ${URL}&sid=A`;
export const POST = `POST ${URL}&sid=A`;
export const UNKNOWN = '400 {"code":1,"message":"Session ID unknown"}';

/** An open packet. `more`: what its JSON has besides. */
export const open = (sid: string, more = "", upgrades = "", interval = 25_000) =>
  `0{"sid":"${sid}","upgrades":[${upgrades}],"pingInterval":${interval},"pingTimeout":20000${more}}`;

/** The handshake of a session that polls. */
export const POLLING = `c1 ${ASK}\nc1 200 ${open("A")}`;

/** A websocket over which a session opens, and joins a namespace. */
export const socket = (id: string, sid: string, more = "", nsp = "", interval = 25_000) =>
  `${id} open ?EIO=4&transport=websocket\n${id} 101\n${id} < ${open(sid, more, "", interval)}\n${id} > 40${nsp}\n${id} < 40${nsp}{"sid":"s${sid}"}\n`;

/** A session that polls, has joined, and is offered a websocket; its last poll, c4, waits. */
export const OFFERED = `c1 ${ASK}\nc1 200 ${open("A", "", '"websocket"')}\nc2 ${POST} 40\nc2 200 ok\nc3 ${GET}\nc3 200 40{"sid":"s"}\nc4 ${GET}\n`;
export const UPGRADES = "w1 open ?EIO=4&transport=websocket&sid=A\n";

/** The server's ping, 25 s after the line before it, and the pong. */
export const beat = (id: string) => `+24980\n${id} < 2\n${id} > 3\n`;
