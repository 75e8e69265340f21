// docs/trace-format.schema.json says of a line what the reader of traces says of it.

import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "@playwright/test";
import { Ajv2020 } from "ajv/dist/2020.js";
import fc from "fast-check";
import { openBytes } from "../../../src/formats/open.ts";
import { english } from "../../../src/messages/messages.ts";

const root = new URL("../../../", import.meta.url);
const isRight = new Ajv2020({ strict: true, strictRequired: false, allowUnionTypes: true }).compile(
  JSON.parse(readFileSync(new URL("docs/trace-format.schema.json", root), "utf8")),
);
const lines = ["traces", "findings", "proxied"].flatMap((folder) => {
  const from = new URL(`tests/fixtures/${folder}/`, root);
  const files = readdirSync(from).filter((name) => name.endsWith(".jsonl"));
  return files.flatMap((name) => readFileSync(new URL(name, from), "utf8").trim().split("\n"));
});
const HEADER = '{"format":"lifeline-trace","version":1,"source":"test","createdAt":"2026-11-27T00:00:00Z"}';
/** A line of each kind, with all fields that a kind may have. */
const FULL: readonly Readonly<Record<string, unknown>>[] = [
  ...new Map(lines.map((line): [unknown, Record<string, unknown>] => [JSON.parse(line).kind, JSON.parse(line)])).values(),
  {
    kind: "http-request",
    at: 1,
    id: "1",
    method: "GET",
    url: "/",
    headers: { a: "b" },
    part: "engine",
    redirectedFrom: "0",
    source: "har",
  },
  { kind: "http-body", at: 1, id: "1", body: { base64: "AA==" }, timing: { wait: 1.5 } },
  { kind: "http-failed", at: 1, id: "1", reason: "csp", canceled: false, workersReason: "x" },
  { kind: "ws-frame", at: 1, id: "1", direction: "sent", opcode: 2, body: { omitted: "too-large", bytes: 3 } },
  { kind: "ws-closing", at: 1, id: "1", code: 1000, reason: "" },
  { kind: "wt-open", at: 1, id: "1", url: "https://a/" },
  { kind: "note", at: 1, what: "mark", text: "x", documentFrame: "f", source: "firefox" },
  { kind: "gap", at: 1, until: 2, reason: "cleared", packets: 1, bytes: 2, lines: 3 },
  { kind: "of-a-later-version", at: 1, anything: null },
].filter(({ kind }) => kind !== undefined);

/** Whether the reader takes a line as an event, and loses nothing of it. */
const isRead = (line: unknown) => {
  const { problem, remark } = openBytes(Buffer.from(`${HEADER}\n${JSON.stringify(line)}\n`), english);
  return (problem ?? remark) === null;
};

test("every line of every recorded trace fits the schema", () => {
  expect(lines.length).toBeGreaterThan(1000);
  expect(lines.filter((line) => !isRight(JSON.parse(line)))).toEqual([]);
});

test("the schema refuses what the reader refuses, and nothing else", () => {
  const values = fc.constantFrom(
    undefined,
    null,
    true,
    5,
    -1,
    1.5,
    9e15,
    "",
    "sent",
    {},
    [],
    { text: 5 },
    { text: "", base64: 5 },
    { base64: "A" },
    { omitted: 1 },
  );
  let refused = 0;
  fc.assert(
    fc.property(fc.constantFrom(...FULL), fc.nat(20), values, (event, nth, value) => {
      const fields = Object.keys(event).filter((key) => key !== "kind");
      const changed = { ...event, [fields[nth % fields.length] ?? "at"]: value };
      const isGood = isRight(JSON.parse(JSON.stringify(changed)));
      if (!isGood) refused++;
      return isGood === isRead(changed);
    }),
    { numRuns: 2000, seed: 1 },
  );
  expect(refused).toBeGreaterThan(500);
});
