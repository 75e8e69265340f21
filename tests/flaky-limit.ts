// Fails a run in which more tests are flaky than chance explains. Playwright's `failOnFlakyTests` fails it at the first one already.
import type { FullConfig, FullResult, Reporter, Suite } from "@playwright/test/reporter";

/** How many tests may be flaky in a run that passes. */
const LIMIT = 3;

export default class FlakyLimit implements Reporter {
  #suite: Suite | null = null;

  onBegin(_config: FullConfig, suite: Suite): void {
    this.#suite = suite;
  }

  async onEnd(): Promise<{ status?: FullResult["status"] } | undefined> {
    const flaky = this.#suite?.allTests().filter((each) => each.outcome() === "flaky") ?? [];
    if (flaky.length <= LIMIT) return undefined;
    console.log(`${flaky.length} tests are flaky. A run with more than ${LIMIT} flaky tests fails.`);
    return { status: "failed" };
  }
}
