// Writes docs/conformance.md from a run of all conformance tests, all of them passed; without UPDATE_DOCS, or from less, nothing.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Reporter, TestCase, TestResult } from "@playwright/test/reporter";
import { root } from "../../../demo/setup.mjs";
import { ANNOTATION, DOCUMENT, EVERYTHING, KINDS, lineOf, type Row } from "./conformance-table.ts";

export interface Report {
  readonly row: Row;
  /** Its place among all rows. */
  readonly index: number;
  readonly of: number;
  readonly browser: string;
}

const HEADER = ["server", "client", "transport", "variant", "what happened", "packets", "seen", "decoded", "right"];

export default class ConformanceReporter implements Reporter {
  readonly #reports: Report[] = [];

  onTestEnd(_test: TestCase, result: TestResult): void {
    if (result.status !== "passed") return;
    for (const { type, description } of result.annotations) {
      if (type === ANNOTATION) this.#reports.push(JSON.parse(description ?? ""));
    }
  }

  onEnd(): void {
    const reports = this.#reports.sort((a, b) => a.index - b.index);
    const [first] = reports;
    if (!process.env.UPDATE_DOCS || first === undefined) return;
    if (reports.length < first.of) {
      console.log(`docs/conformance.md is left as it is: ${reports.length} of ${first.of} cases passed.`);
      return;
    }
    writeFileSync(
      DOCUMENT,
      document(
        reports.map(({ row }) => row),
        first.browser,
      ),
    );
  }
}

/** A line for each server: what passed, by kind. */
function byServer(rows: readonly Row[]): string {
  const lines = [...new Set(rows.map(({ server }) => server))].map((server) => {
    const cells = KINDS.map((kind) => {
      const counts = rows.flatMap((row) => (row.server === server ? (row.kinds[kind] ?? []) : []));
      const passed = counts.reduce((sum, count) => sum + count.passed, 0);
      const right = counts.reduce((sum, count) => sum + count.right, 0);
      return passed === 0 ? "–" : right === passed ? `${passed}` : `${passed} (${right} right)`;
    });
    return `| ${[server, ...cells].join(" | ")} |`;
  });
  return lines.join("\n");
}

function document(rows: readonly Row[], browser: string): string {
  const sum = (key: "passed" | "seen" | "decoded" | "right"): string => rows.reduce((all, row) => all + row[key], 0).toLocaleString("en");
  const { dependencies } = JSON.parse(readFileSync(join(root, "demo/servers/package.json"), "utf8")) as {
    readonly dependencies: Readonly<Record<string, string>>;
  };
  const packages = Object.entries(dependencies).map(([name, version]) =>
    version.startsWith("npm:") ? version.slice(4) : `${name}@${version}`,
  );
  return `# Conformance

Every server below ran with its matching client in a page, in a real browser (${browser}), recorded by the built extension through its
panel. The saved trace was then compared, packet by packet, with what the two libraries themselves had logged.

This file is made by \`tests/browser/conformance.spec.ts\` (\`UPDATE_DOCS=1 npx playwright test conformance\`) and never edited by hand. Every
run of the tests checks it: each case has a row and each row is a case, with the same things done; no packet is missing, extra or wrong;
and where a row says that all packets were seen, decoded and right, all of this run's were. The counts themselves are those of one run: how
many heartbeats, noops and polls pass depends on timing. The first table adds up the second.

- **what happened**: what the page and the server did, each named once; *everything* is ${EVERYTHING.join(", ")}.
- **packets**: Engine.IO packets (of Socket.IO 0.9, its own) that one library sent and the other received, heartbeats included.
- **seen**: those that the trace has, with the same session, direction, transport, type and bytes, in the same order.
- **decoded**: those that the trace understands down to the Socket.IO packet.
- **right**: those whose Socket.IO packet (type, namespace, ack id, data, attachments) equals what the receiving library's own decoder gave.
  What holds none (heartbeats, all of engine.io alone) is right when it is seen.

In all: ${rows.length} cases, ${sum("passed")} packets, ${sum("seen")} seen, ${sum("decoded")} decoded, ${sum("right")} right. A parser that only the application knows is
shown as bytes, and counts as neither decoded nor right. Where a server refuses, no packets pass, and what is checked is that the panel tells
the refusal. What one side sent and the other never got, or got and threw away while it was closing, is
not counted.

## By kind of packet

All cases of a server together: packets, and how many of them were right where not all were.

| server | ${KINDS.join(" | ")} |
| --- | ${KINDS.map(() => "---:").join(" | ")} |
${byServer(rows)}

## Case by case

| ${HEADER.join(" | ")} |
| ${HEADER.map((_, index) => (index < 5 ? "---" : "---:")).join(" | ")} |
${rows.map(lineOf).join("\n")}

Packages: ${packages.join(", ")}.
`;
}
