// What the ladder shows and how. The toolbar, the list of sessions and the keys change it; an export draws the same. All but the scope is
// remembered.

import { sameFields } from "../diagram/draw/memo.ts";
import type { Scope } from "../diagram/rows/scope.ts";
import type { Times } from "../diagram/words/times.ts";
import type { Panes } from "./panel-layout.ts";
import { recall, remember } from "./remembered.ts";
import { zone } from "./time.ts";

/** What has to be made anew after a change: the rows, only the text of the time column, or only where the parts of the panel stand. */
export type Affected = "rows" | "times" | "panes";

const ALL_SESSIONS: Scope = { kind: "all" };
const ALL_TIMES: readonly [Times, ...Times[]] = [{ kind: "start" }, { kind: "clock", zone }, { kind: "previous" }];

export class Settings {
  readonly #changed: (affected: Affected) => void;
  /** The sessions whose rows are shown. It names sessions of one trace, so another trace resets it. */
  #scope = ALL_SESSIONS;
  /** The filter, in its language: see docs/filter.md. Rows that it does not show are hidden. */
  #filter = recall("filter");
  /** What belongs to a match of the filter is shown too. */
  #answers = recall("withAnswers");
  /** What the time column shows. */
  #times = ALL_TIMES.find(({ kind }) => kind === recall("times")) ?? ALL_TIMES[0];
  /** Pixels per millisecond when rows are placed to scale; undefined when they are evenly spaced. */
  #scale = recall("scale") ?? undefined;
  /** Milliseconds, see `LadderOptions.silence`: what is torn out at the scale that fits the trace. A finer scale tears out nothing shorter. */
  #silence = 0;

  #panes: Panes = {
    sessions: recall("sessions"),
    sessionsOpen: recall("sessionsOpen"),
    details: recall("details"),
    detailsBelow: recall("detailsBelow"),
    drawer: recall("drawer"),
    lifelines: recall("lifelines"),
  };

  constructor(changed: (affected: Affected) => void) {
    this.#changed = changed;
  }

  get scope(): Scope {
    return this.#scope;
  }
  get filter(): string {
    return this.#filter;
  }
  get answers(): boolean {
    return this.#answers;
  }
  get times(): Times {
    return this.#times;
  }
  get scale(): number | undefined {
    return this.#scale;
  }

  get silence(): number {
    return this.#silence;
  }

  /** How large the user made the parts around the ladder. */
  get panes(): Panes {
    return this.#panes;
  }

  setPanes(change: Partial<Panes>): void {
    this.#panes = { ...this.#panes, ...change };
    for (const pane of Object.keys(change) as (keyof Panes)[]) remember(pane, this.#panes[pane]);
    this.#changed("panes");
  }

  setScope(scope: Scope): void {
    if (sameFields(scope, this.#scope)) return;
    this.#scope = scope;
    this.#changed("rows");
  }

  /** Resets the scope for another trace, whose rows are made anew anyway: reports no change. */
  resetScope(): void {
    this.#scope = ALL_SESSIONS;
  }

  setFilter(filter: string): void {
    if (filter === this.#filter) return;
    this.#filter = filter;
    remember("filter", filter);
    this.#changed("rows");
  }

  setAnswers(on: boolean): void {
    if (on === this.#answers) return;
    this.#answers = on;
    remember("withAnswers", on);
    this.#changed(this.#filter === "" ? "times" : "rows");
  }

  /** Sets the pixels per millisecond, or turns the time scale off. `silence` stays when absent. */
  setScale(scale: number | undefined, silence = this.#silence): void {
    if (scale === this.#scale) return;
    this.#scale = scale;
    this.#silence = silence;
    remember("scale", scale ?? null);
    this.#changed("rows");
  }

  /** Goes on to the next of `ALL_TIMES`. */
  nextTimes(): void {
    this.#times = ALL_TIMES[(ALL_TIMES.indexOf(this.#times) + 1) % ALL_TIMES.length] ?? ALL_TIMES[0];
    remember("times", this.#times.kind);
    this.#changed("times");
  }
}
