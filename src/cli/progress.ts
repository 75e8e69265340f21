// One line at the end of a terminal that says how far long work is. There is none where stderr is no terminal.

import { writeSync } from "node:fs";
import { isatty } from "node:tty";
import { english, type Sentence, type Translate } from "../messages/messages.ts";
import { COLUMN, COLUMNS } from "../text/columns.ts";
import { printable } from "../text/printable.ts";

const STDERR = 2;
/** Work that takes less than this many milliseconds shows nothing. */
const AFTER_MS = 1_000;
/** Milliseconds between two looks. */
const EVERY_MS = 100;
const isShown = isatty(STDERR);
let nextAt = performance.now() + AFTER_MS;
let isOnScreen = false;
let t: Translate = english;

/** The language of the texts. */
export function progressIn(translate: Translate): void {
  t = translate;
}

/** Shows a sentence in place of the one before it, if it is time. */
export function progress(sentence: () => Sentence): void {
  if (!isShown || performance.now() < nextAt) return;
  nextAt = performance.now() + EVERY_MS;
  isOnScreen = true;
  // A line that fills the terminal would wrap.
  put(`\r${COLUMNS.fit(printable(t(...sentence())), (process.stderr.columns || 80) - 1, COLUMN)}\x1b[K`);
}

/** Clears the line, before something else is printed. */
export function clearProgress(): void {
  if (isOnScreen) put("\r\x1b[K");
  isOnScreen = false;
}

/** A terminal that takes nothing now is not waited for. */
function put(text: string): void {
  try {
    writeSync(STDERR, text);
  } catch {}
}
