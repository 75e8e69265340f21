// The three walks of src/README.md: each function is where the map says, a frame really passes through it, and no room is entered twice.

import { readFileSync } from "node:fs";
import { Session } from "node:inspector/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "@playwright/test";
import { DebuggerCapture } from "../../src/capture/chromium/debugger-capture.ts";
import { PageMapper } from "../../src/capture/page/mapper.ts";
import type { CdpMessage } from "../../src/cdp/mapper.ts";
import { figure } from "../../src/formats/figure.ts";
import { openBytes } from "../../src/formats/open.ts";
import { english } from "../../src/messages/messages.ts";
import { Store } from "../../src/session/store.ts";
import type { WireEvent } from "../../src/wire/event.ts";

interface Step {
  readonly file: string;
  /** A function, or a class and its method. */
  readonly code: string;
}

const src = fileURLToPath(new URL("../../src", import.meta.url));

/** The walks by their heading. */
const walks = new Map(
  readFileSync(join(src, "README.md"), "utf8")
    .split(/^### /m)
    .slice(1)
    .map((section): [string, Step[]] => {
      const rows = [...section.matchAll(/^\| `([^`]+\.tsx?)`\s*\| `([^`]+)`/gm)];
      return [section.split("\n")[0] ?? "", rows.map(([, file = "", code = ""]) => ({ file, code }))];
    }),
);
const [debuggerWalk = [], hookWalk = [], traceWalk = []] = walks.values();

/** These need a browser around them; browser tests run them. */
const IN_BROWSER = /^entries\/|^capture\/page\/(?:hook|relay|tabs|page-capture)\.ts$/;

const HEADER = { format: "lifeline-trace", version: 1, source: "test", createdAt: "2026-11-26T00:00:00.000Z" } as const;
const URL_OF_SOCKET = "ws://localhost/socket.io/?EIO=4&transport=websocket";
const OPEN = '0{"sid":"A","upgrades":[],"pingInterval":25000,"pingTimeout":20000}';

const draw = (store: Store) => figure(store, "svg", { scope: { kind: "all" }, http: true, theme: "light", t: english }) ?? "";

/** The functions of src/ that `run` calls, as `file name`. */
async function called(run: () => void): Promise<ReadonlySet<string>> {
  const session = new Session();
  session.connect();
  await session.post("Profiler.enable");
  await session.post("Profiler.startPreciseCoverage", { callCount: true, detailed: false });
  await session.post("Profiler.takePreciseCoverage");
  run();
  const { result } = await session.post("Profiler.takePreciseCoverage");
  session.disconnect();
  return new Set(
    result.flatMap(({ url, functions }) => {
      const file = url.split("/src/")[1];
      const ran = functions.filter(({ ranges }) => (ranges[0]?.count ?? 0) > 0);
      return file === undefined ? [] : ran.map(({ functionName }) => `${file} ${functionName}`);
    }),
  );
}

const keyOf = ({ file, code }: Step) => `${file} ${code.split(".").at(-1)}`;
const inNode = (steps: readonly Step[]) => steps.filter(({ file }) => !IN_BROWSER.test(file));

function expectAllCalled(steps: readonly Step[], functions: ReadonlySet<string>): void {
  expect(steps.length).toBeGreaterThan(1);
  expect(steps.map(keyOf).filter((key) => !functions.has(key))).toEqual([]);
}

test("src/README.md has three walks, and every function named there is in its file", () => {
  expect([...walks.keys()]).toHaveLength(3);
  for (const [name, steps] of walks) {
    expect(steps.length, name).toBeGreaterThan(2);
    for (const { file, code } of steps) {
      const source = readFileSync(join(src, file), "utf8");
      const [owner = "", method] = code.split(".");
      const declared = method === undefined ? `function ${owner}(` : `class ${owner} `;
      expect(source, `${file} ${code}`).toContain(declared);
      if (method !== undefined) expect(source, `${file} ${code}`).toContain(`  ${method}(`);
    }
  }
});

test("no walk enters a room twice", () => {
  const roomOf = (file: string) =>
    file
      .split("/")
      .slice(0, file.startsWith("diagram/") ? 2 : 1)
      .join("/");
  for (const [name, steps] of walks) {
    const rooms = steps.map(({ file }) => roomOf(file)).filter((room, i, all) => room !== all[i - 1]);
    expect(rooms, name).toEqual([...new Set(rooms)]);
  }
});

test("a frame from the debugger passes through every function of its walk", async () => {
  const store = new Store(HEADER);
  let send = (_: CdpMessage) => {};
  const target = {
    attach: async () => {},
    detach: async () => {},
    send: async () => ({}),
    listen: ({ message }: { message(message: CdpMessage): void }) => {
      send = message;
      return () => {};
    },
  };
  let state = "";
  const capture = new DebuggerCapture(
    target,
    { event: (event) => store.push(event), state: (next) => (state = next.state) },
    { newId: () => "w1", now: () => 0 },
  );
  await expect.poll(() => state).toBe("recording");
  const push = (method: string, params: object) => send({ method: `Network.${method}`, params: { requestId: "1", ...params } });
  push("webSocketCreated", { url: URL_OF_SOCKET });
  push("webSocketWillSendHandshakeRequest", { timestamp: 1, wallTime: 1_700_000_001, request: { headers: {} } });
  push("webSocketHandshakeResponseReceived", { timestamp: 1.1, response: { status: 101, statusText: "", headers: {} } });
  let svg = "";
  const functions = await called(() => {
    push("webSocketFrameReceived", { timestamp: 1.2, response: { opcode: 1, mask: false, payloadData: OPEN } });
    svg = draw(store);
  });
  await capture.stop();
  expect(svg).toContain("open");
  expectAllCalled(inNode(debuggerWalk), functions);
});

test("a record of the page hook passes through every function of its walk", async () => {
  const store = new Store(HEADER);
  const mapper = new PageMapper({ event: (event) => store.push(event) }, { newId: () => "w1", holdMs: 0, hasLog: false });
  const at = 1_700_000_000_000;
  mapper.hello({ document: "a", url: "http://localhost/" }, 0, at);
  mapper.records("a", [{ n: 1, at, kind: "open", socket: 1, url: URL_OF_SOCKET }]);
  const functions = await called(() => {
    mapper.records("a", [{ n: 2, at: at + 1, kind: "frame", socket: 1, direction: "received", opcode: 1, body: { text: OPEN } }]);
    mapper.release(at + 10_000);
  });
  expect(store.packets).toBe(1);
  expectAllCalled(inNode(hookWalk), functions);
});

test("a line of a trace file passes through every function of its walk", async () => {
  const events: readonly WireEvent[] = [
    { kind: "ws-open", at: 1_700_000_000_001, id: "w1", url: URL_OF_SOCKET },
    { kind: "ws-frame", at: 1_700_000_000_002, id: "w1", direction: "received", opcode: 1, body: { text: OPEN } },
  ];
  const file = new TextEncoder().encode([HEADER, ...events].map((line) => `${JSON.stringify(line)}\n`).join(""));
  let packets = 0;
  const functions = await called(() => {
    packets = openBytes(file, english).store?.packets ?? 0;
  });
  expect(packets).toBe(1);
  expectAllCalled(inNode(traceWalk), functions);
});
