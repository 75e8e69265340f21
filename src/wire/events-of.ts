import { slice } from "./chunk.ts";
import type { WireEvent } from "./event.ts";
import { KEPT, type LineRef, type Log } from "./log.ts";

const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

type Events = Generator<readonly [ref: LineRef, event: WireEvent]>;

/** The events of a log up to now, chunk by chunk, also of those that are away. Lines of a file that are no events are left out. */
export function eventsOf(log: Log): AsyncGenerator<Events> {
  return log.chunks.during(chunks(log));
}

async function* chunks(log: Log): AsyncGenerator<Events> {
  const { length } = log;
  for (const chunk of log.chunks.all) {
    if (chunk.first >= length) return;
    const content = await log.chunks.load(chunk);
    yield (function* (): Events {
      const count = "items" in content ? content.items.length : content.ends.length;
      for (let nth = 0; nth < count && chunk.first + nth < length; nth++) {
        const ref = chunk.first + nth;
        if (log.wayOf(ref) === KEPT) continue;
        const item = "items" in content ? content.items[nth] : decoder.decode(slice(content, nth));
        yield [ref, log.event(ref, item ?? "")];
      }
    })();
  }
}
