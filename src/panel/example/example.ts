// The example that a newcomer opens from the empty page: a recorded session, shown as a file, with its steps explained.

import type { Store } from "../../session/store.ts";
import { Lazy } from "../lazy.ts";
import type { View } from "../view.ts";

export class Example {
  readonly part: Lazy<Pick<typeof import("./part.ts"), "ExampleStrip" | "trace">>;
  readonly #panel: Pick<View, "host">;
  readonly #changed: () => void;
  /** The trace of the example, once it is open. */
  #store: Store | null = null;

  /** @param changed Called when something that is drawn has changed. */
  constructor(panel: Pick<View, "host">, changed: () => void) {
    this.#panel = panel;
    this.#changed = changed;
    this.part = new Lazy(() => import("./part.ts"), changed);
  }

  /** Whether a trace is the example. */
  is(store: Store): boolean {
    return store === this.#store;
  }

  /** Opens it in the place of the recording, which goes on. */
  async open(): Promise<void> {
    const { host } = this.#panel;
    await this.part.need();
    const name = host.t("example");
    await host.open(new File([this.part.value?.trace ?? ""], name));
    if (host.status.file === name) this.explain(host.store);
  }

  /** Says that a trace is the example. */
  explain(store: Store): void {
    this.#store = store;
    void this.part.need();
    this.#changed();
  }
}
