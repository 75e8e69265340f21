import { expect, test } from "@playwright/test";
import { byteStringFromBase64, bytesFromBase64 } from "../../../src/protocol/encoding.ts";

const into = new Uint8Array(4096);

test("reads base64 of any length, with and without its padding", () => {
  for (let length = 0; length < 300; length++) {
    const bytes = Uint8Array.from({ length }, (_, i) => (i * 37 + length) & 255);
    const base64 = Buffer.from(bytes).toString("base64");
    for (const text of [base64, base64.replace(/=+$/, "")]) {
      expect(bytesFromBase64(text, into), text).toBe(length);
      expect([...into.subarray(0, length)], text).toEqual([...bytes]);
    }
  }
});

test("reads no text that the decoder of base64 does not take", () => {
  for (const text of ["A", "AAAAA", "AA*A", "AAAé", "AA=A", "AAA\u0141", "=", "AAAA=AAA"]) {
    const length = bytesFromBase64(text, into);
    expect(length < 0 || length === byteStringFromBase64(text)?.length, text).toBe(true);
  }
});
