// Records a page from its first request until something ends that: the time is over, Ctrl-C, its window is closed, or the browser crashes.

import { setTimeout as delay } from "node:timers/promises";
import type { Sentence, Translate } from "../../messages/messages.ts";
import type { Store } from "../../session/store.ts";
import { isRecord } from "../../wire/shape.ts";
import { Wrong } from "../call.ts";
import { LITTLE_MEMORY } from "../input.ts";
import { onInterrupt } from "../interrupt.ts";
import { complain, wordsOf } from "../io.ts";
import { progress } from "../progress.ts";
import type { Browser } from "./browser.ts";
import type { GrowingFile } from "./growing-file.ts";
import { Recording } from "./recording.ts";

/** Milliseconds between two looks at how much was recorded. */
const LINE_MS = 250;
/** How many milliseconds pages have for their last answers. One that hangs gives none. */
const STOP_MS = 2_000;

interface How {
  readonly page: string;
  /** Milliseconds, or null for no end. */
  readonly most: number | null;
  readonly file: GrowingFile;
  readonly t: Translate;
}

/**
 * Ends the browser, too. Returns what was recorded, but for payloads that are too many for the memory: the file has them. Null if it was interrupted
 * before it began. Throws `Wrong` if there is nothing to record, `Failed` if the file cannot grow.
 */
export async function recordPage(browser: Browser, { page, most, file, t }: How): Promise<Store | null> {
  let recording: Recording | undefined;
  const began = Date.now();
  const line = setInterval(() => recording && progress(sentenceOf(recording.store, Date.now() - began, t)), LINE_MS);
  let end = () => {};
  const asked = new Promise<null>((resolve) => {
    end = () => resolve(null);
  });
  let timer: NodeJS.Timeout | undefined;
  let interrupts = 0;
  const leave = onInterrupt((exitCode) => {
    end();
    if (++interrupts === 1) return;
    file.close();
    browser.kill();
    process.exit(exitCode);
  });
  const opened = async () => {
    await browser.start();
    if (process.getuid?.() === 0) complain(t("cliNoSandbox"));
    recording = new Recording({ browser: browser.version, page }, file.write);
    recording.store.limit(LITTLE_MEMORY);
    await browser.connection.watch(recording.add);
    const { send } = await recording.first;
    if (most !== null) timer = setTimeout(end, most);
    const answer = await send("Page.navigate", { url: page });
    if (isRecord(answer) && typeof answer.errorText === "string") throw new Error(answer.errorText);
    return recording.closed;
  };
  try {
    const whole = opened().catch((error: unknown) => Promise.reject(new Wrong(t("cliCannotOpen", page, wordsOf(error)))));
    const crash = await Promise.race([asked, browser.ended, file.failed, whole]);
    if (recording === undefined && interrupts === 0) throw new Wrong(t("cliCannotStart", browser.program, crash ?? t("cliEndedAtOnce")));
    if (crash !== null) complain(t("cliBrowserEnded", crash));
    await Promise.race([recording?.stop(), browser.ended, delay(STOP_MS, undefined, { ref: false })]);
    return recording?.store ?? null;
  } finally {
    clearInterval(line);
    clearTimeout(timer);
    await browser.close();
    file.close();
    leave();
  }
}

function sentenceOf({ sessions, packets }: Store, ms: number, t: Translate): () => Sentence {
  return () => ["cliRecording", Math.floor(ms / 1000), t.count("sessionCount", sessions.length), t.count("packets", packets)];
}
