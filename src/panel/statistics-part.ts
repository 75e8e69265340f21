// The part of the panel with statistics, a chunk of its own. It is loaded when the drawer is first opened.

import { Lazy } from "./lazy.ts";
import type { StatisticsView } from "./statistics/statistics-view.ts";
import type { View } from "./view.ts";

export class StatisticsPart {
  readonly #part: Lazy<StatisticsView>;

  constructor(view: View, changed: () => void) {
    this.#part = new Lazy(async () => new (await import("./statistics/statistics-view.ts")).StatisticsView(view, changed), changed);
  }

  /** Null before it was loaded. */
  get view(): StatisticsView | null {
    return this.#part.value;
  }
  get isOpen(): boolean {
    return this.view?.isOpen ?? false;
  }

  /** Opens the drawer, or closes it. */
  toggle(): void {
    if (this.view) this.view.setOpen(!this.view.isOpen);
    else void this.#part.need();
  }

  /** Resolves when it is loaded, if it is wanted, and everything that has arrived is counted. */
  async idle(): Promise<void> {
    await this.#part.idle();
    await this.view?.idle();
  }
}
