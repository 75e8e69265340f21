// Values of events in Chrome's log of its network stack.

import type { Headers, HttpResponse } from "../wire/event.ts";
import { joinedHeaders } from "../wire/headers.ts";
import { isRecord, string } from "../wire/shape.ts";

export type Json = Readonly<Record<string, unknown>>;
export type Addresses = Pick<HttpResponse, "remoteAddress" | "localAddress">;

export function addressesOf({ remote_address: remote, local_address: local }: Json): Addresses {
  return { ...(string(remote) && { remoteAddress: remote }), ...(string(local) && { localAddress: local }) };
}

/** The names of the numbers in a table of the file. */
export function named(table: unknown): ReadonlyMap<unknown, string> {
  return new Map(isRecord(table) ? Object.entries(table).map(([name, number]) => [number, name]) : []);
}

/** Lines such as `Host: a.example`; without others, such as the first line of an answer. */
export function headersOf(lines: unknown): Headers {
  if (!Array.isArray(lines)) return {};
  return joinedHeaders(
    lines.flatMap((line) => {
      const [, name, value] = string(line) ? (/^(:?[^:\s]+): ?(.*)$/s.exec(line) ?? []) : [];
      return name === undefined || value === undefined ? [] : [{ name, value }];
    }),
  );
}
