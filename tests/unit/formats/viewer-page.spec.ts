// A trace as a page: what is inside, that it loads nothing from outside, and that nothing in a packet becomes markup.

import { createHash } from "node:crypto";
import { gunzipSync } from "node:zlib";
import { expect, test } from "@playwright/test";
import type { Scope } from "../../../src/diagram/rows/scope.ts";
import { openBytes } from "../../../src/formats/open.ts";
import { MOST_PRINTED_ROWS, type ViewerPageChoice, viewerPage } from "../../../src/formats/viewer-page.tsx";
import { english, translationFor } from "../../../src/messages/messages.ts";
import { Store } from "../../../src/session/store.ts";
import { toEnd } from "../../../src/wire/steps.ts";
import { savedText } from "../saved-text.ts";
import { wireEvents } from "../session/ladder-text.ts";

const ALL: Scope = { kind: "all" };
const SCRIPTS = { viewer: "viewer()", start: "start()", hashes: ["sha256-viewer", "sha256-start"] };
const TALK = `
w1 open ?EIO=4&transport=websocket
w1 101
w1 < 0{"sid":"eYk3_1Vd0pTqWmZcAAAB","upgrades":[],"pingInterval":25000,"pingTimeout":20000}
w1 > 40
w1 < 40{"sid":"s"}
`;

function play(ladder: string, page = "http://localhost:3000/"): Store {
  const store = new Store({ format: "lifeline-trace", version: 1, source: "test", createdAt: "", page });
  for (const event of wireEvents(ladder)) store.push(event);
  return store;
}

async function pageOf(store: Store, choice: Partial<ViewerPageChoice> = {}): Promise<string> {
  let page = "";
  for await (const piece of viewerPage(store, { scope: ALL, http: true, t: english, ...choice }, SCRIPTS, toEnd)) page += piece;
  return page;
}

/** What stands packed in the elements of a class. */
function unpacked(page: string, name: string): string {
  const elements = page.matchAll(new RegExp(`<script type="text/plain" class="${name}">([\\w+/=]*)</script>`, "g"));
  return gunzipSync(Buffer.concat([...elements].map(([, base64 = ""]) => Buffer.from(base64, "base64")))).toString();
}

const opened = (page: string) => JSON.parse(/<script type="application\/json" id="opened">(.*)<\/script>/.exec(page)?.[1] ?? "");

test("the page has the trace, the viewer, the heading and the first settings inside", async () => {
  const store = play(TALK, "http://localhost:3000/chat");
  const page = await pageOf(store, { filter: "event:chat", answers: true, scale: 0.5, times: { kind: "previous" } });
  expect(unpacked(page, "trace")).toBe(savedText(store));
  expect(unpacked(page, "viewer")).toBe(SCRIPTS.viewer);
  expect(opened(page)).toEqual({
    title: "http://localhost:3000/chat",
    facts: expect.arrayContaining(["localhost:3000", "Engine.IO 4", "3 packets"]),
    settings: { language: "en", filter: "event:chat", withAnswers: true, times: "previous", scale: 0.5 },
  });
  const japanese = await pageOf(store, { t: await translationFor("ja"), title: "A shop", theme: "dark" });
  expect(japanese).toMatch(/^<!doctype html>\n<html lang="ja"><head>.*<title>A shop<\/title>/s);
  expect(opened(japanese)).toMatchObject({ title: "A shop", theme: "dark", settings: { language: "ja", times: "start" } });
});

test("a trace of more than one element is whole", async () => {
  const store = play(TALK);
  const random = createHash("shake256", { outputLength: 900_000 }).digest("base64");
  store.push({ kind: "ws-frame", at: 1_700_000_009_000, id: "w1", direction: "sent", opcode: 1, body: { text: `42["x","${random}"]` } });
  const page = await pageOf(store);
  expect(page.match(/<script type="text\/plain" class="trace">/g)?.length).toBeGreaterThan(1);
  expect(unpacked(page, "trace")).toBe(savedText(store));
});

test("the page of a session has no other session's events, and that of all has all", async () => {
  const store = play(`${TALK}w2 open ?EIO=4&transport=websocket\nw2 101\nw2 < 0{"sid":"other"}\nw2 > 42["theirs"]\nw1 > 42["ours"]\n`);
  const [session] = store.sessions;
  if (!session) throw new Error("no session");
  const trace = unpacked(await pageOf(store, { scope: { kind: "session", session } }), "trace");
  expect(trace).not.toMatch(/other|theirs|"w2"/);
  const alone = openBytes(Buffer.from(trace), english).store;
  expect(alone?.sessions.map(({ sid, packets }) => [sid, packets])).toEqual([["eYk3_1Vd0pTqWmZcAAAB", 4]]);
  expect(unpacked(await pageOf(store), "trace")).toContain("theirs");
});

test("the page loads, runs and sends nothing but its own two scripts, and shows markup in packets as text", async () => {
  const hostile = `</text></svg></title></style></noscript><!--</script><script>alert(1)</script><img src=x onerror=alert(1)>"'&amp;\u202e`;
  const store = play(`${TALK}w1 < 42${JSON.stringify([hostile, hostile])}\n`, hostile);
  const page = await pageOf(store, { filter: hostile });
  const [, policy] = /<meta http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(page) ?? [];
  expect(policy).toBe(
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; script-src 'sha256-viewer' 'sha256-start'; img-src data: blob:",
  );
  expect(page).toContain(`<title>${hostile.replaceAll("&", "&amp;").replaceAll("<", "&lt;").slice(0, 40)}`);
  const names = new Set([...page.matchAll(/<([a-z!][\w-]*)/gi)].map(([, name]) => name));
  const drawing = ["circle", "defs", "g", "path", "pattern", "polygon", "rect", "svg", "text"];
  const frame = ["!doctype", "body", "div", "head", "html", "link", "meta", "noscript", "p", "script", "style", "title"];
  expect([...names].sort()).toEqual([...drawing, ...frame].sort());
  expect(page.match(/<script[^>]*>/g)).toEqual([
    '<script type="application/json" id="opened">',
    '<script type="text/plain" class="viewer">',
    '<script type="text/plain" class="trace">',
    '<script id="viewer-start">',
  ]);
  expect(page.match(/<[^<>]* (?:src|href|on\w+)=[^<>]*>/g)).toEqual(['<link rel="icon" href="data:,"/>']);
  const [style = ""] = /<style>[\s\S]*?<\/style>/.exec(page) ?? [];
  expect(style).not.toMatch(/&\w+;|@import|https?:\/\//);
  expect(opened(page).settings.filter).toBe(hostile);
});

test("a diagram that is too long to print says so, and its page has the whole trace", async () => {
  const store = play(TALK);
  const at = 1_700_000_001_000;
  for (let i = 0; i <= MOST_PRINTED_ROWS; i++)
    store.push({ kind: "ws-frame", at: at + i, id: "w1", direction: "sent", opcode: 1, body: { text: `42["x${i}"]` } });
  const page = await pageOf(store);
  expect(page).toContain("more than 5\u202f000 rows, too many to print");
  expect(page).not.toContain("<svg");
  expect(unpacked(page, "trace")).toBe(savedText(store));
});
