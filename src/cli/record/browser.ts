// A Chromium of its own for a recording: with a new profile, which is removed with it, and the DevTools Protocol over a pair of pipes.

import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable, Writable } from "node:stream";
import { BrowserConnection } from "../../capture/chromium/browser-connection.ts";
import { isRecord } from "../../wire/shape.ts";
import { wordsOf } from "../io.ts";

/** How long the browser may take to start, and to end when it is asked to, in milliseconds. */
const START_MS = 30_000;
const END_MS = 5_000;
/** Each message ends with this byte. */
const END_OF_MESSAGE = "\0";
const isRoot = process.getuid?.() === 0;
/** Its own process group on Unix: a Ctrl-C in the terminal reaches only Lifeline, which ends the browser after the recording. */
const hasGroup = process.platform !== "win32";

export class Browser {
  /** As in `Chrome/156.0.8078.108`. */
  version = "";
  readonly program: string;
  readonly connection: BrowserConnection;
  /** Resolves when the browser has ended, with the reason if it failed. */
  readonly ended: Promise<string | null>;
  readonly #process: ChildProcess;
  readonly #profile: string;
  /** The end of what it wrote to stderr. */
  #words = "";
  #isAsked = false;

  constructor(program: string, headed: boolean) {
    this.program = program;
    this.#profile = mkdtempSync(join(tmpdir(), "lifeline-record-"));
    const args = [
      "--remote-debugging-pipe",
      `--user-data-dir=${this.#profile}`,
      ...(headed ? [] : ["--headless"]),
      ...(isRoot ? ["--no-sandbox"] : []),
      // Nothing of the browser's own: no welcome, no updates, no passwords.
      ...[
        "--no-first-run",
        "--no-default-browser-check",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
      ],
      ...["--password-store=basic", "--use-mock-keychain", "about:blank"],
    ];
    this.#process = spawn(program, args, { stdio: ["ignore", "ignore", "pipe", "pipe", "pipe"], detached: hasGroup });
    const [, , errors, to, from] = this.#process.stdio as [null, null, Readable, Writable, Readable];
    this.connection = new BrowserConnection((message) => to.write(message + END_OF_MESSAGE));
    // A browser that has ended reads no more, which `ended` tells.
    to.on("error", () => {});
    errors.setEncoding("utf8").on("data", (text: string) => {
      this.#words = (this.#words + text).slice(-4000);
    });
    readMessages(from, (message) => this.connection.receive(message));
    this.ended = new Promise((resolve) => {
      this.#process.once("error", (error) => resolve(wordsOf(error)));
      this.#process.once("close", (code, signal) =>
        resolve(this.#isAsked || code === 0 ? null : (signal ?? this.#reason(`exit code ${code}`))),
      );
    });
    void this.ended.then(() => this.connection.end());
  }

  /** Resolves when it can be used. One that cannot ends, or is ended. */
  async start(): Promise<void> {
    const timer = setTimeout(() => this.#signal("SIGKILL"), START_MS);
    const answer = await this.connection.send("Browser.getVersion").finally(() => clearTimeout(timer));
    this.version = (isRecord(answer) && /Chrome\/[\d.]+/.exec(String(answer.product))?.[0]) || "";
  }

  /** Ends it, and removes its profile. */
  async close(): Promise<void> {
    this.#isAsked = true;
    const timer = setTimeout(() => this.#signal("SIGKILL"), END_MS);
    this.connection.send("Browser.close").catch(() => {});
    await this.ended;
    clearTimeout(timer);
    this.#removeProfile();
  }

  /** The same at once. */
  kill(): void {
    this.#signal("SIGKILL");
    this.#removeProfile();
  }

  #signal(signal: NodeJS.Signals): void {
    const { pid } = this.#process;
    if (pid === undefined) return;
    try {
      process.kill(hasGroup ? -pid : pid, signal);
    } catch {}
  }

  #removeProfile(): void {
    // Its other processes may still write there.
    try {
      rmSync(this.#profile, { recursive: true, force: true, maxRetries: 5 });
    } catch {}
  }

  /** The last error that its main process wrote, or else how it ended. */
  #reason(how: string): string {
    const own = `[${this.#process.pid}:`;
    const [, error = how] =
      this.#words
        .split("\n")
        .findLast((line) => line.startsWith(own) && line.includes(":ERROR:"))
        ?.split("] ") ?? [];
    return error;
  }
}

/** Calls `message` with each that comes. */
function readMessages(from: Readable, message: (text: string) => void): void {
  let parts: string[] = [];
  from.setEncoding("utf8").on("data", (text: string) => {
    const [first = "", ...others] = text.split(END_OF_MESSAGE);
    parts.push(first);
    for (const other of others) {
      message(parts.join(""));
      parts = [other];
    }
  });
}
