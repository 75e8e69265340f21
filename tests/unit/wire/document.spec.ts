import { expect, test } from "@playwright/test";
import { showsDocument } from "../../../src/wire/document.ts";

const typed = (type: string) => showsDocument(200, { "Content-Type": type });
const disposed = (disposition: string) => showsDocument(200, { "content-disposition": disposition });

test("an answer without content shows no document, a refusal does", () => {
  expect([200, 204, 205, 404, 500].map((status) => showsDocument(status, {}))).toEqual([true, false, false, true, true]);
});

test("any disposition but inline is a download", () => {
  expect(["attachment", 'Attachment; filename="a"', " form-data ; name=x", "inlined"].map(disposed)).toEqual([false, false, false, false]);
  expect(["inline", 'INLINE; filename="attachment"', 'filename="a.html"', ""].map(disposed)).toEqual([true, true, true, true]);
});

test("a type that browsers have no view of is a download", () => {
  const saved = ["application/octet-stream", "application/zip", "Application/vnd.ms-excel", "text/csv; charset=utf-8", "font/woff2"];
  expect(saved.filter(typed)).toEqual([]);
  const shown = [
    "text/html",
    "text/plain; charset=utf-8",
    "application/xhtml+xml",
    "application/ld+json",
    "application/json",
    "application/pdf",
    "application/javascript",
    "image/png",
    "video/mp4",
    "",
  ];
  expect(shown.filter((type) => !typed(type))).toEqual([]);
});
