// What the filter's row and the empty ladder say, as markup.

import { expect, test } from "@playwright/test";
import { h } from "preact";
import { renderToString } from "preact-render-to-string";
import { english } from "../../../../src/messages/messages.ts";
import { Counts } from "../../../../src/panel/filter/counts.ts";
import { FilterRow } from "../../../../src/panel/filter/filter-row.tsx";
import { NoRows } from "../../../../src/panel/filter/no-rows.tsx";
import type { ViewWithRows } from "../../../../src/panel/view.ts";
import { play } from "../../session/ladder-text.ts";

const store = play('w1 open ?EIO=4&transport=websocket\nw1 101\nw1 < 0{"sid":"A"}\nw1 > 40\nw1 > 42["chat"]');

interface Case {
  readonly filter: string;
  readonly shown?: { readonly count: number; readonly of: number };
  readonly share?: number;
  readonly narrow?: boolean;
}

function viewOf({ filter, shown = { count: 1204, of: 24113 }, share = 1, narrow = false }: Case): ViewWithRows {
  const all = share === 1 ? { http: 1412, heartbeat: 0 } : null;
  const countsWithin = () => new Counts(store, { scope: { kind: "all" }, http: true });
  const ladder = { share, rows: { shown }, filtering: { matches: filter === "" ? undefined : {}, all, countsWithin } };
  const settings = { filter, answers: false, setFilter: () => {}, setAnswers: () => {} };
  return { host: { t: english }, store, settings, layout: { narrow }, ladder } as unknown as ViewWithRows;
}

const row = (one: Case) => renderToString(h(FilterRow, { view: viewOf(one) }));
const words = (markup: string) => markup.replace(/<[^>]*>/g, "");

test("an empty field says what can be written, and has nothing to count or to clear", () => {
  const markup = row({ filter: "" });
  expect(markup).toContain('placeholder="Filter: words, event:name, /regex/"');
  expect(markup).not.toContain("filter-count");
  expect(markup).not.toContain("Clear the filter");
});

test("each part is a chip that can be edited and removed; a wrong one has a mark, and its reason in words", () => {
  const markup = row({ filter: "event:chat size:5q" });
  expect(markup.match(/class="chip(?: wrong)?"/g)).toEqual(['class="chip"', 'class="chip wrong"']);
  expect(markup).toContain('aria-label="Edit event:chat"');
  expect(markup).toContain('aria-label="Remove size:5q"');
  expect(/<p id="filter-says"[^>]*>(.*?)<\/p>/.exec(markup)?.[1]).toMatch(/^The filter has: event:chat, size:5q\. size:5q: .*q.*B, kB, MB/);
});

test("the count names both numbers, says when more may be found, and is announced once it is certain", () => {
  const whole = row({ filter: "chat" });
  expect(words(whole)).toContain("1\u202f204 of 24\u202f113");
  expect(whole).toMatch(/<output[^>]*aria-busy="false"[^>]*>1\u202f204 of 24\u202f113<\/output>/);
  const part = row({ filter: "chat", share: 0.5 });
  expect(words(part)).toContain("1\u202f204+ of 24\u202f113");
  expect(part).toMatch(/<output[^>]*aria-busy="true"[^>]*><\/output>/);
});

test("the buttons show what the filter hides, and their parts are no chips", () => {
  const pressed = (markup: string) =>
    [...markup.matchAll(/aria-pressed="(\w+)"[^>]*>([^<]*)/g)].map(([, on, name]) => `${name?.trim()} ${on}`);
  expect(pressed(row({ filter: "" }))).toEqual(["HTTP true", "Heartbeats true", "With answers false"]);
  const markup = row({ filter: "-is:http chat -is:heartbeat" });
  expect(pressed(markup)).toEqual(["HTTP false", "Heartbeats false", "With answers false"]);
  expect(markup.match(/class="chip"/g)).toHaveLength(1);
});

test("the buttons say how many rows they are about, once these are counted", () => {
  expect(words(row({ filter: "chat" }))).toMatch(/^HTTP 1\u202f412Heartbeats 0With answers/);
  expect(words(row({ filter: "chat", share: 0.5 }))).toMatch(/^HTTP Heartbeats With answers/);
});

test("a narrow panel has the buttons in a menu", () => {
  const markup = row({ filter: "", narrow: true });
  expect(markup.indexOf("popover")).toBeLessThan(markup.indexOf("Heartbeats"));
  expect(markup).toContain('aria-label="Filters and saved filters"');
});

test("when the filter hides all rows, the ladder says how many and what takes it away", () => {
  const said = (one: Case) => words(renderToString(h(NoRows, { view: viewOf(one) })));
  const shown = { count: 0, of: 25 };
  expect(said({ filter: "dir:sent nobody", shown })).toBe("No row matches the filterIt hides 25 rows.Show all rowsWithout nobody");
  expect(said({ filter: "nobody", shown })).toBe("No row matches the filterIt hides 25 rows.Show all rows");
  expect(said({ filter: "nobody", shown, share: 0.2 })).toBe("Looking for rows that match …");
  expect(said({ filter: "chat" })).toBe("");
  expect(said({ filter: "chat", shown: { count: 0, of: 0 } })).toBe("");
});
