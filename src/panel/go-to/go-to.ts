// Goes from row to row by what they are: to the next problem, the next event that nobody acknowledged, the same event again, a time, where a
// session begins and ends; and back to where the user was. Each looks through the columns in slices, from the selected row on. It finds only
// what the rows show, and says so when there is nothing.

import type { Scope } from "../../diagram/rows/scope.ts";
import { type Sought, seek } from "../../diagram/rows/seek.ts";
import type { Finding } from "../../findings/finding.ts";
import type { Sentence } from "../../messages/messages.ts";
import { clock } from "../../messages/quantities.ts";
import { NONE } from "../../session/entries.ts";
import type { Session } from "../../session/model.ts";
import type { Store } from "../../session/store.ts";
import { Finder } from "../find/finder.ts";
import type { LadderView } from "../ladder/ladder-view.ts";
import type { Selection } from "../selection.ts";
import { inSlices } from "../slices.ts";
import { zone } from "../time.ts";
import type { View } from "../view.ts";
import { likeOf } from "./like.ts";
import { readTime } from "./time-text.ts";
import { Trail } from "./trail.ts";

type By = 1 | -1;
/** Shows the row of an entry, and calls `shown` then. */
type Show = (entry: number, shown: () => void) => void;

const PAST_END = { last: ["goToFromTop"], first: ["goToFromEnd"] } as const;

/** What is shown, and which part of it. */
interface Where {
  readonly scope: Scope;
  readonly filter: string;
  readonly answers: boolean;
  readonly selected: number | null;
  /** The row at the top of the viewport, its entry, and how many of its pixels are above; null while new rows are followed, and without rows. */
  readonly top: { readonly key: number; readonly entry: number; readonly above: number } | null;
}

export class GoTo {
  readonly #panel: View;
  readonly #ladder: LadderView;
  readonly #selection: Selection;
  readonly #changed: () => void;
  /** The trace whose places are in the trail. */
  #store: Store;
  readonly finder: Finder;
  readonly #trail = new Trail<Where>();
  /** A place of the trail is on its way to be shown. */
  #isReturning = false;
  #asksTime = false;
  /** Grows when what is looked for is not wanted any more. */
  #asked = 0;
  /** Resolves when the last search is over. */
  #looking: Promise<void> = Promise.resolve();
  #isBusy = false;
  /** What is to be said of the last jump, and which row was selected then. */
  #said: { readonly sentence: Sentence; readonly row: number | null } | null = null;

  constructor(panel: View, ladder: LadderView, selection: Selection, changed: () => void) {
    this.#panel = panel;
    this.#store = panel.store;
    this.#ladder = ladder;
    this.#selection = selection;
    this.#changed = changed;
    this.finder = new Finder(panel, changed);
  }

  /** Something is looked for. */
  get isBusy(): boolean {
    return this.#isBusy;
  }
  /** What is to be said of the last jump, until another row is selected; null if it went as expected. */
  get said(): Sentence | null {
    return this.#said?.row === this.#selection.selected ? this.#said.sentence : null;
  }
  /** Whether the field for a time is open. */
  get asksTime(): boolean {
    return this.#asksTime;
  }
  get canGoBack(): boolean {
    return this.#trail.canGoBack;
  }
  get canGoForward(): boolean {
    return this.#trail.canGoForward;
  }

  /** Resolves when nothing is looked for. */
  async idle(): Promise<void> {
    await this.#looking;
    await this.finder.idle();
  }

  /** Begins with another trace. */
  #reset(): void {
    this.#store = this.#panel.store;
    this.#asked++;
    this.#trail.clear();
    this.#said = null;
    this.#isBusy = false;
    this.#isReturning = false;
  }

  /** The next row with a problem (1), or the previous one (-1): where a finding begins, which is opened, or one of which no finding speaks. */
  problem(by: By): void {
    const { findings, store } = this.#panel;
    const begun = new Map<number, { readonly finding: Finding; readonly evidence: number }[]>();
    const proving = new Set<number>();
    for (const finding of findings?.all ?? []) {
      for (const { entry } of finding.evidence) proving.add(entry);
      const evidence = finding.evidence.findIndex(({ entry }) => this.#ladder.rows.hasRow(entry));
      const entry = finding.evidence[evidence]?.entry;
      if (entry !== undefined) begun.set(entry, [...(begun.get(entry) ?? []), { finding, evidence }]);
    }
    const here = begun.get(this.#selectedEntry ?? -1) ?? [];
    const open = here.findIndex(({ finding }) => finding === findings?.open);
    const next = open < 0 ? undefined : here[open + by];
    if (next) return findings?.showHere(next.finding, next.evidence);
    const isProblem = (entry: number) => begun.has(entry) || (store.entries.isProblem(entry) && !proving.has(entry));
    this.#seek(by, isProblem, ["goToNoProblem"], (entry, selected) => {
      const first = begun.get(entry)?.at(by > 0 ? 0 : -1);
      if (first) findings?.showHere(first.finding, first.evidence, selected);
      else this.#selection.selectEntry(entry, selected);
    });
  }

  /** The next event that asked for an ack and has none, or the previous one: none can come any more, or it may still come. */
  unanswered(by: By): void {
    const { store } = this.#panel;
    const { entries } = store;
    const mayCome = (entry: number) => store.link(entry)?.session?.state !== "closed";
    const waits = (entry: number) => entries.asks(entry) && entries.peer(entry) === NONE;
    this.#seek(by, (entry) => waits(entry) && (entries.isUnanswered(entry) || mayCome(entry)), ["goToNoUnanswered"]);
  }

  /** The same event again. */
  same(by: By): void {
    const entry = this.#selectedEntry;
    if (entry === null) this.say(["goToSelectFirst"]);
    else this.#seek(by, likeOf(this.#panel.store, entry), ["goToNoSame"]);
  }

  /** The row with which the session of the selected row begins (-1) or ends (1); from there, that of the session before or after it. */
  session(by: By): void {
    const { store } = this.#panel;
    const { selected } = this.#selection;
    const session = store.link(this.#selectedEntry ?? this.#entryAt(this.#ladder.top))?.session;
    if (!session) return this.say(["goToNoSession"]);
    this.#look(
      () => this.#ends(session, by, (entry) => selected === null || this.#selection.keyShowing(entry) !== selected),
      this.#select,
      [by < 0 ? "goToFirstSession" : "goToLastSession"],
    );
  }

  askTime(asks: boolean): void {
    this.#asksTime = asks;
    this.#changed();
  }

  /** Goes to the first row at the time in a text or after it. Returns false if the text is no time. */
  time(text: string): boolean {
    const { store, settings } = this.#panel;
    const { entries } = store;
    const { rows } = this.#ladder;
    const { part } = rows.options;
    const first = part?.firstAt ?? entries.at(rows.length === 0 ? 0 : rows.lastEntry(0));
    const last = entries.at(entries.ordered(entries.length - 1));
    const from = entries.at(this.#selectedEntry ?? this.#entryAt(this.#ladder.top));
    const at = readTime(text, { first, last, from, isClock: settings.times.kind === "clock", zone });
    if (at === null) return false;
    const place = entries.placeFrom(at);
    const any = () => true;
    this.#look(
      function* () {
        return (yield* seek(rows, place, 1, any, entries.length - place)) ?? (yield* seek(rows, place - 1, -1, any, place));
      },
      this.#select,
      ["goToNoRow"],
      at < first || at > last ? ["goToOutside", clock(last - first)] : undefined,
    );
    return true;
  }

  /** Goes back (-1) or forward (1) to where the user was. */
  step(by: By): void {
    const where = this.#trail.step(by);
    if (!where) return;
    this.#asked++;
    this.#isReturning = true;
    const { settings } = this.#panel;
    settings.setScope(where.scope);
    settings.setFilter(where.filter);
    settings.setAnswers(where.answers);
    this.#ladder.whenWhole(() => {
      if (this.#trail.current === where) this.#show(where);
    });
    this.#changed();
  }

  /** Before each drawing: takes down where the user is. What is a jump becomes a place to go back to. */
  note(): void {
    if (this.#store !== this.#panel.store) this.#reset();
    this.finder.find?.refresh();
    if (this.#isReturning) return;
    const { settings } = this.#panel;
    const { selected } = this.#selection;
    const { scope, filter, answers } = settings;
    const before = this.#trail.current;
    const where: Where = { scope, filter, answers, selected, top: this.#top };
    const isOther = before?.scope !== scope || before.filter !== filter || before.answers !== answers;
    if (before && (isOther || this.#isFar(before, selected))) this.#trail.add(where);
    else this.#trail.replace(where);
  }

  readonly #select: Show = (entry, shown) => this.#selection.selectEntry(entry, shown);

  get #selectedEntry(): number | null {
    const { selected } = this.#selection;
    const y = selected === null ? undefined : this.#ladder.rows.yOf(selected)?.y;
    return y === undefined ? null : this.#entryAt(y);
  }

  /** The first entry of the row at a y. */
  #entryAt(y: number): number {
    const { rows } = this.#ladder;
    return rows.length === 0 ? 0 : rows.firstEntry(rows.rows.at(y));
  }

  get #top(): Where["top"] {
    const { rows, top, follow } = this.#ladder;
    if (follow || rows.length === 0) return null;
    const row = rows.rows.at(top);
    return { key: rows.key(row), entry: rows.firstEntry(row), above: top - rows.rows.y(row) };
  }

  /** Whether another row is selected now, more than a screen away from the one before, or from what was visible without one. */
  #isFar(before: Where, selected: number | null): boolean {
    if (selected === null || selected === before.selected) return false;
    const { rows, viewport } = this.#ladder;
    const key = before.selected ?? before.top?.key;
    const from = key === undefined ? rows.height - viewport : rows.yOf(key)?.y;
    const to = rows.yOf(selected)?.y;
    return from === undefined || to === undefined || Math.abs(to - from) > viewport;
  }

  #show({ selected, top }: Where): void {
    const { rows } = this.#ladder;
    const { entries } = this.#panel.store;
    this.#selection.select(selected !== null && rows.yOf(selected) !== null ? selected : null);
    this.#ladder.setFollow(top === null);
    if (top !== null) {
      const y = rows.yOf(top.key)?.y ?? rows.yAtPlace(entries.placeOf(top.entry));
      this.#ladder.scrollTo(y + top.above);
      if (this.#selection.selected !== null) this.#ladder.reveal(this.#selection.selected);
    }
    this.#isReturning = false;
    this.#changed();
  }

  /** Goes to the next entry that is wanted, from the selected row on, or else from the visible ones. The selected row itself is not wanted. */
  #seek(by: By, isWanted: (entry: number) => boolean, none: Sentence, show: Show = this.#select): void {
    const { store } = this.#panel;
    const { rows, top, viewport } = this.#ladder;
    const { selected } = this.#selection;
    const from = this.#selectedEntry;
    const place = from === null ? store.entries.placeOf(this.#entryAt(by > 0 ? top : top + viewport)) : store.entries.placeOf(from) + by;
    const isOther = (entry: number) => isWanted(entry) && (selected === null || this.#selection.keyShowing(entry) !== selected);
    this.#look(() => seek(rows, place, by, isOther), show, none);
  }

  /** The first or last shown entry of a session, or of the sessions before or after it, that is no longer at the selected row. */
  *#ends(session: Session, by: By, isOther: (entry: number) => boolean): Generator<number, { entry: number } | null> {
    const { store } = this.#panel;
    const { entries, sessions } = store;
    for (let next: Session | undefined = session; next; next = sessions[next.index + by]) {
      const own = next;
      const [from, until] = [entries.placeFrom(own.startedAt), entries.placeAfter(own.lastAt)];
      const end = yield* seek(
        this.#ladder.rows,
        by < 0 ? from : until - 1,
        by < 0 ? 1 : -1,
        (entry) => store.link(entry)?.session === own,
        until - from,
      );
      if (end && isOther(end.entry)) return end;
    }
    return null;
  }

  /** Looks in slices, and shows what was found. Says `none` where nothing was, and else `so`, or that the search went past an end. */
  #look(
    search: () => Generator<number, (Partial<Sought> & Pick<Sought, "entry">) | null>,
    show: Show,
    none: Sentence,
    so?: Sentence,
  ): void {
    const asked = ++this.#asked;
    const goesOn = (share: number) => {
      if (asked !== this.#asked) return false;
      this.#isBusy = true;
      this.say(["goToLooking", Math.floor(share * 100)]);
      return true;
    };
    const look = async () => {
      const sought = await inSlices(search(), goesOn);
      if (sought === undefined || asked !== this.#asked) return;
      this.#isBusy = false;
      this.#said = null;
      if (sought === null) this.say(none);
      else
        show(sought.entry, () => {
          const sentence = so ?? (sought.pastEnd && PAST_END[sought.pastEnd]);
          if (sentence) this.say(sentence);
        });
    };
    this.#looking = look();
  }

  /** Says something in the status bar until another row is selected. */
  say(sentence: Sentence): void {
    this.#said = { sentence, row: this.#selection.selected };
    this.#changed();
  }
}
