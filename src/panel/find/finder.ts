// Opens and closes what finds a text: as the user does in the panel, or as DevTools' own search bar says. What finds is loaded then.

import { Lazy } from "../lazy.ts";
import type { View, ViewWithRows } from "../view.ts";
import type { Find } from "./find.ts";
import type { FindBar } from "./find-bar.tsx";

/** What the user does in DevTools' own search bar, as `panel.onSearch` reports it, with the text for `performSearch`. */
export interface DevToolsSearch {
  readonly action: string;
  readonly text?: string | undefined;
}

declare global {
  interface DocumentEventMap {
    "lifeline-search": CustomEvent<DevToolsSearch>;
  }
}

export class Finder {
  readonly part: Lazy<{ readonly find: Find; readonly FindBar: typeof FindBar }>;

  constructor(view: View, changed: () => void) {
    this.part = new Lazy(async () => {
      const { Find, FindBar } = await import("./part.ts");
      return { find: new Find(view as ViewWithRows, changed), FindBar };
    }, changed);
  }

  get find(): Find | null {
    return this.part.value?.find ?? null;
  }

  /** Opens the bar, with the focus in its field. */
  async open(): Promise<void> {
    await this.part.need();
    this.find?.open(true);
    document.querySelector<HTMLInputElement>("#find-field")?.select();
  }

  async search({ action, text = "" }: DevToolsSearch): Promise<void> {
    await this.part.need();
    const { find } = this;
    if (action === "performSearch") {
      find?.open(false);
      find?.find(text);
    } else if (action === "nextSearchResult") find?.step(1);
    else if (action === "previousSearchResult") find?.step(-1);
    else if (action === "cancelSearch") find?.close();
  }

  /** Goes to the next hit (1), or to the previous one (-1). Without a text to find, opens the bar. */
  step(by: 1 | -1): void {
    if (this.find === null || this.find.text === "") void this.open();
    else this.find.step(by);
  }

  async idle(): Promise<void> {
    await this.part.idle();
    await this.find?.idle();
  }
}
