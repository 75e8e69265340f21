import type { Store } from "../../src/session/store.ts";

/** The trace file of a store. */
export const savedText = ({ log }: Store) => Buffer.concat([...log.lines()]).toString();
