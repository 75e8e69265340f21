// A redirect on an Engine.IO URL. Polling follows it, with a POST turned into a GET by 301, 302 and 303; a websocket does not follow it at all.
//
//   it loses packets, or leads to no session        redirected, an error
//   it works once or twice                          redirected, a warning
//   it works, and each request goes the same way    every-request-redirected

import type { Exchange, Session } from "../../session/model.ts";
import type { Store } from "../../session/store.ts";
import { losesBody } from "../../wire/redirect.ts";
import { answerHeader, urlOf } from "../attempt.ts";
import type { Said } from "../catalogue.ts";
import type { Found, Rule } from "../finding.ts";

/** Next.js answers a path with a slash at its end with 308, to the one without it. */
const NEXT = "module.exports = { skipTrailingSlashRedirect: true };";

/** So many redirected requests of a session are no exception. */
const EVERY = 3;

export const redirected: Rule = {
  id: "redirected",
  exchange(exchange, store): Found | null {
    const isLost = exchange.post && losesBody(exchange.status);
    return isLost && exchange.location !== null && exchange.session !== null ? ofExchange(exchange, false, store) : null;
  },
  session(session, store): Found | null {
    const { redirects, startEntry, upgrade } = session;
    const works = worksAnyway(session);
    if (redirects && (!works || redirects.count < EVERY) && !(redirects.first.post && losesBody(redirects.first.status)))
      return ofExchange(redirects.first, works, store);
    const entry = upgrade?.openEntry ?? startEntry;
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

export const everyRequestRedirected: Rule = {
  id: "every-request-redirected",
  session(session, store): Found | null {
    const { redirects } = session;
    if (!redirects || redirects.count < EVERY || !worksAnyway(session) || losesBody(redirects.first.status)) return null;
    const found = ofExchange(redirects.first, true, store);
    const { status, location } = redirects.first;
    const path = pathOf(urlOf(redirects.first, store));
    return {
      ...found,
      title: ["every-request-redirected/title", redirects.count, path, status, withoutQuery(location ?? "")],
      means: ["redirected/means-works"],
      ruledOut: [...found.ruledOut, ["every-request-redirected/not-lost", status]],
    };
  },
};

/** The session opened, and did not end at a redirect. */
function worksAnyway({ openedAt, problem }: Session): boolean {
  const isEnd = typeof problem === "string" ? /^3\d\d → /.test(problem) : problem?.[0] === "reasonRedirected";
  return openedAt !== null && !isEnd;
}

function ofExchange(exchange: Exchange, works: boolean, store: Store): Found {
  const { location, status, byBrowser, post } = exchange;
  return redirectOf({
    from: urlOf(exchange, store),
    to: location ?? "",
    status,
    asked: exchange.requestEntry,
    answered: exchange.answerEntry ?? exchange.requestEntry,
    isLost: post && losesBody(status),
    works,
    byBrowser,
    server: answerHeader(exchange, "server", store),
  });
}

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
  const target = withoutQuery(to);
  const says: Said = server === undefined ? ["redirected/answer", status, target] : ["redirected/answer-by", status, target, server];
  return {
    severity: works ? "warning" : "error",
    confidence: "certain",
    cause: `${status} ${way} ${works} ${isLost}`,
    title: [works ? "redirected/title-works" : "redirected/title", pathOf(from), status, target],
    means: [isLost ? "redirected/means-lost" : works ? "redirected/means-works" : `redirected/means-${way}`],
    evidence: [
      { entry: asked, says: ["asks", pathOf(from)] },
      { entry: answered, says },
    ],
    ruledOut: [byBrowser === null ? ["redirected/not-network"] : ["redirected/by-browser", byBrowser]],
    fix: [
      { who: way === "login" ? "server" : "proxy", text: [`redirected/fix-${way}`] },
      ...(way === "slash" && status === 308 && pathOf(from).endsWith("/")
        ? [{ who: "server", text: ["redirected/fix-next"], for: "Next.js", code: NEXT } as const]
        : []),
    ],
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

function withoutQuery(url: string): string {
  return url.replace(/[?#].*/s, "");
}

function pathOf(url: string): string {
  return URL.canParse(url) ? new URL(url).pathname : url;
}
