import { expect, test } from "@playwright/test";
import { referringDocument } from "../../../src/capture/headers.ts";

const page = { url: "http://a.example/chat?x=1#top" };
const frame = { url: "http://a.example/frame" };
const other = { url: "http://b.example/" };
const from = (headers: Record<string, string>, documents = [page, frame, other]) => referringDocument(headers, documents);

test("a request came from the document in its Referer, whatever the case of the header, without the fragment", () => {
  expect(from({ Referer: "http://a.example/chat?x=1" })).toBe(page);
  expect(from({ referer: "http://a.example/frame" })).toBe(frame);
});

test("a request with only an origin came from the one document of that origin", () => {
  expect(from({ Origin: "http://b.example" })).toBe(other);
  expect(from({ Referer: "http://b.example/gone" })).toBe(other);
});

test("a request that fits several documents, or none, has no document", () => {
  expect(from({ Origin: "http://a.example" })).toBeUndefined();
  expect(from({ Referer: "http://a.example/frame" }, [frame, { ...frame }])).toBeUndefined();
  expect(from({ Origin: "http://c.example" })).toBeUndefined();
  expect(from({ Origin: "null" })).toBeUndefined();
  expect(from({})).toBeUndefined();
});
