// A tab of either browser.

export interface Tab {
  goto(url: string): Promise<unknown>;
  /** Runs a function that refers to nothing outside itself. Argument and result are JSON. */
  evaluate<A, R>(fn: (argument: A) => R | Promise<R>, argument: A): Promise<R>;
  evaluate<R>(fn: () => R | Promise<R>): Promise<R>;
  goBack(): Promise<unknown>;
  close(): Promise<unknown>;
}

/** Runs an expression whose result is JSON text. */
export type Evaluate = (expression: string) => Promise<string | undefined>;

const expression = (fn: unknown, argument: unknown): string =>
  `(async () => JSON.stringify(await (${fn})(${JSON.stringify(argument) ?? "undefined"})))()`;

/** Adds `evaluate` to what a browser's driver can do with a tab. */
export function tab<T extends Partial<Tab>>(evaluate: Evaluate, rest: T): T & Pick<Tab, "evaluate"> {
  return {
    ...rest,
    evaluate: async (fn: unknown, argument?: unknown) => {
      const json = await evaluate(expression(fn, argument));
      return json === undefined ? undefined : JSON.parse(json);
    },
  };
}
