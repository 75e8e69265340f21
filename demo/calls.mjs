// Calls over a channel on which each answer has the id of its call.

/** @typedef {{ resolve: (result: unknown) => void, reject: (error: Error) => void }} Call */

export function pendingCalls(firstId = 1) {
  /** @type {Map<number, Call>} */
  const calls = new Map();
  let id = firstId;
  return {
    /** Calls `send` with a new id. The promise settles when that call does. @type {(send: (id: number) => void) => Promise<unknown>} */
    start: (send) =>
      new Promise((resolve, reject) => {
        calls.set(id, { resolve, reject });
        send(id++);
      }),
    /** Ends a call with a result or an Error. @type {(id: number, answer: unknown) => boolean} false if no call has this id */
    settle(id, answer) {
      const call = calls.get(id);
      calls.delete(id);
      if (answer instanceof Error) call?.reject(answer);
      else call?.resolve(answer);
      return call !== undefined;
    },
    /** @param {Error} error */
    rejectAll(error) {
      for (const { reject } of calls.values()) reject(error);
      calls.clear();
    },
  };
}
