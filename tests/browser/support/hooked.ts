// Real browsers with an extension that has only the page hook and its relay. Both browsers have the same interface: a tab loads URLs and runs
// functions. Chromium is driven over CDP, Firefox over WebDriver BiDi. Neither depends on built-ins that a page can patch.

import { type ChildProcess, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import * as esbuild from "esbuild";
import { WebSocket } from "ws";
import { findFirefox } from "../../../demo/browser.mjs";
import { pendingCalls } from "../../../demo/calls.mjs";
import { root } from "../../../demo/setup.mjs";
import { openRawChromium } from "./raw-chromium.ts";
import { type Tab, tab } from "./tab.ts";

export type BrowserName = "chromium" | "firefox";

export interface Hooked {
  readonly name: BrowserName;
  /** Process id of the browser. */
  readonly pid: number;
  newTab(): Promise<Tab>;
  /** Page of the extension, which runs hook-control.ts. */
  readonly control: Tab;
  close(): Promise<void>;
}

export interface HookedOptions {
  /** Which of the two scripts comes first in the manifest. Without this option the extension has neither. */
  readonly hook?: "relay first" | "hook first";
  /** Chromium writes messages as JSON, as before version 148. */
  readonly json?: boolean;
  /** Source of a script that runs in the page's world before the hook. */
  readonly before?: string;
}

const GECKO_ID = "page-hook@lifeline.test";
const GECKO_UUID = "6c696665-6c69-4e65-8000-000000000000";

async function writeExtension(folder: string, { hook, before, json = false }: HookedOptions): Promise<void> {
  mkdirSync(folder);
  await esbuild.build({
    entryPoints: [join(root, "tests/browser/support/hook-control.ts")],
    outfile: join(folder, "control.js"),
    bundle: true,
    format: "iife",
    minify: true,
    logLevel: "error",
  });
  for (const script of ["page-hook.js", "page-relay.js", "page-live.js"])
    copyFileSync(join(root, "dist/firefox", script), join(folder, script));
  writeFileSync(join(folder, "control.html"), '<!doctype html><meta charset="utf-8"><script src="control.js"></script>');
  if (before !== undefined) writeFileSync(join(folder, "before.js"), before);
  const everywhere = {
    matches: ["<all_urls>"],
    run_at: "document_start",
    all_frames: true,
    match_about_blank: true,
    match_origin_as_fallback: true,
  };
  const pair = [
    { ...everywhere, js: ["page-relay.js"] },
    { ...everywhere, world: "MAIN", js: ["page-hook.js"] },
  ];
  const manifest = {
    manifest_version: 3,
    name: "Page hook",
    version: "1",
    // As in the extension. Only Chromium reads it.
    ...(json ? {} : { message_serialization: "structured_clone" }),
    permissions: ["scripting"],
    host_permissions: ["<all_urls>"],
    browser_specific_settings: { gecko: { id: GECKO_ID } },
    content_scripts: [
      ...(before === undefined ? [] : [{ ...everywhere, world: "MAIN", js: ["before.js"] }]),
      ...(hook === undefined ? [] : hook === "relay first" ? pair : pair.reverse()),
    ],
  };
  writeFileSync(join(folder, "manifest.json"), JSON.stringify(manifest));
}

/** Starts the browser. `close` also removes its profile and the extension. */
export async function openHooked(name: BrowserName, options: HookedOptions): Promise<Hooked> {
  const folder = mkdtempSync(join(tmpdir(), "lifeline-hook-"));
  const removeFolder = async () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  const extension = join(folder, "extension");
  try {
    await writeExtension(extension, options);
    const open = name === "chromium" ? openChromium : openFirefox;
    const hooked = await open(extension, join(folder, "profile"));
    return {
      ...hooked,
      name,
      close: async () => {
        await hooked.close();
        await removeFolder();
      },
    };
  } catch (error) {
    await removeFolder();
    throw error;
  }
}

async function openChromium(extension: string, profile: string): Promise<Omit<Hooked, "name">> {
  const chromium = await openRawChromium(extension, profile);
  try {
    // Chromium makes the id of an unpacked extension without a key from the path of its folder.
    const hash = createHash("sha256").update(extension).digest("hex").slice(0, 32);
    const id = [...hash].map((digit) => String.fromCharCode(97 + Number.parseInt(digit, 16))).join("");
    const control = await chromium.newTab();
    await control.goto(`chrome-extension://${id}/control.html`);
    return { ...chromium, control };
  } catch (error) {
    await chromium.close();
    throw error;
  }
}

interface BidiAnswer {
  readonly id?: number;
  readonly type: "success" | "error";
  readonly result: unknown;
  readonly error?: string;
  readonly message?: string;
}
type Evaluated =
  | { readonly type: "success"; readonly result: { readonly value?: string } }
  | { readonly type: "exception"; readonly exceptionDetails: { readonly text: string } };

const PREFS = {
  "browser.startup.page": 0,
  "browser.shell.checkDefaultBrowser": false,
  "extensions.webextensions.uuids": JSON.stringify({ [GECKO_ID]: GECKO_UUID }),
};

async function openFirefox(extension: string, profile: string): Promise<Omit<Hooked, "name">> {
  mkdirSync(profile);
  const prefs = Object.entries(PREFS).map(([name, value]) => `user_pref(${JSON.stringify(name)}, ${JSON.stringify(value)});`);
  writeFileSync(join(profile, "user.js"), prefs.join("\n"));
  // Without system access BiDi could not load a page of an extension.
  const args = ["--no-remote", "--headless", "--remote-debugging-port=0", "--remote-allow-system-access", "--profile", profile];
  const firefox = spawn(findFirefox() ?? "", args, { stdio: ["ignore", "ignore", "pipe"] });
  const ended = once(firefox, "exit");
  let socket: WebSocket | undefined;
  const close = async () => {
    socket?.terminate();
    firefox.kill();
    await ended;
  };
  try {
    const connected = new WebSocket(`${await listening(firefox)}/session`, { perMessageDeflate: false });
    socket = connected;
    await once(connected, "open");
    const calls = pendingCalls();
    connected.on("message", (data) => {
      const { id, type, result, error, message } = JSON.parse(`${data}`) as BidiAnswer;
      calls.settle(id ?? -1, type === "error" ? new Error(`${error}: ${message}`) : result);
    });
    const send = (method: string, params: object) => calls.start((id) => connected.send(JSON.stringify({ id, method, params })));
    const newTab = async (): Promise<Tab> => {
      // Each tab has a window of its own, because Firefox throttles timers in hidden tabs.
      const { context } = (await send("browsingContext.create", { type: "window" })) as { context: string };
      return tab(
        async (expression) => {
          const evaluated = (await send("script.evaluate", { expression, target: { context }, awaitPromise: true })) as Evaluated;
          if (evaluated.type === "exception") throw new Error(evaluated.exceptionDetails.text);
          return evaluated.result.value;
        },
        {
          goto: (url) => send("browsingContext.navigate", { context, url, wait: "complete" }),
          goBack: () => send("browsingContext.traverseHistory", { context, delta: -1 }),
          close: () => send("browsingContext.close", { context }),
        },
      );
    };
    await send("session.new", { capabilities: {} });
    await send("webExtension.install", { extensionData: { type: "path", path: extension } });
    const control = await newTab();
    await control.goto(`moz-extension://${GECKO_UUID}/control.html`);
    return { pid: firefox.pid ?? 0, newTab, control, close };
  } catch (error) {
    await close();
    throw error;
  }
}

function listening({ stderr }: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    if (!stderr) return reject(new Error("no stderr"));
    createInterface(stderr)
      .on("line", (line) => {
        const url = /BiDi listening on (ws:\S+)/.exec(line)?.[1];
        if (url) resolve(url);
      })
      .on("close", () => reject(new Error("Firefox ended before it listened")));
  });
}
