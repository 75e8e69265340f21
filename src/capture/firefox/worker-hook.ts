// The page hook in a worker: the code that workers.ts puts before the worker's script. It is one line, so that the script keeps its line
// numbers. Records go to the worker's relay (worker-relay.ts) over a BroadcastChannel with a secret name. Like the hook, it takes all it
// needs from the browser before the script runs, and looks up nothing after.

import { type HookOrder, startHook } from "../page/hook.ts";

function startWorkerHook(channelName: string, start: typeof startHook): void {
  const BATCH_MS = 50;

  const { apply, getOwnPropertyDescriptor } = Reflect;
  const { setTimeout } = globalThis;
  const dataOf = getOwnPropertyDescriptor(MessageEvent.prototype, "data")?.get as () => HookOrder;
  const channel = new BroadcastChannel(channelName);
  const { postMessage } = channel;
  let asked: HookOrder = "live";
  let isWaiting = false;
  start({
    meet(obey) {
      channel.addEventListener("message", (event) => {
        asked = apply(dataOf, event, []);
        obey(asked);
      });
      const handOver = () => {
        isWaiting = false;
        obey(asked);
      };
      return (batch) => {
        if (batch) return apply(postMessage, channel, [batch]);
        if (isWaiting) return;
        isWaiting = true;
        apply(setTimeout, undefined, [handOver, BATCH_MS]);
        // The first record after a pause is sent at once, because a worker that ends cannot flush.
        obey(asked);
      };
    },
  });
}

export function workerPrelude(channelName: string): string {
  return `(${startWorkerHook})(${JSON.stringify(channelName)},${startHook});`;
}
