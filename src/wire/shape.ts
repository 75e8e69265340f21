// Checks that a JSON value has the fields we read. Whatever a browser, a page or a file gives is `unknown` until it has passed one of these.

export type Check<T> = (value: unknown) => value is T;
export type Checked<C> = C extends Check<infer T> ? T : never;
type Fields = Readonly<Record<string, Check<unknown>>>;
type Shaped<R extends Fields, O extends Fields> = { readonly [K in keyof R]: Checked<R[K]> } & {
  readonly [K in keyof O]?: Checked<O[K]> | undefined;
};

export const string: Check<string> = (value): value is string => typeof value === "string";
export const number: Check<number> = (value): value is number => Number.isFinite(value);
export const boolean: Check<boolean> = (value): value is boolean => typeof value === "boolean";

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export const strings: Check<Readonly<Record<string, string>>> = (value): value is Readonly<Record<string, string>> =>
  isRecord(value) && Object.values(value).every(string);

export function list<T>(item: Check<T>): Check<readonly T[]> {
  return (value): value is readonly T[] => Array.isArray(value) && value.every(item);
}

export const oneOf =
  <const T>(...values: readonly T[]): Check<T> =>
  (value): value is T =>
    (values as readonly unknown[]).includes(value);

/** An object that has all `required` fields and no malformed `optional` one. Other fields are not looked at. */
export function object<R extends Fields, O extends Fields = Record<never, never>>(required: R, optional?: O): Check<Shaped<R, O>> {
  const needed = Object.entries(required);
  const allowed = Object.entries(optional ?? {});
  return (value): value is Shaped<R, O> =>
    isRecord(value) &&
    needed.every(([key, check]) => check(value[key])) &&
    allowed.every(([key, check]) => value[key] === undefined || check(value[key]));
}

/** The value of a JSON text; undefined when it is not JSON. */
export function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
