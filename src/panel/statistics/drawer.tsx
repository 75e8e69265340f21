// The drawer under the ladder with statistics: a table of events, of sessions or of heartbeats.

import { useLayoutEffect, useRef } from "preact/hooks";
import { csv, statisticsRecords, TABLES, type Table } from "../../formats/statistics.ts";
import type { MessageKey } from "../../messages/messages.ts";
import { clock, duration } from "../../messages/quantities.ts";
import { CopyButton } from "../details/copy-button.tsx";
import { IconButton } from "../icon-button.tsx";
import { presetOf } from "../remembered.ts";
import type { View } from "../view.ts";
import { StatisticsTable } from "./statistics-table.tsx";
import type { StatisticsView } from "./statistics-view.ts";

export interface DrawerProps {
  readonly statistics: StatisticsView;
  readonly view: View;
}

const TABS: Readonly<Record<Table, MessageKey>> = { events: "tabEvents", sessions: "sessions", heartbeats: "tabHeartbeats" };
const SCOPES: Readonly<Record<StatisticsView["scope"]["kind"], MessageKey>> = {
  all: "wholeRecording",
  client: "thisClient",
  session: "thisSession",
};

export function Drawer({ statistics, view }: DrawerProps) {
  const { t } = view.host;
  const { table, shown, share } = statistics;
  const Separator = view.rows.value?.Separator;
  const section = useRef<HTMLElement>(null);
  // Whoever opened it from the ladder goes on in it.
  useLayoutEffect(() => {
    if (document.activeElement?.id === "ladder") section.current?.querySelector<HTMLElement>("[aria-selected=true]")?.focus();
  }, []);
  return (
    <section class="drawer" aria-label={t("statistics")} ref={section} onKeyDown={(event) => keyDown(event, statistics)}>
      {Separator && (
        <Separator
          {...view.layout.drawer}
          name={t("resizeStatistics")}
          side="below"
          preset={presetOf("drawer")}
          resize={(drawer) => view.settings.setPanes({ drawer })}
        />
      )}
      <div class="drawer-head">
        <Tabs statistics={statistics} view={view} />
        <span class="drawer-summary">{summary(statistics, view)}</span>
        {statistics.statistics && shown && shown.rows.length > 0 && (
          <CopyButton
            name={t("copyCsv")}
            label={t("copyCsv")}
            text={() => (statistics.statistics ? csv(statisticsRecords(statistics.statistics, table)) : "")}
            t={t}
          />
        )}
        <IconButton icon="close" name={t("closeStatistics")} keys="Escape" onClick={() => statistics.setOpen(false)} />
      </div>
      <div class="drawer-body" id="statistics-table" role="tabpanel" aria-label={t(TABS[table])} aria-busy={share < 1}>
        {shown && shown.rows.length > 0 ? (
          <StatisticsTable statistics={statistics} shown={shown} chosen={statistics.chosen} width={view.layout.room} t={t} />
        ) : (
          share === 1 && <p class="drawer-empty">{t(EMPTY[table])}</p>
        )}
      </div>
    </section>
  );
}

const EMPTY: Readonly<Record<Table, MessageKey>> = { events: "noEvents", sessions: "noSessionPackets", heartbeats: "noHeartbeats" };

const BY_KEY: Readonly<Record<string, number>> = { ArrowRight: 1, ArrowLeft: -1 };

function Tabs({ statistics, view }: DrawerProps) {
  const { t } = view.host;
  const { table } = statistics;
  return (
    <div class="tabs" role="tablist" aria-label={t("statistics")}>
      {TABLES.map((one, i) => (
        <button
          key={one}
          type="button"
          role="tab"
          aria-selected={one === table}
          aria-controls="statistics-table"
          tabIndex={one === table ? 0 : -1}
          onClick={() => statistics.setTable(one)}
          onKeyDown={(event) => {
            const { [event.key]: by } = BY_KEY;
            const next = by && TABLES[(i + by + TABLES.length) % TABLES.length];
            if (next) {
              statistics.setTable(next);
              const tabs = event.currentTarget.parentElement?.querySelectorAll<HTMLElement>("[role=tab]");
              tabs?.[TABLES.indexOf(next)]?.focus();
            } else if (event.key === "ArrowDown") focusTable(event.currentTarget.closest("section"));
            else return;
            event.preventDefault();
            event.stopPropagation();
          }}
        >
          {t(TABS[one])}
        </button>
      ))}
    </div>
  );
}

/** What is counted, over which time, and as of when. */
function summary({ statistics, share, scope }: StatisticsView, { host: { t } }: View): string {
  if (statistics === null || share < 1) return t("countingStatistics", Math.floor(100 * share));
  const { events, total, axis } = statistics;
  return [
    t.count("eventRows", events.length),
    t.count("ackCount", total.acks.times.count),
    `${t(SCOPES[scope.kind])}, ${duration(axis.length)}`,
    t("statisticsUpdated", clock(axis.length)),
  ].join(" · ");
}

function keyDown(event: KeyboardEvent, statistics: StatisticsView): void {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "Escape") {
    if (!statistics.takeBack()) statistics.setOpen(false);
  } else return;
  event.preventDefault();
  event.stopPropagation();
}

function focusTable(section: HTMLElement | null): void {
  section?.querySelector<HTMLElement>("tr[tabindex='0']")?.focus();
}
