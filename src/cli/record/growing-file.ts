// A file that grows line by line. What was written is there also if this process is killed.

import { closeSync, openSync, rmSync, writeSync } from "node:fs";
import { Failed } from "../io.ts";

/** In milliseconds: so much of a recording is lost at most when the process is killed. */
const EVERY_MS = 100;

export class GrowingFile {
  readonly path: string;
  /** Rejects with `Failed` when no more can be written. */
  readonly failed: Promise<never>;
  readonly #file: number;
  #timer: NodeJS.Timeout | undefined;
  #lines: string[] = [];
  #isClosed = false;

  /** Throws `Failed` if there is such a file, or if it cannot be made. */
  constructor(path: string) {
    this.path = path;
    try {
      this.#file = openSync(path, "wx");
    } catch (error) {
      throw new Failed(error, "cliCannotWrite", path);
    }
    this.failed = new Promise((_, reject) => {
      this.#timer = setInterval(() => {
        try {
          this.#flush();
        } catch (error) {
          reject(error);
        }
      }, EVERY_MS);
    });
    // Nobody may be waiting for it.
    this.failed.catch(() => {});
  }

  /** `line` has its line feed. */
  readonly write = (line: string): void => void this.#lines.push(line);

  /** Writes the last lines. What comes later is left out. Throws `Failed` if there is no room for them. */
  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    clearInterval(this.#timer);
    try {
      this.#flush();
    } finally {
      closeSync(this.#file);
    }
  }

  remove(): void {
    rmSync(this.path, { force: true });
  }

  #flush(): void {
    const lines = this.#lines;
    this.#lines = [];
    try {
      for (let bytes = Buffer.from(lines.join("")); bytes.length > 0; ) bytes = bytes.subarray(writeSync(this.#file, bytes));
    } catch (error) {
      throw new Failed(error, "cliCannotWrite", this.path);
    }
  }
}
