// The whole panel: toolbar, banners, sessions, ladder, details, status bar, and the waiting page while there is nothing to draw.

import { Guard } from "./guard.tsx";
import { Diagram } from "./ladder/diagram.tsx";
import { SessionList } from "./sessions/session-list.tsx";
import { SessionMenu } from "./sessions/session-menu.tsx";
import { Banner } from "./status/banner.tsx";
import { StatusBar } from "./status/status-bar.tsx";
import { Waiting } from "./status/waiting.tsx";
import { Toolbar } from "./toolbar/toolbar.tsx";
import type { View } from "./view.ts";

export function Panel({ view }: { readonly view: View }) {
  const { host, settings, version } = view;
  const { narrow, detailsBelow } = view.layout;
  const { details } = view.selection;
  const { t } = host;
  const Pane = view.detailsPane.value;
  const empty = view.store.sessions.length === 0;
  const classes = ["panel", narrow && "narrow", details && (detailsBelow ? "below" : "beside")].filter(Boolean).join(" ");
  return (
    <div class={classes} data-state={host.status.state}>
      <header>
        <h1>{t("panelTitle")}</h1>
        <Toolbar view={view} />
        <Banner view={view} />
      </header>
      <Guard of={version} class={narrow ? "pick" : "side"} t={t}>
        {narrow ? (
          <SessionMenu view={view} version={version} scope={settings.scope} />
        ) : (
          <SessionList view={view} version={version} scope={settings.scope} />
        )}
      </Guard>
      {empty ? (
        <Waiting view={view} />
      ) : (
        <Guard of={view.ladder.slice} class="ladder-pane" t={t}>
          <Diagram view={view} />
        </Guard>
      )}
      {!empty && details && Pane && (
        <Guard of={details} class="details" t={t}>
          <Pane key={`${details.entry}`} details={details} t={t} view={view} />
        </Guard>
      )}
      {!empty && details && !Pane && <aside class="details" aria-label={t("details")} aria-busy={true} />}
      <StatusBar view={view} />
      {view.dropping && (
        <div class="drop">
          <p>{t("dropHere")}</p>
        </div>
      )}
    </div>
  );
}
