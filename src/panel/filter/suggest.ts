// What can stand where the caret is: keys, or values that the trace has for a key.

import { type Caret, partText, readExpression } from "../../filter/expression.ts";
import { CHOICES, KEYS, type Key } from "../../filter/words.ts";
import type { MessageKey, Translate } from "../../messages/messages.ts";
import type { Store } from "../../session/store.ts";
import { clientLetter } from "../../text/client-letter.ts";
import { printable } from "../../text/printable.ts";
import { sidWords } from "../sessions/session-words.ts";

export interface Suggestion {
  /** What the list shows, and what is filled in: the same but for sids. */
  readonly label: string;
  readonly text: string;
  readonly means: string;
  /** The part is complete with it. */
  readonly isWhole: boolean;
  /** Of which key it is a value; null for a key. */
  readonly key: Key | null;
  /** The value as in the counts of its key. */
  readonly value: string;
  /** How many rows there are of it; null where that is not counted, or not yet. */
  readonly count: number | null;
}

/** The list has no more: nobody reads on, and drawing must not grow with the trace. */
const MOST = 50;
/** So many of the last sessions and clients are looked at. */
const MOST_SESSIONS = 1000;

const KEY_WORDS: Readonly<Record<Key, MessageKey>> = {
  event: "filterByEvent",
  nsp: "filterByNsp",
  dir: "filterByDir",
  transport: "filterByTransport",
  type: "filterByType",
  session: "filterBySession",
  client: "filterByClient",
  size: "filterBySize",
  ack: "filterByAck",
  is: "filterByIs",
};

const SIGNS = [
  ['"', "filterExact"],
  ["/", "filterRegex"],
  ["-", "filterNot"],
] as const satisfies readonly (readonly [string, MessageKey])[];

const VALUE_WORDS: Readonly<Record<string, MessageKey>> = {
  sent: "filterSent",
  received: "filterReceived",
  unanswered: "filterUnanswered",
  late: "filterLate",
  problem: "filterProblem",
  binary: "filterBinary",
  heartbeat: "filterHeartbeat",
  http: "filterHttpAlone",
};

const RANGES = { size: [">1kB", ">10kB", ">100kB", ">1MB"], ack: [">100ms", ">500ms", ">1s", ">5s"] } as const;
/** Keys that are tried when a word has no key. */
const WITHOUT_KEY = ["event", "nsp", "is", "type"] as const satisfies readonly Key[];

/** `counts`: how many entries each value of a key has, as far as that is known: what most entries have comes first. */
export function suggestions(
  caret: Caret,
  store: Store,
  t: Translate,
  counts: (key: Key) => ReadonlyMap<string, number> | null,
): readonly Suggestion[] {
  const typed = caret.typed.toLowerCase();
  if (caret.key !== null) return matching(caret.key, typed, store, t, counts).slice(0, MOST);
  const isRegex = typed.startsWith("/");
  if (isRegex || (caret.part !== null && caret.part.key === null && caret.part.values[0]?.isQuoted)) return [];
  const keys = KEYS.filter((key) => key.startsWith(typed)).map((key) => ofText(`${key}:`, t(KEY_WORDS[key])));
  if (typed === "")
    return [...keys, ...SIGNS.filter(([sign]) => sign !== "-" || !caret.not).map(([sign, means]) => ofText(sign, t(means)))];
  const values = WITHOUT_KEY.flatMap((key) =>
    matching(key, typed, store, t, counts).map((one) => ({ ...one, label: `${key}:${one.label}`, text: `${key}:${one.text}` })),
  );
  return [...keys, ...values].slice(0, MOST);
}

/** Whether the trace has a name for each part that asks for names: of an event, a namespace, or a session. */
export function isKnown(expression: string, store: Store): boolean {
  return readExpression(expression).every(({ test }) => {
    if (test?.kind !== "names") return true;
    const { key, names } = test;
    const known = key === "session" ? store.sessions.map(({ sid }) => sid ?? "") : namesOf(key, store);
    return known.some((name) => names.some((regex) => regex.test(name)));
  });
}

function namesOf(key: "event" | "nsp", store: Store): readonly string[] {
  const names = store.names.flatMap((event) => (event === null ? [] : [key === "event" ? event.name : event.nsp]));
  return [...new Set(key === "nsp" ? ["/", ...names] : names)];
}

function ofText(text: string, means: string): Suggestion {
  return { label: text, text, means, isWhole: false, key: null, value: text, count: null };
}

function matching(
  key: Key,
  typed: string,
  store: Store,
  t: Translate,
  counts: (key: Key) => ReadonlyMap<string, number> | null,
): readonly Suggestion[] {
  const known = key === "size" || key === "ack" ? null : counts(key);
  // The others have an order of their own.
  const isSorted = key === "event" || key === "nsp";
  const rank = ({ label, value }: Suggestion) => {
    const places = [label, value].map((text) => text.toLowerCase().indexOf(typed));
    if (value.toLowerCase() === typed) return 0;
    return places.includes(0) ? 1 : Math.max(...places) > 0 ? 2 : 3;
  };
  return valuesOf(key, store, t)
    .map((one) => ({ rank: rank(one), one: { ...one, count: known && (known.get(one.value) ?? 0) } }))
    .filter(({ rank }) => rank < 3)
    .sort((a, b) => a.rank - b.rank || (isSorted ? (b.one.count ?? 0) - (a.one.count ?? 0) : 0))
    .map(({ one }) => one);
}

function valuesOf(key: Key, store: Store, t: Translate): readonly Suggestion[] {
  const value = (value: string, label = value, means = ""): Suggestion => {
    const text = partText({ key, values: [value] }).slice(key.length + 1);
    return { label: printable(label), text, means: printable(means), isWhole: true, key, value, count: null };
  };
  switch (key) {
    case "event":
    case "nsp":
      return namesOf(key, store).map((name) => value(name));
    case "session":
      return store.sessions
        .slice(-MOST_SESSIONS)
        .flatMap((session) => (session.sid === null ? [] : [value(session.sid, sidWords(t, session), session.client.address)]))
        .reverse();
    case "client":
      return store.clients.slice(0, MOST_SESSIONS).map(({ index, address }) => value(clientLetter(index), clientLetter(index), address));
    case "size":
    case "ack":
      return RANGES[key].map((range) => value(range));
    default:
      return (CHOICES[key] ?? []).map((choice) => {
        const means = VALUE_WORDS[choice];
        return value(choice, choice, means === undefined ? "" : t(means));
      });
  }
}
