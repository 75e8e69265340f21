// What the user chose, remembered from one opening of DevTools to the next, for all tabs of the browser. It is in the extension's
// `localStorage`, which can be read at once, so that the first frame is drawn as the last one was, and which needs no permission. Each value
// has a key of its own and is written only when the user changes it, so that two panels that are open overwrite only what both change.

import { boolean, type Check, list, number, object, oneOf, parsed, string } from "../wire/shape.ts";

/** A value that is remembered: what it is before the user chose, and what it may be. A stored value that may not be is ignored. */
interface Kind<T> {
  readonly preset: T;
  readonly check: Check<T>;
}

/** Infers `T` from the check, so that the preset is no narrower. */
function kind<T>(check: Check<T>, preset: NoInfer<T>): Kind<T> {
  return { preset, check };
}

const from =
  (least: number, most: number): Check<number> =>
  (value): value is number =>
    number(value) && value >= least && value <= most;

/** A finite number of pixels. Where it is used limits it to the room that there is. */
const pixels = from(0, 10_000);

const KINDS = {
  /** How to record; null for the browser's first way. */
  mode: kind(oneOf("debugger", "page", null), null),
  workers: kind(boolean, false),
  /** Bytes of payloads that a trace may have in memory. */
  memory: kind(from(1e6, 1e12), 512_000_000),
  clearsOnNavigation: kind(boolean, false),
  /** Whether keys without Ctrl act in the whole panel; if not, only in the ladder. */
  keysEverywhere: kind(boolean, true),
  /** The language of the panel: the browser's, or this one. */
  language: kind(oneOf("browser", "en", "ja"), "browser"),
  times: kind(oneOf("start", "clock", "previous"), "start"),
  /** Pixels per millisecond when time is to scale; null when rows stand evenly. */
  scale: kind<number | null>((value): value is number | null => value === null || from(1e-6, 1e3)(value), null),
  /** The width of the list of sessions in pixels. */
  sessions: kind(pixels, 240),
  sessionsOpen: kind(boolean, true),
  /** The width of the details beside the ladder, and their height below it, in pixels. */
  details: kind(pixels, 340),
  detailsBelow: kind(pixels, 306),
  /** The height of the drawer with statistics in pixels. */
  drawer: kind(pixels, 260),
  /** The width of the lifelines in pixels; null for what they need. */
  lifelines: kind<number | null>((value): value is number | null => value === null || pixels(value), null),
  /** The filter expression, the ones used last with the newest first, and the ones that were saved. */
  filter: kind(string, ""),
  filters: kind<readonly string[]>(list(string), []),
  savedFilters: kind<readonly { readonly name: string; readonly filter: string }[]>(list(object({ name: string, filter: string })), []),
  /** The user's own patterns of secrets, one a line: see docs/redaction.md. */
  secretPatterns: kind(string, ""),
  /** Whether answers are shown with what the filter leaves. */
  withAnswers: kind(boolean, false),
} as const;

let storage: () => Pick<Storage, "getItem" | "setItem"> = () => localStorage;

/** Remembers in another place than the browser's storage. */
export function rememberIn(other: Pick<Storage, "getItem" | "setItem">): void {
  storage = () => other;
}

type Kinds = typeof KINDS;
export type Remembered = { readonly [K in keyof Kinds]: Kinds[K]["preset"] };

/** The value that was remembered last, or the preset if there is none, it is malformed, or the browser refuses storage. */
export function recall<K extends keyof Kinds>(key: K): Remembered[K] {
  const { preset, check } = KINDS[key] as Kind<Remembered[K]>;
  try {
    const value = parsed(storage().getItem(key) ?? "");
    return check(value) ? value : preset;
  } catch {
    return preset;
  }
}

/** Remembers a value. Where the browser refuses storage, or its storage is full, nothing is remembered. */
export function remember<K extends keyof Kinds>(key: K, value: Remembered[K]): void {
  try {
    storage().setItem(key, JSON.stringify(value));
  } catch {
    // The panel goes on with the value that it has.
  }
}

/** What is set before the user chose. */
export function presetOf<K extends keyof Kinds>(key: K): Remembered[K] {
  return (KINDS[key] as Kind<Remembered[K]>).preset;
}
