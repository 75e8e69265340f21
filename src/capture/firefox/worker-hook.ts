// The page hook in a worker: what is put before the worker's script (workers.ts), in one line, so that the lines of the script keep their
// numbers. What it tells goes to the worker's relay (worker-relay.ts) over a BroadcastChannel whose name nobody else knows; like the hook, it
// takes all it needs from the browser before the script runs, and looks up nothing after.

import { type HookOrder, startHook } from "../page/hook.ts";

function startWorkerHook(channelName: string, start: typeof startHook): void {
  const BATCH_MS = 50;
  const BATCH_LENGTH = 2_000_000;

  const { apply, getOwnPropertyDescriptor } = Reflect;
  const { setTimeout } = globalThis;
  const dataOf = getOwnPropertyDescriptor(MessageEvent.prototype, "data")?.get as () => HookOrder;
  const channel = new BroadcastChannel(channelName);
  const { postMessage } = channel;
  let batch = "";
  let isWaiting = false;

  /** Records with a separator of RFC 7464 between them: a line feed here would be one in the script. */
  const flush = (): void => {
    if (batch) apply(postMessage, channel, [batch]);
    batch = "";
  };
  const timeIsUp = (): void => {
    isWaiting = batch !== "";
    if (!isWaiting) return;
    flush();
    apply(setTimeout, undefined, [timeIsUp, BATCH_MS]);
  };

  start({
    meet(obey) {
      channel.addEventListener("message", (event) => {
        obey(apply(dataOf, event, []));
        flush();
      });
      return (record) => {
        batch += batch ? `\x1e${record}` : record;
        // What comes after a silence is told at once: a worker that ends has no last word.
        if (!isWaiting || batch.length > BATCH_LENGTH) flush();
        if (!isWaiting) apply(setTimeout, undefined, [timeIsUp, BATCH_MS]);
        isWaiting = true;
      };
    },
  });
}

export function workerPrelude(channelName: string): string {
  return `(${startWorkerHook})(${JSON.stringify(channelName)},${startHook});`;
}
