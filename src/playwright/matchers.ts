// The matchers: each asks its question again until the answer is the expected one, or until time is up. The message of one that fails ends with
// the last rows of the diagram.

import type { ExpectMatcherState, MatcherReturnType, Page } from "@playwright/test";
import { stateWord } from "../diagram/words/standing-word.ts";
import { Findings } from "../findings/findings.ts";
import { textLines } from "../formats/text.ts";
import { english } from "../messages/messages.ts";
import type { Session } from "../session/model.ts";
import type { Store } from "../session/store.ts";
import { printable } from "../text/printable.ts";
import type * as api from "./api.d.ts";
import { Recording, recordingOf } from "./recording.ts";
import { shareable } from "./settings.ts";
import { type Asked, answered, connected, noFindings, type Question, upgraded, type Verdict } from "./verdicts.ts";

/** Milliseconds between two looks at the trace. */
const PAUSE = 50;
/** So many of the last sessions and of the last rows are in a message. */
const LAST_SESSIONS = 5;
const LAST_ROWS = 12;
const WIDTH = 140;

type Received = Page | api.Recording;
type Name = keyof api.LifelineMatchers;

interface Options {
  readonly url?: string | RegExp;
  readonly within?: number;
  readonly timeout?: number;
}

export const matchers = {
  toHaveConnected(this: ExpectMatcherState, received: Received, options: api.ConnectedOptions = {}) {
    return match(this, "toHaveConnected", received, options, (asked) => connected(asked, options));
  },
  toHaveUpgraded(this: ExpectMatcherState, received: Received, options: api.UpgradedOptions = {}) {
    return match(this, "toHaveUpgraded", received, options, (asked) => upgraded(asked, options));
  },
  toHaveAnswered(this: ExpectMatcherState, received: Received, event: string, options: api.AnsweredOptions = {}) {
    return match(this, "toHaveAnswered", received, options, (asked) => answered(asked, event, options), event);
  },
  toHaveNoFindings(this: ExpectMatcherState, received: Received, options: api.NoFindingsOptions = {}) {
    return match(this, "toHaveNoFindings", received, options, (asked) => noFindings(asked, options));
  },
};

async function match(
  state: ExpectMatcherState,
  name: Name,
  received: Received,
  { url, within = 0, timeout = Math.max(state.timeout, within) }: Options,
  ask: (asked: Asked) => Question,
  argument?: string,
): Promise<MatcherReturnType> {
  const { isNot } = state;
  const ends = Date.now() + timeout;
  const recording = received instanceof Recording ? received : recordingOf(received as Page);
  const page = received instanceof Recording ? null : (received as Page);
  const fails = (lines: readonly string[]): MatcherReturnType => ({
    name,
    pass: isNot,
    message: () => [hint(state, name, page, argument), "", ...lines].join("\n"),
  });
  if (!recording) return fails([english("playwrightNotRecorded")]);
  const { t, say } = recording.settings;
  if (recording.unrecorded) return fails([t(...recording.unrecorded)]);

  const { store } = recording;
  const isAt = (address: string) => url === undefined || (typeof url === "string" ? address.includes(url) : address.search(url) >= 0);
  const has = (session: Session) => (page === null || recording.isOf(page, session)) && isAt(session.client.address);
  const question = ask({ store, findings: () => recording.findings.all(), t, say, has });
  const verdict = await settled(question, isNot, ends, () => recording.flush());
  if (verdict.answer === (isNot ? "no" : "yes") || (isNot && verdict.answer === "never")) return { name, pass: !isNot, message: () => "" };

  const shown = await shareable(store, recording.settings);
  const own = new Set(shown.sessions.filter((_, i) => has(store.sessions[i] as Session)));
  const again = ask({ store: shown, findings: () => new Findings(shown).all(), t, say, has: (session) => own.has(session) });
  const { answer, seen } = again.verdict();
  const expected = t(isNot ? "playwrightExpectedNot" : "playwrightExpected", again.expected);
  return fails([
    expected,
    // A name that is asked about may be a secret, which the copy does not have.
    ...(answer === verdict.answer ? [t("playwrightSeen"), ...seen.map((line) => `  ${printable(line)}`)] : []),
    ...sessionLines(shown, [...own], recording),
  ]);
}

/** Asks until the answer is final or the time `ends`. */
async function settled({ verdict, isOfAbsence }: Question, isNot: boolean, ends: number, flush: () => Promise<void>): Promise<Verdict> {
  const isFinal = ({ answer }: Verdict) => answer === "never" || answer === (isNot ? "no" : "yes");
  if (isOfAbsence) await flush();
  let now = verdict();
  while (!isFinal(now) && Date.now() < ends) {
    await new Promise((resolve) => setTimeout(resolve, PAUSE));
    now = verdict();
  }
  if (isFinal(now)) return now;
  await flush();
  return verdict();
}

function hint({ isNot, promise, utils }: ExpectMatcherState, name: Name, page: Page | null, argument = ""): string {
  return utils.matcherHint(name, page ? "page" : "recording", argument && JSON.stringify(argument), { isNot, promise });
}

/** The last sessions, and the last rows of the last one. */
function sessionLines(store: Store, own: readonly Session[], { settings: { t } }: Recording): string[] {
  const last = own.at(-1);
  if (!last) return [];
  const number = (session: Session) => `#${store.sessions.indexOf(session) + 1}`;
  const line = (session: Session) =>
    printable(
      `  ${[number(session), session.sid ?? "—", session.client.address, session.transport ?? "—", stateWord(t, session)].join("  ")}`,
    );
  const rows = textLines(
    store,
    { scope: { kind: "session", session: last }, http: true, t },
    { width: WIDTH, colour: false, last: LAST_ROWS },
  );
  // The heading above the rows repeats what the line of the session says, and an empty line is above the first step.
  const [, , first, ...others] = rows;
  const rest = first ? [first, ...others] : others;
  return [
    "",
    t("playwrightSessions"),
    ...own.slice(-LAST_SESSIONS).map(line),
    "",
    t("playwrightLastRows", number(last)),
    ...rest.map((row) => `  ${row}`),
  ];
}
