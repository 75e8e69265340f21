// Work in steps: a generator that yields now and then, so that its caller can let others work in between.

/** Does all the work at once. Returns its result. */
export function toEnd<T>(work: Iterator<unknown, T>): T {
  let step = work.next();
  while (!step.done) step = work.next();
  return step.value;
}
