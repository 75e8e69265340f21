// A trace as the text of an issue on GitHub, in Markdown: the diagram, what was found, versions, and the packets that were chosen. What came from
// the wire is shown as text: it can neither format the issue nor mention anybody.

import { sessionsIn } from "../diagram/rows/scope.ts";
import { nameOf, type Say } from "../findings/catalogue.ts";
import type { Finding } from "../findings/finding.ts";
import { groupDigits, type Translate } from "../messages/messages.ts";
import type { Session } from "../session/model.ts";
import type { Store } from "../session/store.ts";
import { printable, printableJson } from "../text/printable.ts";
import { mermaidOf } from "./mermaid.ts";
import { type PacketRecord, packetRecords, withoutData } from "./packets.ts";
import { type LadderChoice, prepare } from "./prepared.ts";

/** GitHub takes 65 536 characters. The rest is for what the user writes. */
export const MOST_ISSUE_TEXT = 64_000;
/** Characters of the diagram, which has the most important rows of a longer one. */
const MOST_DIAGRAM = 36_000;
/** So many findings, the worst first, and so many characters of one. */
const MOST_FINDINGS = 10;
const MOST_WORDS = 1200;
/** A longer packet is written without its data. */
const MOST_PACKET = 4000;
/** What is on disk comes back in a few parts. */
const MOST_LOOKS = 10;

export interface IssueChoice extends LadderChoice {
  /** Lifeline's version. */
  readonly version: string;
  /** The entries of the packets to add. Without them, it has those that prove the findings. */
  readonly packets?: ReadonlySet<number> | undefined;
}

/** The text. Wait for what is yielded, then go on. */
export function* issue(store: Store, choice: IssueChoice): Generator<Promise<void>, string> {
  const { t, scope, version } = choice;
  const prepared = yield* prepare(store, choice);
  if (prepared === null) throw new Error("a ladder without a limit is too long");
  const { title, facts, found } = prepared;
  const text = [
    `### ${asText(title)}`,
    facts.map(asText).join(" · "),
    fenced("mermaid", yield* mermaidOf(prepared, MOST_DIAGRAM)),
    `### ${t("issueFound")}`,
    found ? findingList(found.all, found.say, t) : t("issueNothingFound"),
    `### ${t("issueVersions")}`,
    versions(store, sessionsIn(scope, store), version, t),
    "",
  ].join("\n\n");
  const packets = choice.packets ?? new Set(found?.all.flatMap(({ evidence }) => evidence.map(({ entry }) => entry)));
  return text + (yield* packetPart(store, packets, MOST_ISSUE_TEXT - text.length, t));
}

function findingList(all: readonly Finding[], say: Say, t: Translate): string {
  if (all.length === 0) return t("issueNothingFound");
  const lines = all.slice(0, MOST_FINDINGS).map(({ rule, severity, confidence, times, title, means }) => {
    const sure = [say([`severity/${severity}`]), say([`confidence/${confidence}`]), times > 1 ? `×${times}` : ""].filter(Boolean);
    const words = `${say(title)} ${say(means)}`.slice(0, MOST_WORDS);
    return `- **${asText(say(nameOf(rule)))}** (${sure.join(", ")}): ${withCode(words)} \`docs/findings/${rule}.md\``;
  });
  const more = all.length - lines.length;
  return [...lines, ...(more > 0 ? [`- ${t.count("issueMoreFound", more)}`] : [])].join("\n");
}

function versions({ log }: Store, sessions: readonly Session[], version: string, t: Translate): string {
  const servers = sessions.map(({ client, eio, sio, parser }) =>
    [client.address, eio === null ? "" : `Engine.IO ${eio}`, sio === null ? "" : `Socket.IO ${sio}`, parser ?? ""]
      .filter(Boolean)
      .join(", "),
  );
  const transports = sessions.map(({ transport, upgrade }) =>
    upgrade?.switchedAt != null ? `polling → ${upgrade.channel.kind === "ws" ? "websocket" : "webtransport"}` : (transport ?? ""),
  );
  const { browser } = log.header;
  return [
    `Lifeline ${version}`,
    ...(browser === undefined ? [] : [t("issueBrowser", browser)]),
    ...[...new Set(servers)].map((server) => t("issueServer", server)),
    ...[...new Set(transports)].filter(Boolean).map((transport) => t("issueTransport", transport)),
  ]
    .slice(0, MOST_FINDINGS)
    .map((line) => `- ${asText(line.slice(0, MOST_WORDS))}`)
    .join("\n");
}

/** The packets as JSON, a line each as in `packets --json`, folded; nothing if there are none. */
function* packetPart(store: Store, wanted: ReadonlySet<number>, room: number, t: Translate): Generator<Promise<void>, string> {
  const { log } = store;
  let lines: string[] = [];
  for (let looks = 0, misses = -1; misses !== log.misses && looks < MOST_LOOKS; looks++) {
    if (looks > 0) yield log.fetched();
    misses = log.misses;
    lines = [...packetRecords(store, t, wanted)].map(lineOf);
  }
  if (lines.length === 0) return "";
  const partOf = (count: number) => {
    const summary = count < lines.length ? t("issueSomePackets", groupDigits(count), groupDigits(lines.length)) : t.count("packets", count);
    return `<details>\n<summary>${summary}</summary>\n\n${fenced("json", lines.slice(0, count).join("\n"))}\n\n</details>\n`;
  };
  let count = lines.length;
  while (count > 0 && partOf(count).length > room) count--;
  return count === 0 ? "" : partOf(count);
}

function lineOf(record: PacketRecord): string {
  const line = JSON.stringify(record);
  return printableJson(line.length > MOST_PACKET ? JSON.stringify(withoutData(record)) : line);
}

/** A code block. Its fence is longer than any run of backticks in it. */
function fenced(language: string, code: string): string {
  const longest = Math.max(2, ...[...code.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = "`".repeat(longest + 1);
  return `${fence}${language}\n${code.trimEnd()}\n${fence}`;
}

/** What stands between two backticks stays code, as in the sentences of findings. */
function withCode(sentence: string): string {
  const parts = sentence.split("`");
  return parts.map((part, i) => (i % 2 === 1 && i < parts.length - 1 ? `\`${printable(part)}\`` : asText(part))).join("");
}

/**
 * Text that Markdown shows as it is. A word joiner parts `@` and `#` from what follows: GitHub would link `@name` and `#1`, escaped or not, and tell
 * the person.
 */
function asText(text: string): string {
  return printable(text)
    .replace(/[\\`*_{}[\]<>&|~$]/g, (c) => (c === "<" ? "&lt;" : c === "&" ? "&amp;" : `\\${c}`))
    .replace(/[@#]/g, "$&\u2060");
}
