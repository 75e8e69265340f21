// The filter of the settings at work on the trace that is shown.

import { expect, test } from "@playwright/test";
import { Filtering } from "../../../../src/panel/ladder/filtering.ts";
import type { Settings } from "../../../../src/panel/settings.ts";
import { play } from "../../session/ladder-text.ts";

const TALK = 'w1 open ?EIO=4&transport=websocket\nw1 101\nw1 < 0{"sid":"A","pingInterval":25000,"pingTimeout":20000}\nw1 < 2\nw1 > 3';

test("the counts at the buttons are those of the trace that is shown, also right after another one was opened", async () => {
  const settings = { scope: { kind: "all" }, filter: "", answers: false } as unknown as Settings;
  const panel = { store: play(TALK), settings };
  const filtering = new Filtering(
    panel,
    () => {},
    () => {},
  );
  filtering.countsWithin("");
  await filtering.idle();
  expect(filtering.all).toEqual({ http: 2, heartbeat: 2 });
  panel.store = play("page http://localhost:3000/");
  expect(filtering.all).toBeNull();
  filtering.countsWithin("");
  await filtering.idle();
  expect(filtering.all).toEqual({ http: 1, heartbeat: 0 });
  filtering.dispose();
});
