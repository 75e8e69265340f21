// The worker that writes one file of a panel.

import type { Answer, Order } from "../disk/disk-orders.ts";
import { OpenFile } from "../disk/open-file.ts";

let file: OpenFile | null = null;
/** Orders are followed one after the other. */
let last: Promise<unknown> = Promise.resolve();

async function follow(order: Order): Promise<unknown> {
  if (order.what === "open") {
    file = await OpenFile.open(order.name);
    return undefined;
  }
  if (!file) throw new Error("no file is open");
  switch (order.what) {
    case "put":
      return file.put(order.chunk);
    case "get":
      return file.get(order.place);
    case "close":
      return file.close(order.isRemoved);
  }
}

addEventListener("message", ({ data }: MessageEvent<Order>) => {
  last = last.then(async () => {
    const answer: Answer = await follow(data).then(
      (value) => ({ value }),
      (error: unknown) => ({ error: String(error) }),
    );
    const bytes = "value" in answer && answer.value instanceof Uint8Array ? [answer.value.buffer as ArrayBuffer] : [];
    (self as unknown as Worker).postMessage(answer, bytes);
  });
});
