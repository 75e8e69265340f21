// `lifeline check`, run as a user does.

import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, test } from "@playwright/test";
import { FAMILIES, RULES } from "../../../src/findings/rules.ts";
import { socket } from "../findings/cases/case.ts";
import { CASES } from "../findings/cases.ts";
import { wireEvents } from "../session/ladder-text.ts";

const CLI = fileURLToPath(new URL("../../../dist/cli.mjs", import.meta.url));
const HEADER = { format: "lifeline-trace", version: 1, source: "test", createdAt: "2023-11-14T22:13:20.000Z" };

/** Checks the trace of a ladder. */
const check = (ladder: string, ...options: readonly string[]) => run(ladder, "check", ...options);

function run(ladder: string, command: string, ...options: readonly string[]) {
  const input = [HEADER, ...wireEvents(ladder)].map((line) => `${JSON.stringify(line)}\n`).join("");
  const { status, stdout, stderr } = spawnSync(process.execPath, [CLI, command, "-", ...options], { input, encoding: "utf8" });
  return { status, stdout, stderr };
}
const caseOf = (id: string) => CASES.find(({ rule }) => rule === id)?.fires ?? "";

test("check prints what is wrong with its rows, and ends with 1 for an error", () => {
  const { status, stdout, stderr } = check(caseOf("server-unreachable"));
  expect([status, stderr]).toEqual([1, ""]);
  expect(stdout).toBe(`error  server-unreachable  #1 … #3  ×3
  Nothing listens at localhost:3000: the connection was refused.
  No server saw the request. The client tries again until something answers.
  Evidence (certain):
        0.000  asks for /socket.io/
        0.010  fails: net::ERR_CONNECTION_REFUSED
  Ruled out:
    CORS: nothing answered, so no answer was hidden from the page.
    The path /socket.io/: no server saw it.
  Fix, on the server:
    Start the server, or correct the host and port in the client's URL. From the same machine this line must get an answer:
      curl -v 'http://localhost:3000/socket.io/?EIO=4&transport=polling'

`);
});

test("check --json prints the contract's keys in their order, and the numbers of packets", () => {
  const { status, stdout } = check(caseOf("connect-refused-by-app"), "--json");
  expect(status).toBe(0);
  const finding = JSON.parse(stdout);
  expect(Object.keys(finding)).toEqual([
    ...[
      "rule",
      "severity",
      "confidence",
      "session",
      "client",
      "at",
      "times",
      "follows",
      "title",
      "means",
      "evidence",
      "ruledOut",
      "fix",
      "docs",
    ],
  ]);
  expect(finding).toMatchObject({
    rule: "connect-refused-by-app",
    severity: "warning",
    session: "A",
    client: 0,
    times: 1,
    evidence: [{ n: 2, says: "the server refuses it: no token" }],
    docs: "docs/findings/connect-refused-by-app.md",
  });
});

test("a trace in which nothing is wrong says what was checked, with the numbers of its sessions, and what was not", () => {
  const { status, stdout } = check(CASES.find(({ rule }) => rule === "not-engine-io")?.silent ?? "");
  const { connect, ends, upgrade, messages } = FAMILIES;
  expect(status).toBe(0);
  expect(stdout).toBe(`Nothing wrong was found. Sessions: 1. Checks: ${RULES.length}.
  Connecting, ${connect.length} checks: Handshakes: 1, answered in 20 ms.
  Staying connected, ${ends.length} checks: No ping and pong came in this time.
  Upgrading, ${upgrade.length} checks: Begun without polling: 1, so there was nothing to upgrade.
  Messages, ${messages.length} checks: Packets: 3. No event asked for an ACK.
  Not looked at:
    What the page does with a message, because it is not on the wire.
`);
});

test("a session that failed is not called in order where no rule says why", () => {
  const { status, stdout } = check("w1 open ?EIO=4&transport=websocket\nw1 error odd\nw1 closed");
  expect(status).toBe(0);
  expect(stdout).toBe(`Nothing was found. Rules that looked: ${RULES.length}. Sessions: 1.\nA session failed, and no rule says why.\n`);
});

test("findings are chosen by severity and by rule, and what does not exist is refused", () => {
  const ladder = caseOf("redirected");
  const rules = (...options: readonly string[]) =>
    check(ladder, "--json", ...options)
      .stdout.trimEnd()
      .split("\n")
      .filter(Boolean)
      .map((line) => JSON.parse(line).rule);
  expect(rules("--only", "redirected")).toEqual(["redirected"]);
  expect(rules("--ignore", "redirected")).not.toContain("redirected");
  expect(rules("--ignore", "redirected, wrong-path")).toEqual([]);
  expect(check(caseOf("connect-refused-by-app"), "--min", "error")).toMatchObject({ status: 0, stdout: expect.stringMatching(/^Nothing/) });
  expect(check(ladder, "--only", "no-such-rule")).toMatchObject({
    status: 2,
    stderr: expect.stringContaining("there is no rule “no-such-rule”"),
  });
  expect(check(ladder, "--min", "fatal")).toMatchObject({ status: 2, stderr: expect.stringContaining("there is no severity “fatal”") });
});

test("check speaks Japanese", () => {
  expect(check(caseOf("server-unreachable"), "--lang", "ja").stdout).toContain(
    "localhost:3000 で待ち受けているものがなく、接続が拒否された。",
  );
});

test("sessions says what is wrong in each session, and --json also what only explains", () => {
  const ladder = caseOf("sid-unknown");
  const [first = "", second = ""] = run(ladder, "sessions").stdout.split("\n");
  expect(first).toMatch(/ {2}error: Session id unknown$/);
  expect(second).toMatch(/ {2}error: Session id unknown$/);
  expect(run(ladder, "sessions", "--lang", "ja").stdout).toContain("エラー: ");
  const [record] = run(ladder, "sessions", "--json")
    .stdout.trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
  expect(record.findings).toEqual([
    { rule: "sid-unknown", severity: "error", confidence: "likely", title: expect.stringContaining("did not know the session id") },
    { rule: "upgrade-not-offered", severity: "info", confidence: "certain", title: expect.any(String) },
  ]);
  const healthy = run(CASES.find(({ rule }) => rule === "not-engine-io")?.silent ?? "", "sessions", "--json").stdout;
  expect(JSON.parse(healthy).findings).toEqual([]);
});

test("check prints what follows from a finding right behind it, and names the finding", () => {
  const ladder = `${socket("w1", "A")}w1 > 420["ask"]\n+60000\n${socket("w2", "B")}`;
  const { stdout } = check(ladder, "--min", "warning");
  expect(stdout.split("\n").filter((line) => /^\w/.test(line))).toEqual([
    "error  ping-timeout  #1",
    "warning  ack-never  #1  follows from ping-timeout",
  ]);
  const records = check(ladder, "--json", "--min", "warning").stdout.trimEnd().split("\n");
  expect(records.map((record) => JSON.parse(record).follows)).toEqual([null, "ping-timeout"]);
});
