// Small ladders that were once drawn wrong. tests/fuzz/drawing.spec.ts found them.

import { expect, test } from "@playwright/test";
import { layOut } from "../../../../src/diagram/draw/layout.ts";
import { NARROW } from "../../../../src/diagram/rows/row-kinds.ts";
import type { Scene } from "../../../../src/diagram/scene/scene.ts";
import { svg } from "../../../../src/formats/svg.tsx";
import { english, translationFor } from "../../../../src/messages/messages.ts";
import type { Store } from "../../../../src/session/store.ts";
import type { WireEvent } from "../../../../src/wire/event.ts";
import { boxesOf, elementsOf, inside, overlaps } from "../../../fuzz/picture.ts";
import { emptyStore } from "../../../fuzz/sessions.ts";
import { play, wireEvents } from "../../session/ladder-text.ts";
import { ladderOf } from "../support.ts";

const HANDSHAKE = (sid: string) => `0{"sid":"${sid}","upgrades":["websocket"],"pingInterval":25000,"pingTimeout":20000}`;

function sceneOf(store: Store, { t = english, http = true, width = 1060 } = {}): Scene {
  return ladderOf(store, { http, stepRows: width < NARROW }, t).whole();
}

function figure(scene: Scene, { t = english, width = 1060 } = {}) {
  const text = svg({ scene, width, title: "title", facts: [], t }, "light");
  const elements = elementsOf(text);
  const boxes = boxesOf(elements);
  // Many tests here look for what must not be there. An empty figure would pass them.
  expect(boxes.length).toBeGreaterThan(scene.rows.length);
  return { text, elements, boxes };
}

test("control: texts that lie over one another are found", () => {
  const { boxes } = figure(sceneOf(play("c1 GET ?EIO=4&transport=polling")));
  expect(overlaps(boxes)).toEqual([]);
  expect(overlaps([...boxes, ...boxes]).length).toBeGreaterThan(0);
});

test("two upgrades side by side have each leg once, in the step on whose row it ends", () => {
  const upgrade = (c: string, w: string, sid: string) => [
    `${c}1 GET ?EIO=4&transport=polling @${sid}`,
    `${c}1 200 ${HANDSHAKE(sid)}`,
    `${w} open ?EIO=4&transport=websocket&sid=${sid} @${sid}`,
    `${w} 101`,
    `${w} > 2probe`,
    `${w} < 3probe`,
    `${w} > 5`,
  ];
  const [a, b] = [upgrade("c1", "w1", "A"), upgrade("c2", "w2", "B")];
  const scene = sceneOf(play(a.flatMap((line, i) => [line, b[i] ?? ""]).join("\n")));
  const legs = scene.steps.flatMap((step) => step.legs.map((leg) => ({ ...leg, step })));
  expect(legs.map(({ name }) => name).sort()).toEqual(["open", "open", "probe", "probe", "switch", "switch"]);
  expect(legs.filter(({ to, step }) => to < step.from || to > step.to)).toEqual([]);
  expect(overlaps(figure(scene).boxes)).toEqual([]);
});

test("without HTTP rows, of two legs that end on one row only the first is drawn", () => {
  const ladder = `c1 GET ?EIO=4&transport=polling
    c1 200 ${HANDSHAKE("A")}
    c2 GET ?EIO=4&transport=polling&sid=A
    w1 open ?EIO=4&transport=websocket&sid=A
    w1 101
    w1 > 2probe
    w1 < 3probe
    c2 200
    w1 > 5`;
  const legsWith = (http: boolean) => sceneOf(play(ladder), { http }).steps.flatMap(({ legs }) => legs.map(({ name }) => name));
  expect(legsWith(true)).toEqual(["open", "probe", "drain", "switch"]);
  expect(legsWith(false).slice(-2)).toEqual(["probe", "switch"]);
  expect(overlaps(figure(sceneOf(play(ladder), { http: false })).boxes)).toEqual([]);
});

test("a page has a head at its lifeline when it was answered, and none when it never was", () => {
  const headsOf = (events: readonly WireEvent[]) => {
    const store = emptyStore();
    for (const event of events) store.push(event);
    return figure(sceneOf(store)).elements.filter(
      ({ name, classes, parent }) => name === "path" && classes.includes("open") && parent?.classes.includes("http"),
    ).length;
  };
  const answered = wireEvents("page http://localhost:3000/");
  const failed = {
    kind: "http-failed",
    at: 1_700_000_000_900,
    id: "page1700000000010",
    reason: "net::ERR_ABORTED",
    canceled: true,
  } as const;
  expect(headsOf(answered)).toBe(2);
  expect(headsOf([...answered.filter(({ kind }) => kind === "http-request"), failed])).toBe(0);
});

test("the row of a gap shows its time once", () => {
  const store = play("c1 GET ?EIO=4&transport=polling");
  store.push({ kind: "gap", at: 1_700_000_000_500, until: 1_700_000_000_600, reason: "not-recording" });
  expect(figure(sceneOf(store)).boxes.filter(({ text }) => text === "0.490")).toHaveLength(1);
});

test("a CDATA section's end in an event's name leaves the file well-formed", () => {
  const { text, boxes } = figure(sceneOf(play(`w1 open ?EIO=4&transport=websocket\nw1 101\nw1 < ${HANDSHAKE("A")}\nw1 > 42["]]>"]`)));
  expect(text).not.toContain("]]>");
  expect(boxes.map((box) => box.text)).toContain("]]>");
});

for (const language of ["en", "ja"]) {
  test(`the name of a step is never cut, whatever its time, ${language}`, async () => {
    const t = await translationFor(language);
    const name = t("stepHandshake");
    for (const [took, shown] of [
      [12, "12 ms"],
      [912, "912 ms"],
      [9_120, "9.12 s"],
      [754_000, "12 min 34 s"],
    ] as const) {
      const scene = sceneOf(play(`c1 GET ?EIO=4&transport=polling\n+${took - 10}\nc1 200 ${HANDSHAKE("A")}`), { t });
      const { boxes } = figure(scene, { t });
      expect(boxes.filter(({ element }) => element.parent?.classes.includes("step-column")).map(({ text }) => text)).toEqual([
        "2",
        name,
        shown,
      ]);
      expect(overlaps(boxes)).toEqual([]);
    }
  });
}

test("a fold of requests has dots on all lifelines that carried them", () => {
  const requests = wireEvents("page http://localhost:3000/\n".repeat(6)).map(
    (event, i): WireEvent => (event.kind === "http-response" ? { ...event, connection: String(i % 2) } : event),
  );
  const store = emptyStore();
  for (const event of requests) store.push(event);
  const scene = sceneOf(store);
  const { columns: slots } = layOut(scene, 1060);
  const { elements } = figure(scene);
  expect(slots).toHaveLength(2);
  expect(
    elements.filter((element) => element.name === "circle" && inside(element, "fold")).map(({ attributes }) => Number(attributes.cx)),
  ).toEqual([(slots[1]?.x ?? 0) + 0.5]);
});

test("the bar of a session whose sid was never seen says so", () => {
  const late = "w1 > 42[1]\nw1 < 42[2]\n".repeat(12);
  const scene = sceneOf(play(`${late}w1 closed\nw2 open ?EIO=4&transport=websocket\nw2 101\nw2 < ${HANDSHAKE("A")}`));
  const { boxes } = figure(scene);
  expect(boxes.filter(({ element }) => element.classes.includes("rail-sid")).map(({ text }) => text)).toContain("A sid not seen");
});

test("the size is dropped when the arguments are whole without it, and stays when they are cut anyway", () => {
  const scene = (length: number) => sceneOf(play(`w1 open ?EIO=4&transport=websocket\nw1 101\nw1 > 42["say","${"x".repeat(length)}"]`));
  const shown = (length: number) => {
    const { boxes } = figure(scene(length));
    return [boxes.some(({ text }) => text.endsWith('x"')), boxes.some(({ text }) => text.endsWith(" B"))];
  };
  const cases = Array.from({ length: 120 }, (_, i) => shown(i + 20).join());
  expect(cases.filter((told, i) => told !== cases[i - 1])).toEqual(["true,true", "true,false", "false,true"]);
});

test("notes below the name of a step do not stand on torn paper", () => {
  const beats = "w1 < 2\nw1 > 3\n+900000\n".repeat(2);
  const store = play(`w1 open ?EIO=4&transport=websocket\nw1 101\nw1 < ${HANDSHAKE("A")}\n${beats}`);
  const scene = ladderOf(store, { scale: 1 }).whole();
  const { boxes } = figure(scene);
  const notes = boxes.filter(({ element }) => element.classes.includes("step-note"));
  expect(notes.map(({ text }) => text)).toEqual(["server pings", "every 25 s"]);
  const first = notes[0]?.element.parent?.dy ?? 0;
  expect(scene.rows.some((row) => row.kind === "quiet" && row.torn)).toBe(true);
  for (const { top, bottom } of notes) {
    const torn = scene.rows.filter((row) => row.kind === "quiet" && row.y < bottom - first && row.y + row.height > top - first);
    expect(torn).toEqual([]);
  }
});

test("the words of a latency are dropped before the name is cut", () => {
  const sockets = Array.from({ length: 5 }, (_, i) => `w${i} open ?EIO=4&transport=websocket @${i}\nw${i} 101\n`);
  const poll = `c1 GET ?EIO=4&transport=polling\nc1 200 ${HANDSHAKE("A")}\nc2 GET ?EIO=4&transport=polling&sid=A\n+150\nc2 200 6`;
  const { boxes } = figure(sceneOf(play(sockets.join("") + poll), { width: 300 }), { width: 300 });
  expect(
    boxes.filter(({ element }) => element.classes.includes("name") || element.classes.includes("lat")).map(({ text }) => text),
  ).toEqual(expect.arrayContaining(["noop", "160 ms"]));
});

test("a path that is cut has one ellipsis, not two with a few letters between them", () => {
  const scene = (width: number) => sceneOf(play("c1 GET ?EIO=4&transport=polling&sid=aBcDeFgHiJkLmNoP"), { width });
  for (let width = 320; width < 480; width += 3) {
    const paths = figure(scene(width), { width }).boxes.filter(({ element }) => element.classes.includes("path"));
    expect(paths.map(({ text }) => text).join()).toMatch(/^\/so(?!.*….{0,3}…).*…/);
  }
});

test("the last row drops whole parts of its remark when it is narrow, and cuts only the next due time", () => {
  const ladder = ladderOf(play(`w1 open ?EIO=4&transport=websocket\nw1 101\nw1 < ${HANDSHAKE("A")}\nw1 > 40`), { stepRows: true });
  ladder.sync(1_700_000_000_100);
  const live = (width: number) => {
    const { boxes } = figure(ladder.whole(), { width });
    return boxes.find(({ element }) => element.classes.includes("remark") && inside(element, "live"))?.text;
  };
  expect(live(1060)).toBe("open · next ping due at 25.020, from the server · client gives up at 45.020 · server at ≈ 45.020");
  expect(live(600)).toBe("open · next ping due at 25.020, from the server · client gives up at 45.020");
  expect(live(500)).toBe("open · next ping due at 25.020, from the server");
  expect(live(370)).toMatch(/^open · next ping due at .*…$/);
});

test("times of more than ten minutes do not leave the time column", () => {
  const scene = sceneOf(play(`w1 open ?EIO=4&transport=websocket\nw1 101\nw1 < ${HANDSHAKE("A")}\n+3599000\nw1 > 2`), { width: 320 });
  const { elements, boxes } = figure(scene, { width: 320 });
  const body = elements.find(({ name, parent }) => name === "svg" && parent !== null);
  expect(boxes.filter(({ element, text }) => element.classes.includes("time") && text.startsWith("59:59"))).toHaveLength(1);
  expect(boxes.filter(({ element, left }) => element.classes.includes("time") && left < (body?.dx ?? Number.POSITIVE_INFINITY))).toEqual(
    [],
  );
});

test("among rows of the same time, a lifeline ends at its own row", () => {
  const store = emptyStore();
  const ladder = `w1 open ?EIO=4&transport=websocket
    w1 101
    w1 < ${HANDSHAKE("A")}
    w1 > 42["a"]
    w1 > 42["b"]
    w1 closed
    w2 open ?EIO=4&transport=websocket`;
  for (const event of wireEvents(ladder)) store.push({ ...event, at: Math.min(event.at, 1_700_000_000_040) });
  const scene = sceneOf(store);
  const close = scene.rows.find((row) => row.kind === "mark");
  expect(scene.lifelines[0]?.to).toBe((close?.y ?? 0) + (close?.height ?? 0) / 2);
});

test("overlapping heartbeats keep the rows in time order and fold afterwards", () => {
  const beats = Array.from({ length: 8 }, () => "w1 < 2\nw1 > 3").join("\n");
  const scene = sceneOf(
    play(`w1 open ?EIO=4&transport=websocket\nw1 101\nw1 < ${HANDSHAKE("A")}\nw1 < 2\nw1 < 2\nw1 > 3\nw1 > 3\n${beats}`),
  );
  const times = scene.rows.map(({ at }) => at);
  expect(times).toEqual([...times].sort((a, b) => a - b));
  expect(scene.rows.some(({ kind }) => kind === "fold")).toBe(true);
});
