// `lifeline compare`: where two sessions part. The exit code is 1 if anything is different.

import { type Compared, compare as compareSessions } from "../../compare/compare.ts";
import { comparisonLines, comparisonRecords } from "../../formats/comparison.ts";
import { comparisonFigure } from "../../formats/comparison-figure.tsx";
import { MOST_FIGURE_ROWS } from "../../formats/figure.ts";
import type { Translate } from "../../messages/messages.ts";
import { withoutSecrets } from "../../redact/redact.ts";
import type { Store } from "../../session/store.ts";
import { printable } from "../../text/printable.ts";
import { drawingOf, endings, Wrong } from "../call.ts";
import { sessionOf } from "../chosen-session.ts";
import type { Command } from "../command.ts";
import { open, patternsOf, refuseSameFile, report, showRedacting } from "../input.ts";
import { failsIf, jsonLine, lines, save } from "../io.ts";
import { AS_JSON, THEME, WRITTEN } from "../options.ts";

const FIGURES = ["svg", "html"] as const;

export const compare: Command = {
  takes: "A [B]",
  summary: "cliCompare",
  options: {
    session: { value: "ONE,OTHER", does: ["cliOptTwo"] },
    ...AS_JSON,
    output: { value: "OUT", does: ["cliOptBoth", endings(FIGURES)] },
    ...THEME,
    ...WRITTEN,
  },
  examples: [
    ["cliWishProxy", "lifeline compare local.jsonl proxy.jsonl"],
    ["cliWishTwo", "lifeline compare chat.jsonl --session 2,5"],
    ["cliWishBoth", "lifeline compare local.jsonl proxy.jsonl -o both.html"],
  ],
  async run({ files: [file, other], values, t, say }) {
    const files = [file, other ?? file] as const;
    const { output } = values;
    const drawing = output === undefined ? null : { ...drawingOf(values, "compare", FIGURES, t), out: output };
    if (drawing) refuseSameFile(drawing.out, files, t);
    const patterns = patternsOf(values, drawing !== null, t);
    const [a, b] = [await open(file, false, t), other === undefined ? null : await open(other, false, t)];
    if (a.store && b?.store !== null) {
      const opened = [a.store, ...(b?.store ? [b.store] : [])];
      const { stores } = await withoutSecrets(opened, patterns, showRedacting);
      // A sid is looked for among those that the files have.
      const [ofA, ofB] = sidesOf(a.store, b?.store ?? null, values.session, t).map(({ store, session }): Compared => {
        const clean = stores[opened.indexOf(store)] ?? store;
        return { store: clean, session: clean.sessions[store.sessions.indexOf(session)] ?? session };
      }) as [Compared, Compared];
      const comparison = compareSessions(ofA, ofB, t);
      failsIf(comparison.differences.length > 0);
      if (drawing) {
        const drawn = comparisonFigure(comparison, drawing.kind, { files, theme: drawing.theme, t });
        if (drawn === null) throw new Wrong(t("cliSessionTooLong", MOST_FIGURE_ROWS));
        await save(drawing.out, [drawn]);
      } else if (values.json) lines(comparisonRecords(comparison, files, say), jsonLine);
      else lines(comparisonLines(comparison, files, t, say), printable);
    }
    report(file, a);
    if (b) report(files[1], b);
  },
};

/** The sessions to compare: the first of each file, the two of one file, or those that are named. One name stands for both files. */
function sidesOf(a: Store, b: Store | null, wanted: string | undefined, t: Translate): readonly [Compared, Compared] {
  const names = wanted?.split(",") ?? ["#1", b ? "#1" : "#2"];
  const [first = "", second = b ? first : undefined, ...rest] = names;
  if (second === undefined || rest.length > 0 || (wanted === undefined && !b && a.sessions.length !== 2))
    throw new Wrong(t("cliWhichTwo", a.sessions.length));
  return [
    { store: a, session: sessionOf(a, first, t) },
    { store: b ?? a, session: sessionOf(b ?? a, second, t) },
  ];
}
