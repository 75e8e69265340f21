// A figure as a file: its heading and legend, and that the same drawing is in an SVG file and on sheets of paper.

import { expect, test } from "@playwright/test";
import type { Scope } from "../../../src/diagram/rows/scope.ts";
import { sayEnglish } from "../../../src/findings/catalogue.ts";
import { Findings } from "../../../src/findings/findings.ts";
import { type FigureKind, type FigureOptions, figure } from "../../../src/formats/figure.ts";
import { english, translationFor } from "../../../src/messages/messages.ts";
import { Store } from "../../../src/session/store.ts";
import { CASES } from "../findings/cases.ts";
import { wireEvents } from "../session/ladder-text.ts";

const ALL: Scope = { kind: "all" };
const TALK = `
w1 open ?EIO=4&transport=websocket
w1 101
w1 < 0{"sid":"eYk3_1Vd0pTqWmZcAAAB","upgrades":[],"pingInterval":25000,"pingTimeout":20000}
w1 > 40
w1 < 40{"sid":"s"}
`;

function play(ladder: string, page?: string): Store {
  const store = new Store({ format: "lifeline-trace", version: 1, source: "test", createdAt: "", ...(page !== undefined && { page }) });
  for (const event of wireEvents(ladder)) store.push(event);
  return store;
}

function drawn(store: Store, kind: FigureKind, options: Partial<FigureOptions> = {}): string {
  return figure(store, kind, { scope: ALL, http: true, theme: "light", t: english, ...options }) ?? "";
}

/** The markup of each sheet of paper. */
function sheetsOf(store: Store, options: Partial<FigureOptions> = {}): string[] {
  return drawn(store, "sheets", options).split('<svg xmlns="').slice(1);
}

/** The texts of all elements of a class. */
function texts(markup: string, cls: string): string[] {
  return [...markup.matchAll(new RegExp(`<text [^>]*class="${cls}"[^>]*>([^<]*)</text>`, "g"))].map(([, text = ""]) => text);
}

/** The drawing without the style and title, which differ between files. */
function drawing(markup: string): string {
  return markup.slice(markup.indexOf('<rect class="paper"'), markup.indexOf('<g class="signs">'));
}

test("the heading has page, server, revisions, date, duration and counts", () => {
  const talk = play(TALK, "http://localhost:3000/chat");
  expect(texts(drawn(talk, "svg"), "title")).toEqual(["http://localhost:3000/chat"]);
  const lead = (options: Partial<FigureOptions> = {}, store = talk) => texts(drawn(store, "svg", options), "lead").join(" | ");
  expect(lead()).toBe("localhost:3000 · Engine.IO 4 · Socket.IO 5 · recorded 2023-11-14 22:13:20 UTC · 40 ms · 1 session · 3 packets");
  expect(lead({ http: false })).toMatch(/ · 3 packets · without HTTP$/);
  const store = play(`${TALK}w1 closed\nw2 open ?EIO=4&transport=websocket\nw2 101\nw2 < 0{"sid":"B"}\n`);
  expect(lead({}, store)).toContain("2 sessions · 4 packets");
  const [session] = store.sessions;
  if (!session) throw new Error("no session");
  expect(lead({ scope: { kind: "session", session } }, store)).toContain("sid eYk3_1Vd0pTqWmZcAAAB · 3 packets");
});

test("a long heading continues on a second line, and a long URL is cut in the middle", () => {
  const store = play(TALK, `http://localhost:3000/${"x".repeat(300)}/end`);
  const clients = Array.from({ length: 12 }, (_, i) => `w${i + 5} foreign ws://host-${i}.example.org/?EIO=4&transport=websocket\n`);
  const long = drawn(play(TALK + clients.join(""), "http://localhost/"), "svg");
  expect(texts(drawn(store, "svg"), "title")[0]).toMatch(/^http:\/\/localhost:3000\/x+…x+\/end$/);
  expect(texts(long, "lead").length).toBeGreaterThan(1);
  expect(texts(long, "lead").join(" · ")).toContain("13 sessions · 3 packets");
});

test("the legend explains the signs in the figure, and no others", () => {
  expect(texts(drawn(play("w1 open ?EIO=4&transport=websocket\nw1 101\nw1 > 40\n"), "svg", { http: false }), "legend")).toEqual(["sent"]);
  const beats = "+300\nw1 < 2\nw1 > 3\n".repeat(6);
  expect(texts(drawn(play(TALK + beats), "svg"), "legend")).toEqual([
    "sent",
    "received",
    "HTTP, no packet",
    "folded",
    "open request",
    "question and answer",
  ]);
  // Who closed the websocket is concluded; which connection carried the polls is not recorded where the answers do not name it.
  const about = (ladder: string) => texts(drawn(play(ladder), "svg"), "legend").includes("concluded, not recorded");
  expect(about(`${TALK}w1 > 41\nw1 closed\n`)).toBe(false);
  expect(about(`${TALK}w1 closed\n`)).toBe(true);
  expect(about("c1 GET ?EIO=4&transport=polling\n")).toBe(true);
  expect(about("c1 GET ?EIO=4&transport=polling\nc1 failed net::ERR_CONNECTION_REFUSED\n")).toBe(false);
});

test("the legend explains the letter of each lifeline whose name has no room, and the letter of each client", () => {
  const socket = (frame: string) => `w${frame} open ?EIO=4&transport=websocket @${frame}\nw${frame} 101\nw${frame} < 0{"sid":"${frame}"}\n`;
  const poll = (_: unknown, i: number) => `c${i} GET ?EIO=4&transport=polling&sid=S\nc${i} 200@${i} 2\n`;
  const legend = (ladder: readonly string[]) => {
    const svg = drawn(play(ladder.join("")), "svg");
    return [...texts(svg.slice(svg.indexOf('class="signs"')), "name"), texts(svg, "legend").at(-1)];
  };
  expect(legend([socket("1")])).toEqual(["open request"]);
  expect(legend(Array.from({ length: 8 }, poll))).toContain("polling");
  expect(legend([socket("1"), socket("2")])).toEqual(["A", "B", "http://localhost:3000/socket.io/"]);
});

test("an SVG file and sheets have the same drawing, in every language", async () => {
  for (const t of [english, await translationFor("ja")]) {
    const [svg, page] = [drawn(play(TALK), "svg", { t }), drawn(play(TALK), "sheets", { t })];
    expect(drawing(svg).length).toBeGreaterThan(3000);
    expect(drawing(page)).toBe(drawing(svg));
  }
});

test("a figure unfolds the folds it is given and shows the times of the panel", () => {
  const store = play(TALK + "+300\nw1 < 2\nw1 > 3\n".repeat(6));
  const folded = drawn(store, "svg");
  const [, key] = /<g class="row fold" data-key="(\d+)"/.exec(folded) ?? [];
  const open = drawn(store, "svg", { unfolded: [Number(key)] });
  expect(folded.match(/class="row packet"/g)).toHaveLength(5);
  expect(open.match(/class="row packet"/g)).toHaveLength(15);
  const clock = drawn(store, "svg", { times: { kind: "clock", zone: () => 540 } });
  expect(texts(clock, "head-id end")).toContain("UTC+9");
  expect(texts(clock, "time end").slice(0, 2)).toEqual(["11-15 07:13:20", "07:13:20.020"]);
});

test("in print every row is on one page, whole and below the heads, and a step that continues is named again", () => {
  const store = play(TALK + '+10\nw1 > 42["tick"]\n'.repeat(100));
  const pages = sheetsOf(store);
  const keys = (markup: string) => [...markup.matchAll(/data-key="(-?\d+)"/g)].map(([, key]) => key);
  expect(pages.length).toBeGreaterThan(3);
  expect(pages.flatMap(keys)).toEqual(keys(drawn(store, "svg")));
  for (const page of pages) {
    const [, width, height] = /viewBox="0 0 (\d+) (\d+)"/.exec(page)?.map(Number) ?? [];
    // A4 landscape within margins of 8 mm.
    expect((height ?? 0) / (width ?? 1)).toBeLessThan(194 / 281);
    expect(texts(page, "head mid")).toContain("websocket");
    expect(page).toMatch(/ y="\d+" class="step">Messages</);
  }
  expect(pages.map((page) => texts(page, "legend end").join())).toEqual(pages.map((_, i) => `localhost:3000 · ${i + 1}/${pages.length}`));
});

test("in print no remark or leg of a step is lost, wherever a page ends", () => {
  const upgraded = `
    w1 closed
    c1 GET ?EIO=4&transport=polling
    c1 200 0{"sid":"eYk3_1Vd0pTqWmZcAAAC","upgrades":["websocket"],"pingInterval":25000,"pingTimeout":20000}
    c2 GET ?EIO=4&transport=polling&sid=eYk3_1Vd0pTqWmZcAAAC
    w2 open ?EIO=4&transport=websocket&sid=eYk3_1Vd0pTqWmZcAAAC
    w2 101
    w2 > 2probe
    w2 < 3probe
    c2 200 6
    w2 > 5
    w2 > 40
    w2 < 40{"sid":"s"}
  `;
  for (let rows = 8; rows < 26; rows++) {
    const pages = sheetsOf(play(`${TALK}${'w1 > 42["tick"]\n'.repeat(rows)}${upgraded}`));
    expect(pages).toHaveLength(2);
    const seen = pages.flatMap((page) => {
      const bottom = Number(/<svg role="presentation"[^>]* height="(\d+)"/.exec(page)?.[1]);
      const notes = page.matchAll(/<text [^>]*y="([\d.]+)" class="step-note">([^<]*)</g);
      return [...notes].flatMap(([, y, note]) => (Number(y) < bottom ? note : []));
    });
    expect(seen).toEqual(expect.arrayContaining(["after eYk3…AAAB", "open", "probe", "drain", "switch"]));
  }
});

test("in print a handshake keeps its fields, and a session that continues is named again", () => {
  for (let rows = 15; rows < 36; rows++) {
    const more = TALK.replaceAll("w1", "w2").replace("AAAB", "AAAC");
    const [, second = ""] = sheetsOf(play(`${TALK}${'w1 > 42["tick"]\n'.repeat(rows)}${more}${'w2 > 42["tock"]\n'.repeat(8)}`));
    expect(/<g class="row (\w+)/.exec(second)?.[1]).not.toBe("fields");
    const sid = /class="rail-sid[^>]*translate\([\d.]+ (-?[\d.]+)\)[^>]*>([^<]*)</.exec(second);
    expect(sid?.[2]).toBe("A eYk3…AAAB");
    expect(Number(sid?.[1])).toBeGreaterThan(0);
  }
});

test("an upgrade whose probe got another answer says so on the row of its close, and below the name of its step", () => {
  const svg = drawn(
    play(`
      c1 GET ?EIO=4&transport=polling
      c1 200 0{"sid":"A","upgrades":["websocket"],"pingInterval":25000,"pingTimeout":20000}
      w1 open ?EIO=4&transport=websocket&sid=A
      w1 101
      w1 > 2probe
      w1 < 3
      w1 closed
    `),
    "svg",
  );
  expect(svg).toContain(">the probe was answered with 3, not 3probe<");
  // The leg "open" has the row below the name.
  expect(texts(svg, "step-note")).toEqual([expect.stringMatching(/^the probe was/), "open"]);
});

test("a figure marks where findings begin, says what is wrong in a line, and lists all below the diagram, those in scope only", () => {
  const store = play(CASES.find(({ rule }) => rule === "sid-unknown")?.fires ?? "");
  const findings = { all: new Findings(store).all(), say: sayEnglish };
  for (const kind of ["svg", "sheets"] as const) {
    const markup = drawn(store, kind, { findings });
    const [ladder = "", below = ""] = markup.split('<g class="found">');
    expect(texts(ladder, "name")).toContain("Session id unknown");
    expect(texts(ladder, "remark").filter((text) => text.startsWith("begins here: "))).toHaveLength(1);
    expect(texts(below, "name").slice(0, 2)).toEqual(["Session id unknown ×2", "No upgrade offered ×2"]);
    expect(texts(below, "lead").join(" ")).toContain("reach different servers.");
  }
  const [, second] = store.sessions;
  if (!second) throw new Error("no session");
  const { length } = drawn(store, "svg", { findings }).split("data-finding");
  expect(drawn(store, "svg", { findings, scope: { kind: "session", session: second } })).toContain("Session id unknown");
  expect(length).toBe(3);
  expect(drawn(store, "svg")).not.toContain("data-finding");
  expect(drawn(store, "svg", { findings: { ...findings, all: [] } })).toBe(drawn(store, "svg"));
});

test("the title of a finding that is longer than a line goes on below it, and loses nothing", () => {
  const store = play(CASES.find(({ rule }) => rule === "sid-unknown")?.fires ?? "");
  const [finding] = new Findings(store).all();
  if (!finding) throw new Error("nothing was found");
  const words = Array.from({ length: 80 }, (_, i) => `word${i},`).join(" ");
  const say: typeof sayEnglish = (said) => (said === finding.title ? words : sayEnglish(said));
  const [, below = ""] = drawn(store, "svg", { findings: { all: [finding], say } }).split('<g class="found">');
  expect(texts(below, "lead").length).toBeGreaterThan(2);
  expect(texts(below, "lead").join(" ")).toBe(words);
});

test("on paper, the line of a finding is on the page of its row", () => {
  const store = play(`${TALK}${'w1 > 42["x"]\n'.repeat(60)}`);
  const [finding] = new Findings(play(CASES.find(({ rule }) => rule === "sid-unknown")?.fires ?? "")).all();
  if (!finding) throw new Error("nothing was found");
  for (let entry = 20; entry < 45; entry++) {
    const begun = { ...finding, evidence: [{ entry, says: finding.title }], sessions: store.sessions };
    const sheets = sheetsOf(store, { findings: { all: [begun], say: sayEnglish } });
    const [row = -1, line = -1] = [`data-key="${entry * 8}"`, "data-finding"].map((mark) =>
      sheets.findIndex((sheet) => sheet.includes(mark)),
    );
    expect(line, `${entry}`).toBe(row);
    // The frame around the rows ends below the line.
    const sheet = sheets[line] ?? "";
    const [, rowsHeight] = /<svg role="presentation" y="38" width="1060" height="(\d+)"/.exec(sheet) ?? [];
    const [, y, height] = /class="finding-ground" x="\d+" y="(\d+)" width="\d+" height="(\d+)"/.exec(sheet) ?? [];
    expect(Number(y) + Number(height)).toBeLessThanOrEqual(Number(rowsHeight));
  }
});

test("what the filter searches for is marked, and a namespace that it fixes is left out", () => {
  const store = play(`${TALK}w1 > 40/room,\nw1 > 42/room,["chat",{"text":"Hello"}]\nw1 > 42/room,["chat",{"text":"bye"}]`);
  for (const kind of ["svg", "sheets"] as const) {
    const marks = (filter?: string) => (drawing(drawn(store, kind, { filter })).match(/class="match"/g) ?? []).length;
    expect([marks("hello"), marks("/h.l+o/i -bye"), marks("event:chat -bye"), marks()]).toEqual([1, 1, 0, 0]);
    const rows = (filter: string) => drawn(store, kind, { filter }).split('class="rows"')[1];
    expect(rows("event:chat")).toContain(">/room");
    expect(rows("event:chat nsp:/room")).not.toContain(">/room");
  }
});
