// The whole panel: toolbar, banners, sessions, ladder, details, status bar, and the waiting page while there is nothing to draw.

import { Guard } from "./guard.tsx";
import { presetOf } from "./remembered.ts";
import { SessionsHead } from "./sessions/sessions-head.tsx";
import { Banner } from "./status/banner.tsx";
import { StatusBar } from "./status/status-bar.tsx";
import { Waiting } from "./status/waiting.tsx";
import { Toolbar } from "./toolbar/toolbar.tsx";
import type { View } from "./view.ts";

export function Panel({ view }: { readonly view: View }) {
  const { host, settings, version } = view;
  const { layout } = view;
  const { narrow, detailsBelow } = layout;
  const { comparing } = view;
  const details = comparing ? null : (view.selection?.details ?? null);
  const { t } = host;
  const Diagram = view.rows.value?.Diagram;
  const Sessions = view.rows.value?.[narrow ? "SessionMenu" : "SessionList"];
  const Pane = view.detailsPane.value;
  const Separator = view.rows.value?.Separator;
  const page = comparing ? null : (view.findings?.page ?? null);
  const empty = view.store.sessions.length === 0;
  const drawer = !empty && !comparing && view.statistics.isOpen ? view.statistics.view : null;
  const classes = ["panel", narrow && "narrow", drawer && "with-drawer", (details || page) && (detailsBelow ? "below" : "beside")]
    .filter(Boolean)
    .join(" ");
  return (
    <div
      class={classes}
      style={{ "--side": `${layout.sessions.size}px`, "--details": `${layout.details.size}px`, "--drawer": `${layout.drawer.size}px` }}
      data-state={host.status.state}
    >
      {Diagram && !empty && !comparing && (
        <a class="skip" href="#ladder">
          {t("toLadder")}
        </a>
      )}
      <header>
        <h1>{t("panelTitle")}</h1>
        <Toolbar view={view} />
        {view.hasRows() && view.rows.value ? (
          <Guard of={version} class="filter-row" t={t}>
            <view.rows.value.FilterRow view={view} />
          </Guard>
        ) : (
          <div class="filter-row" />
        )}
        <Banner view={view} />
      </header>
      <Guard of={version} class={narrow ? "picks" : "side"} t={t}>
        {layout.sessions.size === 0 && !narrow ? null : Sessions ? (
          <Sessions
            view={view}
            version={version}
            scope={settings.scope}
            current={view.selection?.session ?? null}
            chosen={view.selection?.chosen ?? null}
            found={view.findings?.all ?? null}
            page={page}
          />
        ) : (
          !narrow && (
            <nav class="side" aria-label={t("sessions")}>
              <SessionsHead view={view} />
            </nav>
          )
        )}
      </Guard>
      {Separator && !narrow && (
        <Separator
          {...layout.sessions}
          name={t("resizeSessions")}
          side="left"
          preset={presetOf("sessions")}
          resize={(sessions) => settings.setPanes({ sessions, sessionsOpen: true })}
          setOpen={(sessionsOpen) => settings.setPanes({ sessionsOpen })}
        />
      )}
      {empty ? (
        <Waiting view={view} />
      ) : comparing && view.hasRows() ? (
        <Guard of={comparing} class="ladder-pane" t={t}>
          <comparing.ComparePane
            key={comparing.compared}
            compared={comparing.compared}
            widths={view.ladder.widths}
            t={t}
            close={() => view.closeComparison()}
          />
        </Guard>
      ) : Diagram && view.hasRows() ? (
        <Guard of={view.ladder.slice} class="ladder-pane" t={t}>
          <Diagram view={view} />
        </Guard>
      ) : (
        <main class="ladder-pane" aria-label={t("ladder")} aria-busy={true} />
      )}
      {drawer && (
        <Guard of={drawer.shown} class="drawer" t={t}>
          <drawer.Drawer statistics={drawer} view={view} />
        </Guard>
      )}
      {!empty && page && view.findingsPart.value && view.hasRows() && (
        <Guard of={page} class="details" t={t}>
          <view.findingsPart.value.FindingsPage page={page} findings={view.findingsPart.value.view} view={view} t={t} />
        </Guard>
      )}
      {!empty && !page && details && Pane && view.hasRows() && (
        <Guard of={details} class="details" t={t}>
          <Pane details={details} t={t} view={view} />
        </Guard>
      )}
      {!empty && !page && details && !Pane && <aside class="details" aria-label={t("details")} aria-busy={true} />}
      {Separator && !empty && (page || details) && (
        <Separator
          {...layout.details}
          name={t("resizeDetails")}
          side={detailsBelow ? "below" : "right"}
          preset={presetOf(detailsBelow ? "detailsBelow" : "details")}
          resize={(size) => settings.setPanes(detailsBelow ? { detailsBelow: size } : { details: size })}
        />
      )}
      <StatusBar view={view} />
      {view.dropping && (
        <div class="drop">
          <p>{t("dropHere")}</p>
        </div>
      )}
    </div>
  );
}
