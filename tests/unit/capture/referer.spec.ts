import { expect, test } from "@playwright/test";
import { referringDocument } from "../../../src/capture/referer.ts";

const page = { url: "http://a.example/chat?x=1#top" };
const frame = { url: "http://a.example/frame" };
const other = { url: "http://b.example/" };
const from = (headers: Record<string, string>, documents = [page, frame, other]) => referringDocument(headers, documents);

test("a request comes from the document that its Referer names, whatever the case of the header and its fragment", () => {
  expect(from({ Referer: "http://a.example/chat?x=1" })).toBe(page);
  expect(from({ referer: "http://a.example/frame" })).toBe(frame);
});

test("a request that names only an origin comes from the one document of that origin", () => {
  expect(from({ Origin: "http://b.example" })).toBe(other);
  expect(from({ Referer: "http://b.example/gone" })).toBe(other);
});

test("a request that could come from several documents, or from none, comes from none", () => {
  expect(from({ Origin: "http://a.example" })).toBeUndefined();
  expect(from({ Referer: "http://a.example/frame" }, [frame, { ...frame }])).toBeUndefined();
  expect(from({ Origin: "http://c.example" })).toBeUndefined();
  expect(from({ Origin: "null" })).toBeUndefined();
  expect(from({})).toBeUndefined();
});
