// Chromium over raw CDP, with the Page and Runtime domains only. Playwright also enables the Network domain, which reports each frame of a
// websocket: that costs a page more than what the benchmarks measure.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { WebSocket } from "ws";
import { launchOptions } from "../../../demo/browser.mjs";
import { pendingCalls } from "../../../demo/calls.mjs";
import { until } from "../../../demo/until.mjs";
import { type Evaluate, type Tab, tab } from "./tab.ts";

export interface RawChromium {
  /** Process id of the browser. */
  readonly pid: number;
  newTab(): Promise<Tab & { openDevTools(): Promise<unknown> }>;
  /** Waits for a target (a page, or a document of another process in one) whose URL is accepted. */
  find(what: string, accepts: (url: string) => boolean): Promise<Pick<Tab, "evaluate">>;
  close(): Promise<void>;
}

interface Message {
  readonly id?: number;
  readonly result?: unknown;
  readonly error?: { readonly message: string };
  readonly sessionId?: string;
  readonly method?: string;
  readonly params?: { readonly name: string; readonly loaderId: string };
}
interface Evaluated {
  readonly result: { readonly value?: string };
  readonly exceptionDetails?: { readonly text: string; readonly exception?: { readonly description?: string } };
}
type Targets = { readonly targetInfos: readonly { readonly targetId: string; readonly url: string }[] };

/** Opens Chromium with an extension and a profile, both folders. */
export async function openRawChromium(extension: string, profile: string, args: readonly string[] = []): Promise<RawChromium> {
  const { executablePath, chromiumSandbox } = launchOptions();
  const chromium = spawn(
    executablePath,
    [
      "--headless",
      "--remote-debugging-port=0",
      `--user-data-dir=${profile}`,
      `--disable-extensions-except=${extension}`,
      `--load-extension=${extension}`,
      ...["--no-first-run", "--no-default-browser-check", "--disable-background-networking", "--disable-component-update"],
      ...["--password-store=basic", "--use-mock-keychain", "--mute-audio"],
      // A page that is not seen runs as one that is.
      ...["--disable-background-timer-throttling", "--disable-backgrounding-occluded-windows", "--disable-renderer-backgrounding"],
      ...(chromiumSandbox ? [] : ["--no-sandbox"]),
      ...args,
    ],
    { stdio: ["ignore", "ignore", "pipe"] },
  );
  // Its other processes, which have this pipe too, may write to the profile after the first one has ended.
  const ended = once(chromium, "close");
  let socket: WebSocket | undefined;
  const close = async () => {
    socket?.terminate();
    chromium.kill();
    await ended;
  };
  try {
    let url: string | undefined;
    createInterface(chromium.stderr).on("line", (line) => (url ??= /DevTools listening on (ws:\S+)/.exec(line)?.[1]));
    const connected = new WebSocket(await until("Chromium's port", () => url), { perMessageDeflate: false });
    socket = connected;
    await once(connected, "open");
    const calls = pendingCalls();
    /** The documents that have loaded, by the browser's id of what loaded them. */
    const loaded = new Set<string>();
    connected.on("message", (data) => {
      const { id, result, error, method, params } = JSON.parse(`${data}`) as Message;
      if (id !== undefined) calls.settle(id, error ? new Error(error.message) : result);
      else if (method === "Page.lifecycleEvent" && params?.name === "load") loaded.add(params.loaderId);
    });
    const call = (method: string, params: object = {}, sessionId?: string) =>
      calls.start((id) => connected.send(JSON.stringify({ id, method, params, sessionId })));
    const attach = async (targetId: string) => {
      const { sessionId } = (await call("Target.attachToTarget", { targetId, flatten: true })) as { sessionId: string };
      const evaluate: Evaluate = async (expression) => {
        const asked = { expression, awaitPromise: true, returnByValue: true };
        const { result, exceptionDetails } = (await call("Runtime.evaluate", asked, sessionId)) as Evaluated;
        if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
        return result.value;
      };
      return { send: (method: string, params?: object) => call(method, params, sessionId), evaluate };
    };
    return {
      pid: chromium.pid ?? 0,
      newTab: async () => {
        // Each tab has a window of its own, so that none is hidden.
        const { targetId } = (await call("Target.createTarget", { url: "about:blank", newWindow: true })) as { targetId: string };
        const { send, evaluate } = await attach(targetId);
        await send("Page.enable");
        await send("Page.setLifecycleEventsEnabled", { enabled: true });
        const goto = async (url: string) => {
          const { loaderId = "", errorText } = (await send("Page.navigate", { url })) as { loaderId?: string; errorText?: string };
          if (errorText !== undefined) return false;
          return until(`the load of ${url}`, () => loaded.has(loaderId));
        };
        return tab(evaluate, {
          // A page of the extension is blocked until the extension is there.
          goto: (url) => until(url, () => goto(url)),
          goBack: async () => {
            const { currentIndex, entries } = (await send("Page.getNavigationHistory")) as {
              currentIndex: number;
              entries: { id: number }[];
            };
            await send("Page.navigateToHistoryEntry", { entryId: entries[currentIndex - 1]?.id });
          },
          close: () => call("Target.closeTarget", { targetId }),
          openDevTools: () => call("Target.openDevTools", { targetId }),
        });
      },
      find: async (what, accepts) => {
        const { targetId } = await until(what, async () => {
          const { targetInfos } = (await call("Target.getTargets", { filter: [{}] })) as Targets;
          return targetInfos.find(({ url }) => accepts(url));
        });
        return tab((await attach(targetId)).evaluate, {});
      },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}
