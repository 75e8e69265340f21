import type { Headers } from "./event.ts";

/** The value of a header, whose name is given in lower case; undefined without one. */
export function header(headers: Headers, name: string): string | undefined {
  return Object.entries(headers).find(([each]) => each.toLowerCase() === name)?.[1];
}
