// A redirect on an Engine.IO URL. Polling follows it, with a POST turned into a GET by 301, 302 and 303; a websocket does not follow it at all.

import { losesBody } from "../../wire/redirect.ts";
import { answerHeader, urlOf } from "../attempt.ts";
import type { Said } from "../catalogue.ts";
import type { Found, Rule } from "../finding.ts";

export const redirected: Rule = {
  id: "redirected",
  exchange(exchange, store): Found | null {
    const { location, session, status, byBrowser, post } = exchange;
    if (location === null || session === null || exchange.part !== "engine") return null;
    return redirectOf({
      from: urlOf(exchange, store),
      to: location,
      status,
      asked: exchange.requestEntry,
      answered: exchange.answerEntry ?? exchange.requestEntry,
      isLost: post && losesBody(status),
      works: session.openedAt !== null && !(post && losesBody(status)),
      byBrowser,
      server: answerHeader(exchange, "server", store),
    });
  },
  session(session, store): Found | null {
    const entry = session.upgrade?.openEntry ?? session.startEntry;
    const channel = entry === null ? undefined : store.link(entry);
    if (channel?.kind !== "ws" || channel.location === null || channel.handshakeEntry === null || entry === null) return null;
    return redirectOf({
      from: urlOf(channel, store),
      to: channel.location,
      status: channel.status,
      asked: entry,
      answered: channel.handshakeEntry,
      isLost: false,
      works: false,
      byBrowser: null,
      server: answerHeader(channel, "server", store),
    });
  },
};

interface Redirect {
  readonly from: string;
  readonly to: string;
  readonly status: number;
  readonly asked: number;
  readonly answered: number;
  /** The packets of a POST were lost by it. */
  readonly isLost: boolean;
  readonly works: boolean;
  readonly byBrowser: string | null;
  readonly server: string | undefined;
}

function redirectOf({ from, to, status, asked, answered, isLost, works, byBrowser, server }: Redirect): Found {
  const way = wayOf(from, to);
  const target = to.replace(/[?#].*/s, "");
  const says: Said = server === undefined ? ["redirected/answer", status, target] : ["redirected/answer-by", status, target, server];
  return {
    severity: works ? "warning" : "error",
    confidence: "certain",
    cause: `${status} ${way} ${works}`,
    title: [works ? "redirected/title-works" : "redirected/title", pathOf(from), status, target],
    means: [isLost ? "redirected/means-lost" : works ? "redirected/means-works" : `redirected/means-${way}`],
    evidence: [
      { entry: asked, says: ["asks", pathOf(from)] },
      { entry: answered, says },
    ],
    ruledOut: [byBrowser === null ? ["redirected/not-network"] : ["redirected/by-browser", byBrowser]],
    fix: [{ who: way === "login" ? "server" : way === "slash" ? "client" : "proxy", text: [`redirected/fix-${way}`] }],
  };
}

type Way = "slash" | "scheme" | "login" | "elsewhere";

/** What differs between the two URLs. */
function wayOf(from: string, to: string): Way {
  if (!URL.canParse(from)) return "elsewhere";
  const [a, b] = [new URL(from), new URL(to, from)];
  if (/log-?in|sign-?in|auth|sso/i.test(b.pathname)) return "login";
  const isSamePath = a.pathname === b.pathname;
  if (!isSamePath && a.pathname.replace(/\/$/, "") === b.pathname.replace(/\/$/, "")) return "slash";
  return isSamePath && a.hostname === b.hostname && a.protocol !== b.protocol ? "scheme" : "elsewhere";
}

function pathOf(url: string): string {
  return URL.canParse(url) ? new URL(url).pathname : url;
}
