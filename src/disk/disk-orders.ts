// What a panel orders of the worker that writes one of its files, and what the worker answers, in the same order.

import type { Packed } from "../wire/chunk.ts";

/** Where a chunk is in the file. */
export interface Place {
  readonly at: number;
  readonly bytes: number;
  /** `utf-16`: a text with a half of a surrogate pair, which UTF-8 cannot have. */
  readonly form: "bytes" | "utf-8" | "utf-16";
}

export type Order =
  | { readonly what: "open"; readonly name: string }
  | { readonly what: "put"; readonly chunk: Packed }
  | { readonly what: "get"; readonly place: Place }
  | { readonly what: "close"; readonly isRemoved: boolean };

export type Answer = { readonly value: unknown } | { readonly error: string };
