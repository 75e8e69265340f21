// The text for an issue: its parts, that nothing from the wire formats it or mentions anybody, and that GitHub takes it.

import { expect, test } from "@playwright/test";
import { sayEnglish } from "../../../src/findings/catalogue.ts";
import { Findings } from "../../../src/findings/findings.ts";
import { type IssueChoice, issue, MOST_ISSUE_TEXT } from "../../../src/formats/issue.ts";
import { english } from "../../../src/messages/messages.ts";
import { Store } from "../../../src/session/store.ts";
import { toEnd } from "../../../src/wire/steps.ts";
import { CASES } from "../findings/cases.ts";
import { wireEvents } from "../session/ladder-text.ts";

const TALK = `
w1 open ?EIO=4&transport=websocket
w1 101
w1 < 0{"sid":"A","upgrades":[],"pingInterval":25000,"pingTimeout":20000}
w1 > 40
w1 < 40{"sid":"s"}
`;

function play(ladder: string, page = "http://localhost:3000/"): Store {
  const store = new Store({ format: "lifeline-trace", version: 1, source: "test", createdAt: "", browser: "Chrome/156.0", page });
  for (const event of wireEvents(ladder)) store.push(event);
  return store;
}

function textOf(store: Store, choice: Partial<IssueChoice> = {}): string {
  const findings = { all: new Findings(store).all(), say: sayEnglish };
  return toEnd(issue(store, { scope: { kind: "all" }, http: true, t: english, findings, version: "1.2.3", ...choice }));
}

/** The packets in the folded part. */
const packetsIn = (text: string) =>
  (/`{3,}json\n(.*?)\n`{3,}\n\n<\/details>/s.exec(text)?.[1] ?? "").split("\n").flatMap((line) => (line === "" ? [] : JSON.parse(line)));

test("the text has the diagram, what was found, versions, and the packets that prove it", () => {
  const text = textOf(play(CASES.find(({ rule }) => rule === "sid-unknown")?.fires ?? ""));
  expect(text).toMatch(
    /^### http:\/\/localhost:3000\/\n\n.*Engine\.IO 4.*\n\n```mermaid\nsequenceDiagram\n.*?\n```\n\n### What Lifeline found\n\n- /s,
  );
  expect(text).toMatch(/- \*\*Session id unknown\*\* \(error, \w+, ×2\): .* `docs\/findings\/sid-unknown\.md`/);
  expect(text).toContain(
    "### Versions\n\n- Lifeline 1.2.3\n- Browser: Chrome/156.0\n- Server: http://localhost:3000/socket.io/, Engine.IO 4",
  );
  expect(text).toContain("- Transport: polling\n");
  expect(text).toMatch(/<details>\n<summary>\d+ packets?<\/summary>/);
  expect(packetsIn(text)[0]).toMatchObject({ transport: "polling", engine: {} });
});

test("the packets are those that were chosen; without a finding and a choice there are none", () => {
  const store = play(`${TALK}w1 > 42["first"]\nw1 > 42["second"]\n`);
  expect(textOf(store)).not.toContain("<details>");
  expect(textOf(store)).toContain("Nothing that is wrong was found.");
  const last = store.entries.ordered(store.entries.length - 1);
  expect(packetsIn(textOf(store, { packets: new Set([last]) })).map(({ socket }) => socket.data)).toEqual([["second"]]);
});

test("what came from the wire formats nothing, mentions nobody, and stays in its block", () => {
  const hostile = "@octocat #1 <img src=x> **bold** [link](http://x) `code` ```` | _em_ ~~gone~~ </details>";
  const store = play(`${TALK}w1 > 42${JSON.stringify([hostile, hostile])}\n`, hostile);
  const text = textOf(store, { packets: new Set(Array.from({ length: store.entries.length }, (_, entry) => entry)) });
  const [outside = "", inside = ""] = [text.replaceAll(/(`{3,})(?:mermaid|json)\n.*?\n\1(?=\n)/gs, ""), text];
  expect(outside).not.toMatch(/@octocat|#1|<img|(?<!\\)\*\*bold|(?<!\\)\[link|(?<!\\)`code|(?<!\\)_em/);
  expect(outside.match(/<\/?\w+>/g)).toEqual(["<details>", "<summary>", "</summary>", "</details>"]);
  expect(inside).toContain("\n`````json\n");
  expect(packetsIn(text).at(-1)).toMatchObject({ socket: { data: [hostile, hostile] } });
});

test("a long trace is cut to what GitHub takes, and the text says what is left out", () => {
  const long = Array.from({ length: 3000 }, (_, i) => `w1 > 42["event ${i}","${"x".repeat(60)}"]\n`).join("");
  const store = play(`${TALK}${long}w1 > 42["huge","${"y".repeat(9000)}"]\n`);
  const text = textOf(store, { packets: new Set(Array.from({ length: store.entries.length }, (_, entry) => entry)) });
  expect(text.length).toBeLessThanOrEqual(MOST_ISSUE_TEXT);
  expect(text).toMatch(/<summary>\d+ of 3\u202f004 packets; the others had no room<\/summary>/);
  expect(text).toMatch(/shortened for Mermaid: [\d\u202f]+ of 3\u202f\d+ rows left out/);
  const huge = store.entries.ordered(store.entries.length - 1);
  expect(packetsIn(textOf(store, { packets: new Set([huge]) }))).toEqual([
    expect.objectContaining({ engine: { type: "message", omitted: "too-large" }, bytes: 9013 }),
  ]);
});
