/** A map, or a set, in the order in which its keys were added. */
interface Keys<K> {
  readonly size: number;
  keys(): Iterator<K>;
  delete(key: K): unknown;
}

/** Drops the oldest key if there are more than `most`. */
export function dropOldest<K>(of: Keys<K>, most: number): void {
  if (of.size > most) of.delete(of.keys().next().value as K);
}
