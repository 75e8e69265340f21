// Writes docs/conformance.md when UPDATE_DOCS is set and every conformance test ran and passed.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Reporter, TestCase, TestResult } from "@playwright/test/reporter";
import { root } from "../../../demo/setup.mjs";
import { ANNOTATION, DOCUMENT, EVERYTHING, KINDS, lineOf, type Row } from "./conformance-table.ts";

export interface Report {
  readonly row: Row;
  /** Position among the `of` rows. */
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

/** A line for each server, with the number of packets of each kind. */
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

\`tests/browser/conformance.spec.ts\` writes this file (\`UPDATE_DOCS=1 npx playwright test conformance\`); do not edit it by hand. Every run of
the tests checks it: each case has one row with the same steps, no packet is missing, extra or wrong, and if a row says that all packets were
seen, decoded or right, all packets of this run were. The counts are those of one run, because the number of heartbeats, noops and polls
depends on timing. The first table sums up the second.

- **what happened**: the steps of page and server, each named once; *everything* is ${EVERYTHING.join(", ")}.
- **packets**: Engine.IO packets (in Socket.IO 0.9, its own packets) that one library sent and the other received, with heartbeats.
- **seen**: packets in the trace with the same session, direction, transport, type and bytes, in the same order.
- **decoded**: packets that were decoded down to the Socket.IO packet.
- **right**: packets whose Socket.IO packet (type, namespace, ack id, data, attachments) equals the one that the receiving library decoded.
  A packet without one (heartbeats, all of engine.io without Socket.IO) is right if it was seen.

In all: ${rows.length} cases, ${sum("passed")} packets, ${sum("seen")} seen, ${sum("decoded")} decoded, ${sum("right")} right. Packets of a parser that only the application has
are shown as bytes, and count as neither decoded nor right. If a server refuses, there are no packets, and the test checks that the panel
shows the refusal. Packets that were not received, or were received and dropped while a library was closing, are not counted.

## By kind of packet

Packets of all cases of a server. If not all of them were right, the number of right ones is added.

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
