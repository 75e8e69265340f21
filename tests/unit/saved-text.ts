import type { Store } from "../../src/session/store.ts";
import { linesOf } from "../../src/wire/save.ts";

/** The trace file of a store. */
export const savedText = ({ log }: Store) => Buffer.concat([...linesOf(log)]).toString();
