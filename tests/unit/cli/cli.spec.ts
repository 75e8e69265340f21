// Runs the built command line as a user does.

import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { expect, test } from "@playwright/test";
import { sayEnglish } from "../../../src/findings/catalogue.ts";
import { Findings } from "../../../src/findings/findings.ts";
import { figure } from "../../../src/formats/figure.ts";
import { openBytes } from "../../../src/formats/open.ts";
import { english } from "../../../src/messages/messages.ts";

const CLI = fileURLToPath(new URL("../../../dist/cli.mjs", import.meta.url));
const LOG = fileURLToPath(new URL("../../fixtures/cdp/socketio-4.8.jsonl", import.meta.url));

function lifeline(args: readonly string[], input?: Uint8Array) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [CLI, ...args], { input, encoding: "utf8", maxBuffer: 1 << 28 });
  return { status, stdout, stderr };
}

test("packets --json prints the contract's keys in their order, packets by time", () => {
  const { status, stdout, stderr } = lifeline(["packets", LOG, "--json"]);
  expect([status, stderr]).toEqual([0, ""]);
  const packets = stdout
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
  expect(packets.map(({ n }) => n)).toEqual(packets.map((_, i) => i));
  expect(packets.map(({ at }) => at)).toEqual(packets.map(({ at }) => at).toSorted((a: number, b: number) => a - b));
  const keys = ["n", "at", "direction", "session", "transport", "connection", "eio", "engine", "socket", "bytes"];
  for (const packet of packets) expect(Object.keys(packet)).toEqual(keys.filter((key) => key !== "socket" || "socket" in packet));
  const binary = packets.find(({ socket }) => socket?.type === "BINARY_EVENT");
  expect(binary.socket).toMatchObject({ nsp: "/", attachments: 2 });
  expect(JSON.stringify(binary.socket.data)).toContain('{"$binary":"');
});

test("prints the same for a plain file, stdin and gzip", () => {
  const plain = lifeline(["packets", LOG, "--json"]).stdout;
  expect(plain.length).toBeGreaterThan(1000);
  expect(lifeline(["packets", "-", "--json"], readFileSync(LOG)).stdout).toBe(plain);
  expect(lifeline(["packets", "-", "--json"], gzipSync(readFileSync(LOG))).stdout).toBe(plain);
});

test("sessions prints a line for each session, with the ones before and after it", () => {
  const { stdout } = lifeline(["sessions", LOG, "--json"]);
  const [first, second] = stdout
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
  expect(first).toMatchObject({
    eio: 4,
    sio: 5,
    state: "closed",
    transport: "websocket",
    upgraded: true,
    previous: null,
    next: second.session,
  });
  expect(second).toMatchObject({ previous: first.session, client: first.client });
  expect(lifeline(["sessions", LOG]).stdout.split("\n")[0]).toContain(first.session);
  expect(lifeline(["sessions", LOG, "--lang", "ja"]).stdout).toMatch(/AAAA .*(?:ページ|サーバ|接続|切断)/);
});

test("the line of a session has the close code, and why an upgrade failed", () => {
  const ws = { id: "w", kind: "ws-open", at: 1, url: "ws://a.test/socket.io/?EIO=4&transport=websocket" };
  const open = { kind: "ws-frame", at: 2, id: "w", direction: "received", opcode: 1, body: { text: '0{"sid":"A"}' } };
  const probe = { id: "p", kind: "ws-open", at: 3, url: "ws://a.test/socket.io/?EIO=4&transport=websocket&sid=B" };
  const events = [
    ...[ws, open, { kind: "ws-close", at: 3, id: "w", code: 1008, reason: "policy", clean: true, cause: "hook" }],
    ...[probe, { kind: "ws-error", at: 4, id: "p", message: "code: 400" }, { kind: "ws-close", at: 5, id: "p", cause: "reported" }],
  ];
  const header = { format: "lifeline-trace", version: 1, source: "test", createdAt: "2026-11-22T14:02:11.204Z" };
  const trace = [header, ...events].map((line) => JSON.stringify(line)).join("\n");
  const [closed, failed] = lifeline(["sessions", "-"], Buffer.from(trace)).stdout.split("\n");
  expect(closed).toMatch(/ {2}closed by the server, close code 1008 policy {2}/);
  expect(failed).toMatch(/ {2}— \(upgrade failed: code: 400\) {2}/);
});

test("draw writes an SVG of all sessions, or of the one given", () => {
  const all = test.info().outputPath("all.svg");
  const one = test.info().outputPath("one.svg");
  expect(lifeline(["draw", LOG, "-o", all])).toEqual({ status: 0, stdout: "", stderr: "" });
  const [{ session }] = lifeline(["sessions", LOG, "--json"])
    .stdout.split("\n")
    .slice(0, 1)
    .map((line) => JSON.parse(line));
  expect(lifeline(["draw", LOG, "-o", one, "--session", session]).status).toBe(0);
  const [whole, part] = [readFileSync(all, "utf8"), readFileSync(one, "utf8")];
  for (const svg of [whole, part]) expect(svg).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg"[\s\S]*<\/svg>$/);
  expect(part.length).toBeLessThan(whole.length);
});

test("draw writes the same drawing as the panel, in both themes and in HTML", () => {
  const [svg, dark, html] = ["one.svg", "dark.svg", "one.html"].map((name) => test.info().outputPath(name));
  if (!svg || !dark || !html) throw new Error("no paths");
  for (const args of [
    ["-o", svg],
    ["-o", dark, "--theme", "dark"],
    ["-o", html],
  ])
    expect(lifeline(["draw", LOG, "--no-redact", ...args]).status).toBe(0);
  const { store } = openBytes(readFileSync(LOG), english);
  if (!store) throw new Error("the log is not readable");
  const panels = figure(store, "svg", {
    ...{ scope: { kind: "all" }, http: true, theme: "light", t: english },
    findings: { all: new Findings(store).all(), say: sayEnglish },
  });
  expect(readFileSync(svg, "utf8")).toBe(panels);
  const drawing = (path: string) => /<rect class="paper"[\s\S]*?<g class="signs">/.exec(readFileSync(path, "utf8"))?.[0];
  expect(drawing(svg)).toContain("hello, world");
  expect(drawing(dark)).toBe(drawing(svg));
  const rows = (path: string) => [...readFileSync(path, "utf8").matchAll(/data-key="(-?\d+)"/g)].map(([, key]) => key);
  expect(rows(html)).toEqual(rows(svg));
  expect(readFileSync(dark, "utf8")).toContain("#1f2023");
});

test("a wrong file or call ends with exit code 2 and one sentence on stderr", () => {
  const file = (name: string, content: string | Uint8Array) => {
    const path = test.info().outputPath(name);
    writeFileSync(path, content);
    return path;
  };
  const unfinished = file("unfinished.jsonl.part", "").replace(/\.part$/, "");
  const half = readFileSync(LOG, "utf8").slice(0, 20_000);
  const cases: [string[], RegExp][] = [
    [["packets", "/no/such/file"], /^lifeline: Cannot read \/no\/such\/file: there is no such file or folder \(ENOENT\)\.$/m],
    [["packets", file("empty.jsonl", "")], /empty\.jsonl: The file is empty\./],
    [
      ["sessions", file("noise.bin", new Uint8Array(2000).fill(7))],
      /noise\.bin: Not a Lifeline trace, HAR or CDP log: it begins with 07 07/,
    ],
    [["packets", file("future.jsonl", '{"format":"lifeline-trace","version":2,"source":"x","createdAt":""}\n')], /version 2/],
    [
      ["packets", file("bad.gz", new Uint8Array([0x1f, 0x8b, 1, 2, 3]))],
      /begins like gzip, but cannot be unpacked: its data is broken \(Z_DATA_ERROR\)/,
    ],
    [["sessions", file("half.jsonl", half)], /half\.jsonl: This log is cut off in the message that begins in line \d+\. /],
    [["draw", LOG, "-o", "x.pdf"], /draw writes \.svg, \.html, \.mmd, \.md, \.txt files; “x\.pdf” is none/],
    [["compare", LOG, LOG, "-o", "x.mmd"], /compare writes \.svg, \.html files; “x\.mmd” is none/],
    [["draw", LOG, "-o", "x.svg", "--theme", "sepia"], /no theme “sepia”; use light or dark/],
    [["draw", LOG, "-o", "x.svg", "--session", "nobody"], /no session with the sid “nobody”/],
    [["draw", LOG, "-o", "/no/such/dir/x.svg"], /cannot write/],
    [["dance", LOG], /there is no command “dance”; lifeline --help lists the commands$/m],
    [["chekc", LOG], /there is no command “chekc”: did you mean check\?/],
    [["help", "sesions"], /did you mean sessions\?/],
    [["packets"], /packets needs FILE/],
    [["packets", LOG, LOG], /packets takes FILE; “.*” is too much/],
    [["compare", LOG, LOG, "third"], /compare takes A \[B\]; “third” is too much/],
    [["packets", LOG, "--yaml"], /there is no option --yaml; lifeline --help/],
    [["packets", LOG, "--filtr=ping"], /there is no option --filtr: did you mean --filter\?/],
    [["sessions", LOG, "--theme", "dark"], /sessions takes no --theme: that is for compare, draw/],
    [["draw", LOG, "-o"], /the option -o has no value/],
    [["draw", LOG, "--output"], /the option -o has no value/],
    [["packets", LOG, "--json=yes"], /the option --json has no value, or one it does not take/],
    [["record"], /record needs URL/],
    [["record", "http://localhost"], /record needs a file to write: -o OUT with the ending \.jsonl/],
    [["record", "http://localhost", "-o", "x.svg"], /record writes \.jsonl, \.har files, .* “x\.svg” is none/],
    [["record", "ftp://localhost", "-o", "x.jsonl"], /“ftp:\/\/localhost” is no address of a page/],
    [["record", "localhost", "-o", "x.jsonl", "--for", "30"], /“30” is no time: use ms, s, m or h, as in 30s/],
    [["record", "localhost", "-o", "x.jsonl", "--for", "0s"], /“0s” is no time/],
    [["record", "localhost", "-o", "x.jsonl", "--browser", "/no/such"], /\/no\/such cannot be used: .*ENOENT/],
    [["record", "localhost", "-o", "/no/such/x.jsonl", "--browser", LOG], /cannot write \/no\/such\/x\.jsonl: there is no such file/],
    [["record", "localhost", "-o", unfinished, "--browser", LOG], /there is .*unfinished\.jsonl\.part from a recording that did not end/],
    [["packets", LOG, "--lang", "fr"], /there is no language “fr”/],
  ];
  for (const [args, sentence] of cases) {
    const { status, stderr } = lifeline(args);
    expect(stderr).toMatch(/^lifeline: [^\n]*\n$/);
    expect(stderr).toMatch(sentence);
    expect(status).toBe(2);
  }
});

test("--lang chooses the language of refused calls, broken files and reasons", () => {
  const path = test.info().outputPath("broken.jsonl");
  const frame = '{"kind":"ws-frame","at":2,"id":"w","direction":"received","opcode":1,"body":{"text":"9"}}';
  const open = '{"kind":"ws-open","at":1,"id":"w","url":"ws://localhost/socket.io/?EIO=4&transport=websocket"}';
  writeFileSync(path, ['{"format":"lifeline-trace","version":1,"source":"x","createdAt":""}', open, frame, "[]"].join("\n"));
  expect(lifeline(["packets", path, "--json", "--lang", "ja"]).stdout).toContain('"reason":"not a packet type: \\"9\\""');
  const calls = [
    ["packets", path],
    ["packets", path, "--yaml"],
    ["packets", "/no/such/file"],
    ["convert", path],
    ["packets", path, "-o"],
  ];
  for (const call of calls) {
    for (const lang of [["--lang", "ja"], ["--lang=ja"]]) {
      const { status, stdout, stderr } = lifeline([...lang, ...call]);
      const isRead = call.length === 2 && call[0] === "packets" && call[1] === path;
      expect(status).toBe(isRead ? 0 : 2);
      expect(stderr).toMatch(/^lifeline: [^\n]*[\u3040-\u30ff]+[^\n]*\n$/);
      if (isRead) expect(stdout).toContain('パケットの種別ではない: "9"');
    }
  }
});

test("prints the complete messages of a log that is cut off", () => {
  const path = test.info().outputPath("half.jsonl");
  writeFileSync(path, readFileSync(LOG, "utf8").slice(0, -1000));
  const { status, stdout } = lifeline(["packets", path, "--json"]);
  expect(status).toBe(2);
  expect(stdout.split("\n").length).toBeGreaterThan(2);
});

test("--version prints the version", () => {
  expect(lifeline(["--version"]).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
});

test("draw prints text, and writes the same as .txt, and Mermaid as .mmd", () => {
  const [text, mermaid] = [test.info().outputPath("all.txt"), test.info().outputPath("all.mmd")];
  const { status, stdout } = lifeline(["draw", LOG]);
  expect(status).toBe(0);
  expect(stdout).toMatch(/← 42 +hello/);
  expect(stdout).not.toContain("\x1b");
  expect(lifeline(["draw", LOG, "-o", text])).toEqual({ status: 0, stdout: "", stderr: "" });
  expect(readFileSync(text, "utf8")).toBe(stdout);
  expect(lifeline(["draw", LOG, "-o", mermaid])).toEqual({ status: 0, stdout: "", stderr: "" });
  expect(readFileSync(mermaid, "utf8")).toMatch(/^sequenceDiagram\ntitle: /);
});

test("--filter prints and draws only what the filter shows, and marks the place where it is wrong", () => {
  const all = lifeline(["packets", LOG, "--json"]).stdout.trimEnd().split("\n");
  const connects = lifeline(["packets", LOG, "--json", "--filter", "type:connect"]).stdout.trimEnd().split("\n");
  expect(connects.length).toBeGreaterThan(0);
  expect(connects).toEqual(all.filter((line) => JSON.parse(line).socket?.type === "CONNECT"));

  const out = test.info().outputPath("acks.svg");
  expect(lifeline(["draw", LOG, "-o", out, "--filter", "type:ack"]).status).toBe(0);
  expect(readFileSync(out, "utf8")).toContain("only what the filter shows: type:ack");
  expect(readFileSync(out, "utf8")).toContain('class="row seam"');

  expect(lifeline(["packets", LOG, "--filter", "日本 dir:up"])).toMatchObject({
    status: 2,
    stdout: "",
    stderr: "lifeline: “up” is no value of “dir:”. It takes sent, received.\n  日本 dir:up\n         ^^\n",
  });
  expect(lifeline(["check", LOG, "--filter", "ping"])).toMatchObject({ status: 2, stderr: expect.stringContaining("takes no --filter") });
});

test("--server-log lays a server's log beside the trace, and says how the clocks differ", () => {
  const fixture = (name: string) => fileURLToPath(new URL(`../../fixtures/debug-log/${name}`, import.meta.url));
  const [trace, log] = [fixture("cut.jsonl"), fixture("cut.log")];
  const drawn = lifeline(["draw", trace, "--server-log", log]);
  expect(drawn.status).toBe(0);
  expect(drawn.stderr).toMatch(/^lifeline: \S+cut\.log: the server's clock differs by less than \S+ ms, estimated from \d+ packets\n$/);
  expect(drawn.stdout).toMatch(/ping never reached the page/);
  const packets = (...args: string[]) => lifeline(["packets", trace, "--json", ...args]).stdout.split("\n").length;
  expect(packets("--server-log", log)).toBeGreaterThan(packets() * 1.8);
  const other = lifeline(["check", trace, "--server-log", fixture("4.8.4.log")]);
  expect([other.status, other.stderr]).toEqual([2, expect.stringMatching(/4\.8\.4\.log: no session of this log is in the trace /)]);
  const same = lifeline(["convert", trace, "--server-log", "x.jsonl", "-o", "x.jsonl"]);
  expect([same.status, same.stderr]).toEqual([2, expect.stringContaining("x.jsonl")]);
});
