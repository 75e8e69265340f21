// The line at the bottom: whether it records, how much there is, what is missing. A wide panel also shows since when, what is watched, and
// whether new rows are followed.

import { clockText } from "../../diagram/words/clock-text.ts";
import { groupDigits, type Translate } from "../../messages/messages.ts";
import { size } from "../../messages/quantities.ts";
import { printable } from "../../text/printable.ts";
import type { GoTo } from "../go-to/go-to.ts";
import type { LadderView } from "../ladder/ladder-view.ts";
import type { TimeScale } from "../ladder/time-scale.ts";
import type { PanelLayout } from "../panel-layout.ts";
import type { Selection } from "../selection.ts";
import { exactDuration, localTime } from "../time.ts";
import type { View } from "../view.ts";

interface BarProps {
  readonly view: Pick<View, "host" | "store"> & {
    readonly layout: Pick<PanelLayout, "narrow">;
    readonly ladder: Pick<LadderView, "rows" | "share" | "follow" | "newRows"> | null;
    readonly selection: Pick<Selection, "span" | "selected"> | null;
    readonly timeScale: Pick<TimeScale, "range"> | null;
    readonly goTo: Pick<GoTo, "said" | "isBusy"> | null;
  };
}

export function StatusBar({ view }: BarProps) {
  const { host, store, ladder } = view;
  const { narrow } = view.layout;
  const range = view.timeScale?.range ?? null;
  const span = range ? range.until - range.from : (view.selection?.span ?? null);
  const { t, status } = host;
  const { seen } = status;
  const { inMemory, away, lost } = store.log.memory;
  const missing = [
    store.gaps > 0 ? t.count("gaps", store.gaps) : "",
    store.omitted > 0 ? t.count("bodiesMissing", store.omitted) : "",
    lost.count > 0 ? t.count("bodiesGivenUp", lost.count, size(lost.bytes)) : "",
    store.hasWebTransport ? t("webTransportMissing") : "",
  ].filter((text) => text !== "");
  const recording = status.state === "recording";
  const watched = [
    seen.frames > 0 ? t.count("framesWatched", seen.frames) : "",
    seen.workers > 0 ? t.count("workersWatched", seen.workers) : "",
  ].filter((text) => text !== "");
  return (
    <footer class="status">
      <span role="status">
        <i class={recording ? "dot on" : "dot"} />
        <b>{stateText(view)}</b>
        {recording && status.since !== undefined && !narrow && ` ${t(store.late ? "sinceLate" : "since", localTime(status.since))}`}
      </span>
      <span>
        {t.count("packets", store.packets)} · {away > 0 ? t("memoryAndDisk", size(inMemory), size(away)) : size(store.log.size)}
      </span>
      {store.log.header.redacted && <span>{t("figureRedacted")}</span>}
      {store.log.header.serverClock && <span>{clockText(store.log.header.serverClock, t)}</span>}
      {recording && host.mode === "page" && !narrow && (
        <span title={t(host.modes.length > 1 ? "modePageNote" : "byPageNote")}>{t("byPage")}</span>
      )}
      {recording && watched.length > 0 && !narrow && <span>{watched.join(", ")}</span>}
      {store.entries.length > 0 && !(narrow && span !== null) && (
        <span class={missing.length > 0 ? "missing" : ""}>{missing.length > 0 ? missing.join(", ") : t("nothingMissing")}</span>
      )}
      <span class="grow" />
      <output aria-busy={view.goTo?.isBusy ?? false}>{view.goTo?.said && t(...view.goTo.said)}</output>
      <output>
        {span !== null && t(range ? "timeSelected" : "measured", exactDuration(span))}
        {range?.packets != null && ` · ${t.count("packets", range.packets)}`}
      </output>
      {ladder && store.sessions.length > 0 && !narrow && (
        <span>
          {ladder.share < 1 ? t("makingRows", Math.floor(ladder.share * 100)) : place(view, ladder)}
          {status.file === undefined && ` · ${following(t, ladder)}`}
        </span>
      )}
    </footer>
  );
}

/** The number of the selected row, and how many rows there are. */
function place({ host: { t }, selection }: BarProps["view"], { rows }: Pick<LadderView, "rows">): string {
  const selected = selection === null || selection.selected === null ? null : rows.yOf(selection.selected);
  if (selected === null) return t.count("rows", rows.length);
  return t("rowOf", groupDigits(rows.rows.at(selected.y) + 1), groupDigits(rows.length));
}

function following(t: Translate, { follow, newRows }: Pick<LadderView, "follow" | "newRows">): string {
  if (follow) return t("following");
  return newRows > 0 ? t.count("newRows", newRows) : t("notFollowing");
}

function stateText({ host: { t, status } }: Pick<View, "host">): string {
  switch (status.state) {
    case "idle":
      return status.file === undefined ? t("notRecording") : t("fileOpen", printable(status.file));
    case "attaching":
      return t("attaching");
    case "recording":
      return t("recording");
    case "refused":
      return t("refused");
    case "stopped":
      return t("stopped");
  }
}
