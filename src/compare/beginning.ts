// How two sessions began, changed their transport and ended: what was asked, what was answered, what the handshake says.

import { reasonText, waitText } from "../diagram/words/reason-text.ts";
import { stateWord } from "../diagram/words/standing-word.ts";
import { missingLeg } from "../diagram/words/step-words.ts";
import { openingOf } from "../findings/attempt.ts";
import type { MessageKey } from "../messages/messages.ts";
import { duration, size } from "../messages/quantities.ts";
import { answerOf } from "../session/ending.ts";
import type { Link, Session } from "../session/model.ts";
import { outcomeOf, standingOf, wayOf } from "../session/standing.ts";
import { both, type Difference, differ, type Look } from "./difference.ts";
import { differentHeaders, headersOf } from "./headers.ts";
import type { Phase, Side } from "./steps.ts";

/** Whether both sessions were opened: only then is there more to compare than how they began. */
export function compareBeginnings(look: Look): boolean {
  const { t } = look;
  const links = both(look, ({ store, session }) => openingOf(session, store));
  const isOpened = both(look, ({ session }) => session.openedAt !== null || session.late);
  const rows = both(look, ({ session }) => session.openEntry ?? session.startEntry);
  const at = { phase: "handshake", rows } as const;
  if (links.a && links.b) {
    const urls = both(look, urlOf);
    const { a, b } = both(look, ({ session }) => (URL.canParse(session.client.address) ? new URL(session.client.address).pathname : ""));
    differ(look, { ...at, kind: "field", what: t("comparePath"), a, b });
    compareQueries(look, urls, rows);
    differ(look, { ...at, kind: "transport", what: t("compareFirstTransport"), a: transportOf(links.a), b: transportOf(links.b) });
    compareHops(look, links.a, links.b, rows);
  }
  const ways = both(look, ({ session }) => `${session.openedAt !== null} ${standingOf(session)} ${wayOf(session.problem)}`);
  if ((!isOpened.a || !isOpened.b) && ways.a !== ways.b) {
    const { a, b } = both(look, answerText);
    differ(look, { ...at, kind: "answer", what: t("compareHandshakeAnswer"), a, b });
  }
  if (links.a && links.b && links.a.kind === links.b.kind) compareHeaders(look, links.a, links.b, "handshake", rows);
  if (!isOpened.a || !isOpened.b) return false;
  compareFields(look, rows);
  return true;
}

function urlOf({ store, session }: Side): string {
  const event = session.startEntry === null ? null : store.read(store.entries.line(session.startEntry));
  return event !== null && "url" in event ? event.url : "";
}

const transportOf = (link: Link) => (link.kind === "http" ? "polling" : link.kind === "ws" ? "websocket" : "webtransport");

/** What the page added to the URL. The transport and the revision are compared by themselves; `t` is different each time. */
function compareQueries(look: Look, urls: { readonly a: string; readonly b: string }, rows: Difference["rows"]): void {
  const [a, b] = [urls.a, urls.b].map((url) => new Map(URL.canParse(url) ? new URL(url).searchParams : [])) as [
    Map<string, string>,
    Map<string, string>,
  ];
  for (const name of new Set([...a.keys(), ...b.keys()])) {
    if (["t", "sid", "transport", "EIO", "b64", "j"].includes(name)) continue;
    // The value may be a secret, and a token is another one for each session.
    const [inA, inB] = [a, b].map((query) => (query.has(name) ? name : null)) as [string | null, string | null];
    differ(look, { phase: "handshake", kind: "field", what: look.t("compareQuery", name), a: inA, b: inB, rows });
  }
}

/** Redirects, preflights, the HTTP version and service workers. */
function compareHops(look: Look, a: Link, b: Link, rows: Difference["rows"]): void {
  const { t } = look;
  const compare = (what: MessageKey, of: (link: Link, side: Side) => string | null) =>
    differ(look, { phase: "handshake", kind: "field", what: t(what), a: of(a, look.a), b: of(b, look.b), rows });
  compare("compareRedirect", (link) =>
    link.kind === "http" && link.redirectedFrom ? (answerOf(link.redirectedFrom).split(" ")[0] ?? "") : null,
  );
  if (a.kind !== "http" || b.kind !== "http") return;
  compare("comparePreflight", (link) => (link.kind === "http" && link.preflight ? "OPTIONS" : null));
  compare("compareWorker", (link) =>
    link.kind === "http" && link.worker ? t(link.worker.answered === false ? "throughWorker" : "byWorker") : null,
  );
  const protocols = both(look, (side) => headersOf(side.store, side === look.a ? a : b).protocol);
  if (protocols.a !== "" && protocols.b !== "") compare("compareHttp", (_, side) => (side === look.a ? protocols.a : protocols.b));
}

/** How the handshake was answered: with a session, or why with none. */
function answerText({ store, session }: Side, { t }: Look): string {
  if (session.openedAt !== null) return [statusOf(openingOf(session, store)), "open"].filter(Boolean).join(" ");
  return (session.problem === null ? waitText(t, store, session) : reasonText(t, session.problem)) || stateWord(t, session);
}

function statusOf(link: Link | undefined): string {
  return link && link.status > 0 ? String(link.status) : "";
}

function compareFields(look: Look, rows: Difference["rows"]): void {
  const { t } = look;
  const field = (what: string, of: (side: Side) => string | null, kind: Difference["kind"] = "field") =>
    differ(look, { phase: "handshake", kind, what, ...both(look, of), rows });
  const handshake = both(look, ({ session }) => session.handshake);
  field(t("compareRevision", "Engine.IO"), ({ session }) => session.eio && String(session.eio), "said");
  field(t("compareRevision", "Socket.IO"), ({ session }) => session.sio && String(session.sio), "said");
  field(t("compareParser"), ({ session }) => session.parser, "said");
  if (!handshake.a || !handshake.b) return;
  field("upgrades", ({ session }) => session.handshake?.upgrades.join(", ") || null);
  field("transports", ({ session }) => session.handshake?.transports?.join(", ") ?? null);
  const times = { pingInterval: duration, pingTimeout: duration, closeTimeout: duration, maxPayload: size };
  for (const [name, text] of Object.entries(times) as [keyof typeof times, typeof duration][])
    field(name, ({ session: { handshake } }) => (handshake?.[name] === undefined ? null : text(handshake[name])));
}

/** `follows`: the answers are different ones, and so their headers. A header that differs again in the same way is not told again. */
function compareHeaders(look: Look, a: Link, b: Link, phase: Phase, rows: Difference["rows"], follows = false): void {
  const { t, found } = look;
  for (const { name, of, ...values } of differentHeaders(headersOf(look.a.store, a), headersOf(look.b.store, b))) {
    const what = t(of === "request" ? "compareRequestHeader" : "compareHeader", name);
    const isTold = found.some((other) => other.what === what && other.a === values.a && other.b === values.b);
    if (!isTold) differ(look, { phase, kind: "header", what, ...values, rows, follows });
  }
}

/** Whether one session left polling and the other did not. */
export function compareUpgrades(look: Look): boolean {
  const { t } = look;
  const upgrades = both(look, ({ session }) => session.upgrade);
  const rows = both(look, ({ session: { upgrade } }) => upgrade?.openEntry ?? null);
  const at = { phase: "upgrade", kind: "answer", rows } as const;
  if (!upgrades.a && !upgrades.b) return false;
  const before = look.found.length;
  if (!upgrades.a || !upgrades.b) differ(look, { ...at, what: t("compareUpgrade"), ...both(look, ({ session }) => stateOf(session, t)) });
  else {
    const answers = both(look, ({ session: { upgrade } }) => (upgrade?.establishedAt == null ? upgrade?.channel.status || 0 : 101));
    if (answers.a !== answers.b)
      differ(look, { ...at, what: t("compareWebsocketAnswer"), ...both(look, (side) => websocketAnswer(side, t)) });
    else if (legsOf(look.a.session) !== legsOf(look.b.session))
      differ(look, { ...at, what: t("compareUpgrade"), ...both(look, ({ session }) => stateOf(session, t)) });
    compareHeaders(look, upgrades.a.channel, upgrades.b.channel, "upgrade", rows, answers.a !== answers.b);
  }
  return look.found.length > before && isSwitched(look.a) !== isSwitched(look.b);
}

const isSwitched = ({ session }: Side) => session.upgrade?.switchedAt != null;

/** How many legs of its upgrade a session has behind it. */
function legsOf({ upgrade }: Session): number {
  if (!upgrade) return -1;
  const { establishedAt, probedAt, probeAnsweredAt, switchedAt } = upgrade;
  return [establishedAt, probedAt, probeAnsweredAt, switchedAt].findLastIndex((at) => at !== null);
}

function stateOf(session: Session, t: Look["t"]): string | null {
  if (!session.upgrade) return null;
  return session.upgrade.switchedAt === null ? missingLeg(t, session).join(": ") : t("compareSwitched");
}

function websocketAnswer({ store, session }: Side, t: Look["t"]): string {
  const { upgrade } = session;
  if (!upgrade) return "";
  if (upgrade.establishedAt !== null) return "101 Switching Protocols";
  const { channel } = upgrade;
  if (channel.status > 0) return answerOf(channel);
  const error = channel.errorLine === null ? null : store.read(channel.errorLine);
  return (error?.kind === "ws-error" && error.message) || missingLeg(t, session).join(": ");
}

/** A session that its user closed, and one that was still open when the recording ended, end alike: neither failed. */
export function compareEnds(look: Look): void {
  const { t } = look;
  const failed = both(look, ({ session }) => outcomeOf(session) === "failed");
  const isByOther = both(look, ({ session }) => session.cause === "server");
  if (!failed.a && !failed.b && !isByOther.a && !isByOther.b) return;
  const ways = both(look, ({ session }) => `${standingOf(session)} ${wayOf(session.problem)} ${session.close?.code ?? ""}`);
  if (ways.a === ways.b) return;
  const text = ({ session }: Side) => {
    const why = session.problem === null ? "" : reasonText(t, session.problem);
    const code = session.close === null ? "" : `${session.close.code} ${session.close.reason}`.trim();
    return [stateWord(t, session), ...new Set([why, code])].filter(Boolean).join(", ");
  };
  differ(look, {
    phase: "close",
    kind: "end",
    what: t("compareEnd"),
    ...both(look, text),
    rows: both(look, ({ session }) => session.endEntry),
  });
}
