import { expect, test } from "@playwright/test";
import { Settings } from "../../../src/panel/settings.ts";
import { play } from "../session/ladder-text.ts";

/** Settings for a trace of one session, and the changes they report. */
function settingsOf() {
  const store = play('w1 open ?EIO=4&transport=websocket\nw1 101\nw1 < 0{"sid":"A"}\n+1000\nw1 > 40');
  const changes: string[] = [];
  return { store, changes, settings: new Settings((affected) => changes.push(affected)) };
}

test("a setting that is set to what it is reports no change", () => {
  const { settings, changes } = settingsOf();
  settings.setScope({ kind: "all" });
  settings.setFilter("");
  settings.setScale(undefined);
  expect(changes).toEqual([]);
  settings.setFilter("-is:http");
  settings.setScale(2, 100);
  settings.setScale(2);
  expect([settings.scale, settings.silence]).toEqual([2, 100]);
  expect(changes).toEqual(["rows", "rows"]);
});

test("the scope of another trace is all sessions, without a report", () => {
  const { store, settings, changes } = settingsOf();
  const [session] = store.sessions;
  if (!session) throw new Error("no session");
  settings.setScope({ kind: "session", session });
  settings.resetScope();
  expect(settings.scope).toEqual({ kind: "all" });
  expect(changes).toEqual(["rows"]);
});

test("the time column goes round its three kinds, and only its text changes", () => {
  const { settings, changes } = settingsOf();
  const kinds = [0, 1, 2, 3].map(() => {
    const { kind } = settings.times;
    settings.nextTimes();
    return kind;
  });
  expect(kinds).toEqual(["start", "clock", "previous", "start"]);
  expect(new Set(changes)).toEqual(new Set(["times"]));
});
