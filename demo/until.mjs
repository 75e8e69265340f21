// Imports nothing: `npm start` loads the scenarios before dependencies are installed.

/**
 * Polls until `find` gives a truthy value, and returns it. Throws after `timeout` milliseconds.
 * @type {<T>(what: string, find: () => T | Promise<T>, timeout?: number) => Promise<NonNullable<T>>}
 */
export const until = async (what, find, timeout = 60_000) => {
  for (const end = Date.now() + timeout; Date.now() < end; ) {
    const found = await find();
    if (found) return found;
    await new Promise((done) => setTimeout(done, 25));
  }
  throw new Error(`Waited ${timeout / 1000} s for ${what}.`);
};
