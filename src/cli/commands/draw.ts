// `lifeline draw`: the sequence diagram, as a file or as text.

import { fairScale } from "../../diagram/rows/scale.ts";
import { figure, MOST_FIGURE_ROWS } from "../../formats/figure.ts";
import { issue } from "../../formats/issue.ts";
import { mermaid } from "../../formats/mermaid.ts";
import type { LadderChoice } from "../../formats/prepared.ts";
import { IN_FILE, textLines } from "../../formats/text.ts";
import { viewerPage } from "../../formats/viewer-page.tsx";
import { toEnd } from "../../wire/steps.ts";
import { drawingOf, endings, Wrong } from "../call.ts";
import { sessionOf } from "../chosen-session.ts";
import type { Command } from "../command.ts";
import { checkedFilter, findingsOf, inputsOf, readOne, refuseSameFile } from "../input.ts";
import { lines, linesOf, save, terminal } from "../io.ts";
import { FILTER, SERVER_LOG, THEME, WRITTEN } from "../options.ts";

const DRAWN = ["svg", "html", "mmd", "md", "txt"] as const;

declare const __VERSION__: string;

export const draw: Command = {
  takes: "FILE",
  summary: "cliDraw",
  options: {
    output: { value: "OUT", does: ["cliOptDrawn", endings(DRAWN)] },
    session: { value: "NUMBER|SID", does: ["cliOptSession"] },
    ...FILTER,
    title: { value: "TEXT", does: ["cliOptTitle"] },
    ...THEME,
    "to-scale": { does: ["cliOptToScale"] },
    ...SERVER_LOG,
    ...WRITTEN,
  },
  examples: [
    ["cliWishLook", "lifeline draw chat.jsonl"],
    ["cliWishIssue", "lifeline draw chat.jsonl -o chat.md"],
    ["cliWishPage", "lifeline draw chat.jsonl --session 3 -o chat.html"],
    ["cliWishGap", "lifeline draw chat.jsonl --to-scale --theme dark -o chat.svg"],
  ],
  async run(call) {
    const { t, say, values } = call;
    const { session: wanted, title, "to-scale": isToScale } = values;
    const filter = checkedFilter(values.filter, t);
    const { out, kind, theme } = drawingOf(values, "draw", DRAWN, t);
    if (out !== undefined) refuseSameFile(out, inputsOf(call), t);
    await readOne(call, { isWritten: true }, async ({ opened, store, redaction }) => {
      const session = wanted === undefined ? undefined : store.sessions[opened.sessions.indexOf(sessionOf(opened, wanted, t))];
      const choice: LadderChoice = {
        scope: session ? { kind: "session", session } : { kind: "all" },
        http: true,
        // The heading shows the filter.
        filter: filter === undefined ? undefined : (redaction?.text(filter) ?? filter),
        title,
        t,
        findings: { all: findingsOf(store).all(), say },
      };
      if (kind === "txt") {
        const text = textLines(store, choice, out === undefined ? terminal() : IN_FILE);
        if (out === undefined) return lines(text, (line) => line);
        return save(out, linesOf(text));
      }
      const scaled = { ...choice, scale: isToScale ? fairScale(store.entries) : undefined };
      if (out !== undefined && kind === "html")
        return save(out, viewerPage(store, { ...scaled, theme }, await import("lifeline:viewer"), toEnd));
      const drawn =
        kind === "mmd"
          ? toEnd(mermaid(store, choice))
          : kind === "md"
            ? toEnd(issue(store, { ...choice, version: __VERSION__ }))
            : figure(store, "svg", { ...scaled, theme });
      if (drawn === null) throw new Wrong(t(session || store.sessions.length < 2 ? "cliSessionTooLong" : "cliTooLong", MOST_FIGURE_ROWS));
      if (out !== undefined) await save(out, [drawn]);
    });
  },
};
