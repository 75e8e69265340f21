// The pages of docs/findings: one for each rule, in English and Japanese, and an index in the order of a person's symptoms. Each page is made of what
// the rule says about its own case (cases.ts), and of the figure that Lifeline draws of that.

import { readdirSync, readFileSync } from "node:fs";
import { beyond } from "../../../demo/scenarios/beyond.mjs";
import { figures, type Scenario } from "../../../demo/scenarios/figures.mjs";
import { nameOf, type Say, sayIn } from "../../../src/findings/catalogue.ts";
import type { Finding } from "../../../src/findings/finding.ts";
import { Findings } from "../../../src/findings/findings.ts";
import { FAMILIES, type Family } from "../../../src/findings/rules.ts";
import { figure } from "../../../src/formats/figure.ts";
import { translationFor } from "../../../src/messages/messages.ts";
import { type Case, playCase } from "./cases/case.ts";
import { CASES } from "./cases.ts";

const WORDS = {
  en: {
    symptoms: {
      connect: "The client does not connect",
      ends: "The session ends, or begins again and again",
      upgrade: "The client stays on polling, or upgrades late",
      messages: "Messages are lost, doubled or slow",
    },
    title: "Findings",
    intro:
      "What Lifeline says by itself about a page that does not connect, drops, stays on polling or loses messages. `lifeline check FILE` prints the findings of a trace. A finding names its cause, proves it with rows of the diagram, says what was ruled out and what to do.",
    real: "Under Reproduction stands what a real session was recorded with in which the rule finds its cause: the libraries in Node (`tests/fixtures/findings`), or a scenario of the browser tests. Where a proxy is the cause, nginx, `demo/balancer.mjs` or an HTTP server of Node stands for it. A server of Socket.IO with a fault after its name was changed so that it errs as other servers are known to (`tests/fixtures/findings/faults.mjs`). A sleep of the computer is played: client and proxy stand still, and their clock is set forward. Every rule also has a conversation written by hand for each of the two columns before. The rules without a recording are tested with these only.",
    scale:
      "An error keeps something from working, a warning may do so, an info explains what happened. A finding is certain if the traffic proves it, likely if few other causes look so, and possible if it is a hint: then make sure with what stands under How to be sure.",
    rule: "| Finding | Rule | Severity | Found when | Silent when | Reproduction |",
    byHand: "written by hand",
    see: "What you see",
    means: "What it means",
    sure: "How to be sure",
    rows: "In the diagram these rows prove it, in the order of time:",
    ruledOut: "Ruled out:",
    fix: "How to fix it",
    nothing: "There is nothing to fix.",
    who: { server: "On the server", proxy: "At the proxy", client: "In the client", page: "In the page" },
    made: "`tests/unit/findings/docs.spec.ts` makes these pages out of the rules; do not edit them by hand.",
    when: (what: string) => `The figure is drawn where ${what}.`,
    certain: (severity: string, confidence: string) => `Severity: ${severity}. How sure it is: ${confidence}.`,
    other: "日本語",
    index: "All findings",
  },
  ja: {
    symptoms: {
      connect: "クライアントがつながらない",
      ends: "セッションが終わる、または何度も始まり直す",
      upgrade: "ポーリングのまま、またはアップグレードが遅い",
      messages: "メッセージが失われる、重なる、遅い",
    },
    title: "見つかる問題",
    intro:
      "つながらない、切れる、ポーリングのまま、メッセージが失われる。そうしたページについて Lifeline が自分で見つける問題の一覧です。`lifeline check FILE` は、トレースで見つかった問題を表示します。どの問題にも、原因、図の行による証拠、ほかの原因ではない理由、直し方が付きます。",
    real: "「再現」は、そのルールが原因を見つける実際のセッションを何で記録したかを示します。Node で動かしたライブラリ (`tests/fixtures/findings`) か、ブラウザテストの場面です。プロキシが原因の場合は nginx、`demo/balancer.mjs`、Node の HTTP サーバのどれかを使います。名前の後に不具合の説明があるサーバは、他のサーバで知られている不具合を再現するように Socket.IO を変えたものです (`tests/fixtures/findings/faults.mjs`)。コンピューターのスリープは、クライアントとプロキシを止め、その時計を進めて再現しています。どのルールにも、前の 2 列それぞれの手書きのやり取りがあり、記録のないルールはそれだけで確かめています。",
    scale:
      "「エラー」は何かを使えなくしているもの、「警告」はそのおそれがあるもの、「情報」は起きたことの説明です。「確実」は通信が証明するもの、「有力」はほかの原因ではまずこうならないもの、「可能性あり」は手がかりで、「根拠」を見て確かめます。",
    rule: "| 問題 | ルール | 重大度 | 見つかる場合 | 見つからない場合 | 再現 |",
    byHand: "手書き",
    see: "症状",
    means: "意味",
    sure: "根拠",
    rows: "図では次の行が証拠になる (時刻順):",
    ruledOut: "原因ではないもの:",
    fix: "直し方",
    nothing: "直すところはない。",
    who: { server: "サーバ側", proxy: "プロキシ側", client: "クライアント側", page: "ページ側" },
    made: "これらのページは `tests/unit/findings/docs.spec.ts` がルールから作ります。手で編集しないでください。",
    when: (what: string) => `図は、${what}場合のもの。`,
    certain: (severity: string, confidence: string) => `重大度: ${severity}。確かさ: ${confidence}。`,
    other: "English",
    index: "問題の一覧",
  },
} as const;

type Lang = keyof typeof WORDS;

/** All files, by their path in docs/findings. */
export async function pages(): Promise<ReadonlyMap<string, string>> {
  const files = new Map<string, string>();
  for (const lang of ["en", "ja"] as const) {
    const [say, t] = [await sayIn(lang), await translationFor(lang)];
    for (const each of CASES) {
      const { rule, fires } = each;
      const store = playCase(fires, each);
      const all = new Findings(store).all();
      const finding = all.find((found) => found.rule === rule);
      if (!finding) throw new Error(`${rule} has found nothing in its own case`);
      const options = { scope: { kind: "all" }, http: true, theme: "light", t, title: say(nameOf(rule)), findings: { all, say } } as const;
      files.set(`figures/${rule}${suffix(lang)}.svg`, figure(store, "svg", options) ?? "");
      files.set(`${rule}${suffix(lang)}.md`, page(each, finding, say, lang));
    }
    files.set(`README${suffix(lang)}.md`, index(say, lang));
  }
  return files;
}

const suffix = (lang: Lang) => (lang === "en" ? "" : ".ja");
const other = (lang: Lang) => suffix(lang === "en" ? "ja" : "en");

const REPRODUCED = [
  "cors-blocked",
  "cors-hides-status",
  "mixed-or-blocked",
  "handshake-from-cache",
  "shared-session-id",
  "page-left",
  "closed-before-established",
  "not-visible",
];

/** Scenarios of the browser tests, and recordings of a browser, that are not of `demo/scenarios`. */
const IN_BROWSERS: Readonly<Record<string, string>> = {
  redirected: "tests/browser/redirects.spec.ts",
  "every-request-redirected": "tests/browser/redirects.spec.ts",
  ...Object.fromEntries(REPRODUCED.map((rule) => [rule, "tests/browser/reproduced.spec.ts"])),
};

const recordings = new URL("../../fixtures/findings/", import.meta.url);
/** Some rules have more than one, with the version of the server in its name. */
const RECORDED = readdirSync(recordings).filter((name) => name.endsWith(".jsonl"));

/** Links to the recorded sessions in which a rule fires. */
function reproductions(rule: string): string[] {
  const link = (text: string, path: string) => `[${text}](../../${path})`;
  const recorded = RECORDED.filter((name) => name.startsWith(`${rule}.`)).map((name) => {
    const [header = ""] = readFileSync(new URL(name, recordings), "utf8").split("\n", 1);
    const { server, client }: { server: string; client: string } = JSON.parse(header);
    return link([server, client].filter(Boolean).join(", "), `tests/fixtures/findings/${name}`);
  });
  const scenarios = Object.entries({ beyond, figures }).flatMap(([spec, all]) =>
    Object.entries(all as Readonly<Record<string, Scenario>>).flatMap(([name, { finds = [] }]) =>
      finds.includes(rule) ? [link(`Chromium: ${name}`, `tests/browser/${spec}.spec.ts`)] : [],
    ),
  );
  const other = IN_BROWSERS[rule];
  return [...recorded, ...scenarios, ...(other ? [link("Chromium", other)] : [])];
}

function page(own: Case, finding: Finding, say: Say, lang: Lang): string {
  const words = WORDS[lang];
  const { rule } = own;
  const { what } = lang === "en" ? own : own.ja;
  const { severity, confidence, title, means, evidence, ruledOut, fix } = finding;
  return `${[
    `# ${say(nameOf(rule))} (\`${rule}\`)`,
    `[${words.index}](README${suffix(lang)}.md) · [${words.other}](${rule}${other(lang)}.md)`,
    `## ${words.see}`,
    say(title),
    words.certain(say([`severity/${severity}`]), say([`confidence/${confidence}`])),
    `![${say(title).replaceAll(/[[\]]/g, "")}](figures/${rule}${suffix(lang)}.svg)`,
    words.when(what),
    `## ${words.means}`,
    say(means),
    `## ${words.sure}`,
    words.rows,
    evidence.map(({ says }, i) => `${i + 1}. ${say(says)}`).join("\n"),
    ...(ruledOut.length === 0 ? [] : [words.ruledOut, ruledOut.map((said) => `- ${say(said)}`).join("\n")]),
    `## ${words.fix}`,
    ...(fix.length === 0 ? [words.nothing] : []),
    ...fix.flatMap(({ who, text, code, for: product }) => [
      `**${words.who[who]}${product === undefined ? "" : ` (${product})`}**: ${say(text)}`,
      ...(code === undefined ? [] : [`\`\`\`\n${code}\n\`\`\``]),
    ]),
  ]
    .filter((part) => part !== "")
    .join("\n\n")}\n`;
}

function index(say: Say, lang: Lang): string {
  const words = WORDS[lang];
  const row = (each: Case) => {
    const { rule, fires } = each;
    const severity = new Findings(playCase(fires, each)).all().find((found) => found.rule === rule)?.severity ?? "info";
    const { what, near } = lang === "en" ? each : each.ja;
    const name = `[${say(nameOf(rule))}](${rule}${suffix(lang)}.md)`;
    const cells = [name, `\`${rule}\``, say([`severity/${severity}`]), what, near, reproductions(rule).join(", ") || words.byHand];
    return `| ${cells.join(" | ")} |`;
  };
  const families = Object.entries(FAMILIES) as [Family, (typeof FAMILIES)[Family]][];
  return `${[
    `# ${words.title}`,
    `[${words.other}](README${other(lang)}.md)`,
    words.intro,
    words.scale,
    words.real,
    words.made,
    ...families.flatMap(([family, rules]) => {
      const cases = CASES.filter(({ rule }) => rules.some(({ id }) => id === rule));
      const line = words.rule.replaceAll(/[^|]+/g, " --- ");
      return cases.length === 0 ? [] : [`## ${words.symptoms[family]}`, [words.rule, line, ...cases.map(row)].join("\n")];
    }),
  ]
    .filter((part) => part !== "")
    .join("\n\n")}\n`;
}
