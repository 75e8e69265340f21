// A session in words: its sid, its state, its transport and revisions, its server.

import { homeWords } from "../../diagram/words/context-words.ts";
import type { Translate } from "../../messages/messages.ts";
import type { Reason } from "../../protocol/reason.ts";
import type { Client, Session } from "../../session/model.ts";
import { outcomeOf } from "../../session/standing.ts";
import type { Store } from "../../session/store.ts";
import { clientLetter } from "../../text/client-letter.ts";
import { printable } from "../../text/printable.ts";
import { shortSid } from "../../text/short-sid.ts";

export function sidWords(t: Translate, { sid, state, transport, late }: Session): string {
  if (sid !== null) return printable(shortSid(sid));
  if (late || transport === "webtransport") return t("sidUnseen");
  return t(state === "connecting" ? "noSidYet" : "noSid");
}

export function splitAddress(address: string): { host: string; path: string } {
  if (!URL.canParse(address)) return { host: address, path: "" };
  const { host, pathname } = new URL(address);
  return { host: host || address, path: pathname === "/" ? "" : pathname };
}

/** A client in words: its letter where there are several, where it runs, its server: `B page /trade (2) localhost:3000`. */
export function clientWords(t: Translate, store: Store, client: Client): string {
  const letter = store.clients.length > 1 ? clientLetter(client.index) : "";
  return [letter, homeWords(t, store, client), printable(client.address)].filter(Boolean).join(" ");
}

/** Transport, protocol revisions and parser. Without Socket.IO there is room to write Engine.IO out. */
export function protocolWords(t: Translate, store: Store, session: Session): string {
  const { eio, sio, parser } = session;
  const engine = eio === null ? "" : sio === null ? `Engine.IO ${eio}` : `EIO ${eio}`;
  return [transportOf(t, store, session).name, engine, sio === null ? "" : `Socket.IO ${sio}`, parser ?? ""]
    .filter((word) => word !== "")
    .join(" · ");
}

/** The transport by its own name; JSONP, which Engine.IO calls polling, is added. */
export function transportOf(t: Translate, store: Store, { transport, openEntry }: Session): { name: string; jsonp: boolean } {
  const opened = openEntry === null ? undefined : store.link(openEntry);
  const jsonp = transport === "jsonp-polling" || (transport === "polling" && opened?.kind === "http" && opened.jsonp);
  return { name: transport === "polling" && jsonp ? t("pollingJsonp") : (transport ?? ""), jsonp };
}

export function stateTone(session: Session): "ok" | "bad" | "mute" {
  if (session.state === "open") return "ok";
  return outcomeOf(session) === "failed" ? "bad" : "mute";
}

/** A namespace of a session as its list has it: its name, how it stands, and the socket's id; null where there is none. */
export interface Namespace {
  readonly name: string;
  readonly state: "connected" | "asked" | "left" | "refused";
  readonly sid: string | null;
  readonly reason: Reason | null;
}

/** So many namespaces of a session are listed. */
const MOST_NAMESPACES = 20;

export function namespacesOf({ sockets, refused, joined, sio, state }: Session): Namespace[] {
  const all: Namespace[] = [];
  for (const [name, { sid }] of sockets) {
    const reason = refused.get(name) ?? null;
    const isIn = joined.has(name) && state !== "closed";
    const how = reason ? "refused" : !isIn ? "left" : sio === 5 && sid === null ? "asked" : "connected";
    all.push({ name, state: how, sid, reason });
    if (all.length === MOST_NAMESPACES) break;
  }
  return all;
}

/** An entry in a list of sessions: one session, or several attempts that failed in the same way, one after another. */
export interface Item {
  readonly first: Session;
  readonly last: Session;
  readonly count: number;
}

/** So many attempts that failed in the same way are one entry. */
const LEAST_ATTEMPTS = 3;

/** The last entries before `until` of a list of sessions, at most `most`, and how many sessions come before them. */
export function listed(
  sessions: readonly Session[],
  most: number,
  until = sessions.length,
): { readonly older: number; readonly items: readonly Item[] } {
  const items: Item[] = [];
  let older = until;
  while (older > 0 && items.length < most) {
    const end = older;
    const last = sessions[end - 1];
    const count = last && last.failures >= LEAST_ATTEMPTS ? Math.min(last.failures, end) : 1;
    older -= count;
    const first = sessions[older];
    if (first && last) items.unshift({ first, last, count });
  }
  return { older, items };
}
