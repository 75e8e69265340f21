// Pairs of a question and its answer, as brackets right of the server.

import { FLAG, NONE } from "../../session/entries.ts";
import { ROW } from "../rows/row-kinds.ts";
import type { Pair, SilenceSpan } from "./scene.ts";
import type { Stretch } from "./stretch.ts";

/** The level at which the brackets of silences stand. */
const SILENCE_LEVEL = 1;

/** The pairs of which a row is in the stretch. */
export function pairsIn(stretch: Stretch, silences: readonly SilenceSpan[]): Pair[] {
  const { ladder, positions } = stretch;
  const { rows } = ladder;
  const { entries } = ladder.store;
  const found = new Map<number, Omit<Pair, "level">>();
  for (const entry of stretch.entries()) {
    const peer = entries.peer(entry);
    if (peer === NONE || !entries.isPacket(entry) || entries.flags(entry) & FLAG.attachment) continue;
    const [question, answer] = entries.isQuestion(entry) ? [entry, peer] : [peer, entry];
    if (found.has(question)) continue;
    const [asks, answers] = [ladder.rowOf(question), ladder.rowOf(answer)];
    if (asks < 0 || answers < 0 || asks === answers || rows.kind(asks) !== ROW.entry || rows.kind(answers) !== ROW.entry) continue;
    // When both have the same time, the answer may stand above its question.
    const [above, below] = asks < answers ? [asks, answers] : [answers, asks];
    found.set(question, {
      from: positions.middleOfRow(above),
      to: positions.middleOfRow(below),
      keys: [ladder.key(asks), ladder.key(answers)],
    });
  }
  return nested([...found.values()], silences);
}

/** Gives each bracket the lowest level at which it crosses no other one and no silence. */
function nested(pairs: Omit<Pair, "level">[], silences: readonly SilenceSpan[]): Pair[] {
  /** Where the last bracket of each level ends. */
  const ends: number[] = [];
  return pairs
    .sort((a, b) => b.from - a.from || a.to - b.to)
    .reverse()
    .map((pair) => {
      const besideSilence = silences.some(({ from, to }) => to !== null && pair.to > from && pair.from < to);
      if (besideSilence && ends.length === SILENCE_LEVEL) ends.push(Number.NEGATIVE_INFINITY);
      const free = ends.findIndex((end, level) => end < pair.from && !(besideSilence && level === SILENCE_LEVEL));
      const level = free < 0 ? ends.length : free;
      ends[level] = pair.to;
      return { ...pair, level };
    });
}
