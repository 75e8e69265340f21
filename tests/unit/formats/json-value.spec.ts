// Values that JSON does not have are written so that a reader gets them back.

import { expect, test } from "@playwright/test";
import { jsonValue } from "../../../src/formats/json-value.ts";
import { packetRecords } from "../../../src/formats/packets.ts";
import { rows } from "../diagram/support.ts";
import { play } from "../session/ladder-text.ts";

/** Reads what `jsonValue` wrote, by the rules of docs/cli.md. */
function read(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(read);
  if (typeof value !== "object" || value === null) return value;
  const { $binary, $number }: { $binary?: unknown; $number?: unknown } = value;
  if (typeof $binary === "string") return new Uint8Array(Buffer.from($binary, "base64"));
  if (typeof $number === "string") return /^-?\d+$/.test($number) && $number !== "-0" ? BigInt($number) : Number($number);
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [/^\$\$+(?:binary|number)$/.test(key) ? key.slice(1) : key, read(member)]),
  );
}

test("every value comes back, also one that looks like those written for others", () => {
  const values = [
    [1, -1.5, "x", true, null, {}],
    [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -0],
    [12345678901234567890n, -9007199254740993n],
    [new Uint8Array([1, 2, 255]), new Uint8Array()],
    [{ $binary: "AQ==" }, { $number: "NaN" }, { $number: 7 }, { $$binary: "AQ==", $$$number: "1", $other: 1, binary: 2 }],
    { $binary: { $number: "1" } },
  ];
  for (const value of values) expect(read(JSON.parse(JSON.stringify(jsonValue(value)))), JSON.stringify(jsonValue(value))).toEqual(value);
  expect(jsonValue({ $binary: "AQ==" })).toEqual({ $$binary: "AQ==" });
  expect(jsonValue([Number.NaN, 12345678901234567890n])).toEqual([{ $number: "NaN" }, { $number: "12345678901234567890" }]);
});

const begin = `
  w1 open ?EIO=4&transport=websocket
  w1 < 0{"sid":"A","upgrades":[],"pingInterval":25000,"pingTimeout":20000}
  w1 > 40
  w1 < 40{"sid":"s"}
`;

test("a long id keeps its digits in packets --json and on its row", () => {
  const store = play(`${begin}w1 < 42["user",{"id":12345678901234567890}]`);
  expect([...packetRecords(store)].at(-1)?.socket?.data).toEqual(["user", { id: { $number: "12345678901234567890" } }]);
  expect(rows(store).at(-1)).toContain("12345678901234567890");
});

test("what a page sends under our keys is told from bytes", () => {
  const store = play(`${begin}w1 > 42["x",{"$binary":"AQ=="}]\nw1 > 451-["x",{"_placeholder":true,"num":0}]\nw1 > [AQ==]`);
  const data = [...packetRecords(store)].map(({ socket }) => socket?.data).filter(Array.isArray);
  expect(data).toEqual([
    ["x", { $$binary: "AQ==" }],
    ["x", { $binary: "AQ==" }],
  ]);
});

test("NaN and Infinity of a msgpack packet are written, and an ack id that is no whole number is invalid", () => {
  const packet = (id: string) =>
    Buffer.from(`84a474797065${"02"}a36e7370a12fa46461746193a178cb7ff8000000000000cb7ff0000000000000a26964${id}`, "hex").toString("base64");
  const told = (id: string) => [...packetRecords(play(`${begin}w1 < [${packet(id)}]`))].at(-1)?.socket;
  expect(told("07")).toMatchObject({ type: "EVENT", id: 7, data: ["x", { $number: "NaN" }, { $number: "Infinity" }] });
  for (const id of ["cb7ff8000000000000", "cb3ff8000000000000", "a137", "c0"])
    expect(told(id), id).toEqual({ type: "invalid", nsp: "/", attachments: 0, reason: "the ack id is no whole number" });
});
