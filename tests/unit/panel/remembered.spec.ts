import { expect, test } from "@playwright/test";
import { presetOf, recall, remember } from "../../../src/panel/remembered.ts";
import { Settings } from "../../../src/panel/settings.ts";

/** Storage that the tests can look into. Node has none. */
function storageOf(stored: Record<string, string>): Map<string, string> {
  const values = new Map(Object.entries(stored));
  const storage = { getItem: (key: string) => values.get(key) ?? null, setItem: (key: string, value: string) => values.set(key, value) };
  Object.assign(globalThis, { localStorage: storage });
  return values;
}

test.afterEach(() => {
  Object.assign(globalThis, { localStorage: undefined });
});

test("what was remembered is recalled, and the preset where nothing was", () => {
  storageOf({});
  expect(recall("times")).toBe("start");
  remember("times", "clock");
  remember("savedFilters", [{ name: "chat", filter: "event:chat" }]);
  expect(recall("times")).toBe("clock");
  expect(recall("savedFilters")).toEqual([{ name: "chat", filter: "event:chat" }]);
});

test("a stored value that is broken, or that may not be, counts as the preset", () => {
  storageOf({
    times: "clo",
    language: '"xx"',
    sessions: "-3",
    details: "null",
    withAnswers: "1",
    savedFilters: '[{"name":1}]',
    scale: "0",
  });
  for (const key of ["times", "language", "sessions", "details", "withAnswers", "savedFilters", "scale"] as const)
    expect(recall(key), key).toEqual(presetOf(key));
});

test("where storage is refused, the preset is recalled and remembering does nothing", () => {
  const refuse = () => {
    throw new Error("SecurityError");
  };
  Object.assign(globalThis, { localStorage: { getItem: refuse, setItem: refuse } });
  remember("withAnswers", true);
  expect(recall("withAnswers")).toBe(false);
});

test("other settings begin with what the ones before were set to, and write only what was set", () => {
  const values = storageOf({});
  const settings = () => new Settings(() => {});
  const first = settings();
  expect([...values.keys()]).toEqual([]);
  first.setFilter("-is:http");
  first.nextTimes();
  first.setScale(2);
  first.setPanes({ sessions: 300, sessionsOpen: false });
  expect([...values.keys()].toSorted()).toEqual(["filter", "scale", "sessions", "sessionsOpen", "times"]);
  const second = settings();
  expect([second.filter, second.times.kind, second.scale]).toEqual(["-is:http", "clock", first.scale]);
  expect(second.panes).toEqual({ sessions: 300, sessionsOpen: false, details: 340, detailsBelow: 306, drawer: 260, lifelines: null });
  second.setScale(undefined);
  expect(settings().scale).toBeUndefined();
});
