// The queries of docs/data.md, run by DuckDB over a folder of recorded traces.

import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { DuckDBInstance } from "@duckdb/node-api";
import { expect, test } from "@playwright/test";
import { Findings } from "../../../src/findings/findings.ts";
import { openBytes } from "../../../src/formats/open.ts";
import { packetRecords } from "../../../src/formats/packets.ts";
import { sessionRecords } from "../../../src/formats/sessions.ts";
import { statisticsRecords } from "../../../src/formats/statistics.ts";
import { english } from "../../../src/messages/messages.ts";
import { Statistics } from "../../../src/statistics/statistics.ts";
import { toEnd } from "../../../src/wire/steps.ts";

const root = fileURLToPath(new URL("../../../", import.meta.url));
/** Recorded traces, and the browsers that they are taken to be of. */
const TRACES = {
  "ack-slow": "Chrome/156",
  "ack-never": "Chrome/156",
  "server-restarted": "Chrome/156",
  "upgrade-refused": "Firefox/152",
  "upgrade-slow": "Firefox/152",
  "ping-timeout": "Firefox/152",
  "sid-unknown": "",
};

const jsonLines = (records: Iterable<object>) => [...records].map((record) => `${JSON.stringify(record)}\n`).join("");

test("each query finds what Lifeline itself says of the same traces", async () => {
  const folder = test.info().outputPath();
  for (const name of ["traces", "packets", "sessions"]) mkdirSync(join(folder, name));
  const sessions: Record<string, unknown>[] = [];
  const events: Record<string, unknown>[] = [];
  for (const [name, browser] of Object.entries(TRACES)) {
    const [header = "", ...lines] = readFileSync(join(root, `tests/fixtures/findings/${name}.jsonl`), "utf8").split("\n");
    const trace = [JSON.stringify({ ...JSON.parse(header), ...(browser && { browser }) }), ...lines].join("\n");
    const { store } = openBytes(Buffer.from(trace), english);
    if (!store) throw new Error(name);
    const own = sessionRecords(store, new Findings(store).all());
    const write = (kind: string, text: string) => writeFileSync(join(folder, `${kind}/${name}.jsonl`), text);
    write("traces", trace);
    write("packets", jsonLines(packetRecords(store)));
    write("sessions", jsonLines(own));
    sessions.push(...own.map((session) => ({ ...session, browser })));
    const statistics = new Statistics(store);
    toEnd(statistics.syncing());
    events.push(...statisticsRecords(statistics, "events").map((record) => ({ ...record })));
  }
  const connection = await (await DuckDBInstance.create()).connect();
  await connection.run(`set file_search_path = '${folder}'`);
  const queries = [...readFileSync(join(root, "docs/data.md"), "utf8").matchAll(/```sql\n(?!-- ClickHouse)(.*?)```/gs)];
  expect(queries).toHaveLength(3);
  const [acks, upgrades, lost] = await Promise.all(
    queries.map(async ([, query = ""]) => (await connection.runAndReadAll(query)).getRowObjectsJson()),
  );
  connection.closeSync();

  const asked = events.filter(({ asked }) => Number(asked) > 0);
  const sum = (of: readonly Record<string, unknown>[] = [], key: string) => of.reduce((all, record) => all + Number(record[key]), 0);
  expect(acks?.map(({ event }) => event)).toEqual(["search", "save"]);
  expect(sum(acks, "asked")).toBe(sum(asked, "asked"));
  expect(sum(acks, "answered")).toBe(sum(asked, "asked") - sum(asked, "unanswered") - sum(asked, "waiting"));
  expect(Math.round(Number(acks?.[0]?.slowest_ms))).toBe(Math.max(...asked.map(({ max }) => Number(max))));

  const tried = (browser: string) => sessions.filter((session) => session.browser === browser && session.upgrade !== null);
  expect(upgrades?.map(({ browser, tried, upgraded }) => [browser, Number(tried), Number(upgraded)])).toEqual(
    ["Chrome/156", "Firefox/152"].map((browser) => [
      browser,
      tried(browser).length,
      tried(browser).filter(({ upgraded }) => upgraded).length,
    ]),
  );
  expect(new Set(upgrades?.map(({ percent }) => percent))).toEqual(new Set([100, 50]));

  const isLost = ({ state, cause }: Record<string, unknown>) => state === "closed" && cause !== "client" && cause !== "navigation";
  expect(sum(lost, "sessions")).toBe(sessions.filter(isLost).length);
  expect(lost?.[0]).toEqual({ cause: "transport", problem: "400 Session ID unknown (code 1)", sessions: "5", traces: "1" });
});
