import { expect, test } from "@playwright/test";
import { attach } from "../../../src/protocol/socket/attachments.ts";
import { decodeSocket } from "../../../src/protocol/socket/text.ts";

const one = new Uint8Array([1, 2]);
const two = new Uint8Array([]);
const hole = (num: unknown) => ({ _placeholder: true, num });
const header = (count: number, ...args: unknown[]) => decodeSocket(`5${count}-${JSON.stringify(["x", ...args])}`, true);

test("replaces each placeholder of an event by its attachment, however deep it is nested", () => {
  const packet = header(2, hole(1), { deep: [{ file: hole(0) }], again: hole(0) });
  const whole = attach(packet, [one, two]);
  expect(whole).toEqual({ type: "BINARY_EVENT", nsp: "/", attachments: 2, data: ["x", two, { deep: [{ file: one }], again: one }] });
  expect(packet.data).toEqual(["x", hole(1), { deep: [{ file: hole(0) }], again: hole(0) }]);
});

test("replaces the placeholders of an acknowledgement", () => {
  expect(attach(decodeSocket('61-3[{"_placeholder":true,"num":0}]', true), [one])).toMatchObject({
    type: "BINARY_ACK",
    id: 3,
    data: [one],
  });
});

test("returns a packet without attachments unchanged", () => {
  for (const text of ['2["x",{"_placeholder":true,"num":0}]', '2["x"', "0"]) {
    const packet = decodeSocket(text, true);
    expect(attach(packet, [])).toBe(packet);
  }
  expect(attach(header(0), [])).toEqual(header(0));
});

test("keeps the placeholder of a missing attachment and gives the reason", () => {
  expect(attach(header(2, hole(0), hole(1)), [undefined, two])).toEqual({
    ...header(2, hole(0), hole(1)),
    data: ["x", hole(0), two],
    reason: ["reasonAttachmentsMissing", 1, 2],
  });
  expect(attach(header(2, hole(0), hole(1)), []).reason).toEqual(["reasonAttachmentsMissing", 2, 2]);
});

test("gives a reason when an attachment has no placeholder", () => {
  expect(attach(header(2, hole(1)), [one, two])).toMatchObject({
    type: "BINARY_EVENT",
    data: ["x", two],
    reason: ["reasonNoPlaceholder", 1, 2],
  });
});

test("calls a packet invalid where the parser of socket.io refuses it", () => {
  for (const num of [1, -1, 0.5, 1e300]) {
    expect(attach(header(1, hole(num)), [one])).toMatchObject({ type: "invalid", reason: ["reasonNoSuchAttachment", num, 1] });
  }
  for (const num of ["0", null, undefined, { toString: 1 }]) {
    expect(attach(header(1, hole(num)), [one])).toMatchObject({ type: "invalid", reason: ["reasonPlaceholderNumber"] });
  }
  expect(attach(header(1, hole(0)), [one, two])).toMatchObject({ type: "invalid", reason: ["reasonTooManyAttachments", 2, 1] });
});

test("replaces a placeholder at the greatest depth that is allowed", () => {
  const deep = `51-["x",${'{"a":'.repeat(998)}{"_placeholder":true,"num":0}${"}".repeat(998)}]`;
  const whole = attach(decodeSocket(deep, true), [one]);
  expect(whole).toMatchObject({ type: "BINARY_EVENT" });
  expect(whole.reason).toBeUndefined();
});
