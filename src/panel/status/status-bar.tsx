// Always: recording or not, how much, what is missing. Where there is room: since when, following or not.

import { hasWebTransport } from "../../diagram/scene/lanes.ts";
import { size } from "../../messages/quantities.ts";
import { exactDuration, localTime } from "../time.ts";
import type { View } from "../view.ts";

export function StatusBar({ view }: { readonly view: Pick<View, "host" | "store" | "narrow" | "follow" | "ladder" | "span"> }) {
  const { host, store } = view;
  const { t, status } = host;
  const { seen } = status;
  const missing = [
    store.gaps > 0 ? t.count("gaps", store.gaps) : "",
    store.omitted > 0 ? t.count("bodiesMissing", store.omitted) : "",
    hasWebTransport(store) ? t("webTransportMissing") : "",
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
        {recording && status.since !== undefined && !view.narrow && ` ${t(store.late ? "sinceLate" : "since", localTime(status.since))}`}
      </span>
      <span>
        {t.count("packets", store.packets)} · {size(store.log.byteLength)}
      </span>
      {recording && host.mode === "page" && !view.narrow && (
        <span title={t(host.modes.length > 1 ? "modePageNote" : "byPageNote")}>{t("byPage")}</span>
      )}
      {recording && watched.length > 0 && !view.narrow && <span>{watched.join(", ")}</span>}
      {store.entries.length > 0 && !(view.narrow && view.span !== null) && (
        <span class={missing.length > 0 ? "missing" : ""}>{missing.length > 0 ? missing.join(", ") : t("nothingMissing")}</span>
      )}
      <span class="grow" />
      <output>{view.span !== null && t("measured", exactDuration(view.span))}</output>
      {store.sessions.length > 0 && !view.narrow && (
        <span>
          {t.count("rows", view.ladder.length)} · {view.follow ? t("following") : t("notFollowing")}
        </span>
      )}
    </footer>
  );
}

function stateText({ host: { t, status } }: Pick<View, "host">): string {
  switch (status.state) {
    case "idle":
      return status.file === undefined ? t("notRecording") : t("fileOpen", status.file);
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
