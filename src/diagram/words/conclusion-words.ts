// The words of rows that are concluded when a silent session ends: from when on nothing was received, and when each side gave up. Whether the
// path or the server was silent is not recorded. A row that was concluded, not recorded, is violet.

import type { Translate } from "../../messages/messages.ts";
import { duration } from "../../messages/quantities.ts";
import { ENTRY, type EntryKind } from "../../session/entries.ts";
import type { Cut, Due, Link } from "../../session/model.ts";
import type { MarkWords } from "./words.ts";

export function conclusionWords(t: Translate, kind: EntryKind, cut: Cut, problem: boolean, link: Link): MarkWords {
  const inferred = { kind: "mark", tone: "inferred", ends: false } as const;
  switch (kind) {
    case ENTRY.cut:
      return { ...inferred, when: "unknown", side: "both", text: t("pathCut"), remark: t("pathCutWhy") };
    case ENTRY.serverGivesUp:
      return {
        ...inferred,
        when: "about",
        side: "server",
        text: t("serverGivesUp"),
        remark: t("serverGivesUpWhy", cut.server ? sum(t, cut.server) : ""),
        ends: true,
      };
    case ENTRY.giveUpPredicted:
      return { ...inferred, side: "client", text: t("giveUpPredicted"), remark: sum(t, cut.predicted) };
    default:
      return {
        ...inferred,
        tone: problem ? "problem" : "inferred",
        ...(!cut.seen && { when: "about" as const }),
        side: "client",
        text: t("clientGivesUp"),
        remark: t(cut.seen ? "gaveUpAfter" : "gaveUpUnseen", duration(cut.before - cut.predicted.at)),
        // A channel's lifeline ends here as well and is drawn so by itself.
        ends: link.kind === "http",
      };
  }
}

const SINCE = {
  open: "sinceOpen",
  ping: "sincePing",
  pong: "sincePong",
  heard: "sinceHeard",
  arrived: "sinceArrived",
  unseen: "sinceUnseen",
} as const;

/** What a moment of the heartbeat counts from: `last pong + 25 s + 60 s`. */
export function sum(t: Translate, { from, waits }: Due): string {
  return [t(SINCE[from]), ...waits.map(duration)].join(" + ");
}
