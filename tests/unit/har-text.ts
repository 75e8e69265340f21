import { harPieces } from "../../src/formats/har-out.ts";
import type { Store } from "../../src/session/store.ts";

/** The HAR file of a store. */
export async function harText({ log }: Store): Promise<string> {
  let text = "";
  for await (const piece of harPieces(log)) text += piece;
  return text;
}
