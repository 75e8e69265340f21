// The whole panel: toolbar, banners, sessions, ladder, details, status bar, and the waiting page while there is nothing to draw.

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
  const Pane = view.detailsPane.value;
  const empty = view.store.sessions.length === 0;
  const classes = ["panel", narrow && "narrow", details && (detailsBelow ? "below" : "beside")].filter(Boolean).join(" ");
  return (
    <div class={classes} data-state={host.status.state}>
      <header>
        <h1>{host.t("panelTitle")}</h1>
        <Toolbar view={view} />
        <Banner view={view} />
      </header>
      {narrow ? (
        <SessionMenu view={view} version={version} scope={settings.scope} />
      ) : (
        <SessionList view={view} version={version} scope={settings.scope} />
      )}
      {empty ? <Waiting view={view} /> : <Diagram view={view} />}
      {!empty && details && Pane && <Pane key={`${details.entry}`} details={details} t={host.t} view={view} />}
      {!empty && details && !Pane && <aside class="details" aria-label={host.t("details")} aria-busy={true} />}
      <StatusBar view={view} />
      {view.dropping && (
        <div class="drop">
          <p>{host.t("dropHere")}</p>
        </div>
      )}
    </div>
  );
}
