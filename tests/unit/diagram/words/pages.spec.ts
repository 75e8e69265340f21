// The row of a page that took another's place.

import { expect, test } from "@playwright/test";
import { play } from "../../session/ladder-text.ts";
import { ladderOf, rowText } from "../support.ts";

const ZERO = 1_700_000_000_000;

test("a page that is loaded again says so, one that goes elsewhere says where to", () => {
  const store = play("w1 open ?EIO=4&transport=websocket");
  const page = (url: string, at: number) =>
    store.push({ kind: "context", at: ZERO + at, documentFrame: "f", type: "page", url, state: at === 0 ? "appeared" : "navigated" });
  page("http://a/", 0);
  page("http://a/", 500);
  page("http://b/", 600);
  page("http://a/", 700);
  const rows = ladderOf(store).whole().rows.map(rowText);
  expect(rows.slice(-3)).toEqual(["the page was loaded again", "the page went to http://b/", "the page went to http://a/"]);
});
