// Long work in slices, so that the panel answers its user meanwhile.

/** Milliseconds of work after which input and drawing get their turn: longer than most steps, shorter than a frame. */
export const SLICE_MS = 10;

/**
 * Does the work of a generator in slices, each in a task of its own. The first slice waits for a task too, so that its caller can draw before.
 * `goesOn` is called after each slice with what was yielded last, and returns whether to go on. Resolves with the result of the work, or
 * undefined if it did not go on.
 */
export async function inSlices<Y, T>(work: Iterator<Y, T>, goesOn: (step: Y) => boolean): Promise<T | undefined> {
  for (;;) {
    await nextTask();
    const end = performance.now() + SLICE_MS;
    let step = work.next();
    while (!step.done && performance.now() < end) step = work.next();
    if (step.done) return step.value;
    if (!goesOn(step.value)) return undefined;
  }
}

let channel: MessageChannel | null = null;
const waiting: (() => void)[] = [];

/** Resolves in a new task. A timer would wait for 4 ms, and for a second in a page that is not visible, as the devtools page is. */
export function nextTask(): Promise<void> {
  // One for all: to make a channel takes longer than a slice of little work.
  channel ??= opened();
  const { port2 } = channel;
  return new Promise((resolve) => {
    waiting.push(resolve);
    port2.postMessage(null);
  });
}

function opened(): MessageChannel {
  const channel = new MessageChannel();
  channel.port1.onmessage = () => waiting.shift()?.();
  return channel;
}

/** A pause before work that is done again and again. Who waits for the work ends it. */
export class Rest {
  #end = () => {};

  of(ms: number): Promise<void> {
    return new Promise((resolve) => {
      this.#end = resolve;
      setTimeout(resolve, ms);
    });
  }

  end(): void {
    this.#end();
  }
}
