// The words of a fold: how many rows it stands for, and the latencies of heartbeats as a range and as bars.

import type { Translate } from "../../messages/messages.ts";
import { duration, size } from "../../messages/quantities.ts";
import type { Fold } from "../rows/fold.ts";
import type { FoldWords } from "./words.ts";

/** Bars say more than the range only from 4 on, and when the worst latency is 1 ms or more. */
const LEAST_BARS = 4;
const LEAST_WORST_MS = 1;

export function foldWords(t: Translate, fold: Fold): FoldWords {
  if (fold.kind === "http") return { kind: "fold", name: t("foldHttp", fold.count), bits: [] };
  const [least, worst] = [duration(fold.least), duration(fold.worst)];
  const most = Math.max(...fold.bars);
  const hasBars = least !== worst && fold.worst >= LEAST_WORST_MS && fold.bars.length >= LEAST_BARS;
  return {
    kind: "fold",
    name: t("foldHeartbeat", fold.count),
    bits: [least === worst ? worst : `${least}–${worst}`],
    size: size(fold.bytes),
    ...(hasBars && { spark: fold.bars.map((bar) => bar / most) }),
  };
}
