import type { Headers } from "./event.ts";

/** The value of a header, whose name is given in lower case; undefined without one. */
export function header(headers: Headers, name: string): string | undefined {
  return Object.entries(headers).find(([each]) => each.toLowerCase() === name)?.[1];
}

/** Joins the values of a repeated header by a line feed, as `Headers` has them. */
export function joinedHeaders(list: Iterable<{ readonly name: string; readonly value: string }>): Headers {
  const joined: Record<string, string> = {};
  for (const { name, value } of list) joined[name] = Object.hasOwn(joined, name) ? `${joined[name]}\n${value}` : value;
  return joined;
}
