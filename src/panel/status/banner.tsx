// Lines below the toolbar: what went wrong or is missing, and what to do about it.

import { printable } from "../../text/printable.ts";
import { tip } from "../actions/action.ts";
import { PANEL_ACTIONS } from "../actions/panel-actions.ts";
import type { Host, Opening } from "../host.ts";
import { Icon } from "../icons.tsx";
import type { View } from "../view.ts";

interface LineProps {
  readonly kind: "error" | "warning";
  readonly text: string;
  readonly action?: { readonly text: string; readonly run: () => void };
  readonly close?: { readonly text: string; readonly run: () => void };
}

function Line({ kind, text, action, close }: LineProps) {
  return (
    <div class={`banner ${kind}`} role={kind === "error" ? "alert" : "status"}>
      <span class="banner-mark">▲</span>
      <span class="banner-text">{printable(text)}</span>
      {action && (
        <button type="button" class="link" onClick={action.run}>
          {action.text}
        </button>
      )}
      {close && (
        <button type="button" class="ib" aria-label={close.text} title={close.text} onClick={close.run}>
          <Icon name="close" />
        </button>
      )}
    </div>
  );
}

/** How far a file is read. It changes many times a second, so it is no status that would be read out. */
function OpeningLine({
  opening: { name, share, packets },
  host,
}: {
  readonly opening: Opening;
  readonly host: Pick<Host, "t" | "cancelOpening">;
}) {
  const { t } = host;
  const text = printable(t("opening", name, t.count("packets", packets), Math.floor(share * 100)));
  return (
    <div class="banner">
      <progress value={share} aria-label={t("openingName", printable(name))} />
      <span class="banner-text">{text}</span>
      <button type="button" class="link" onClick={() => host.cancelOpening()}>
        {t("cancel")}
      </button>
    </div>
  );
}

/** Sessions that began before the recording are the first ones of a trace, so no more are looked at. */
const LOOK_AT = 50;

export function Banner({
  view,
}: {
  readonly view: Pick<View, "host" | "store" | "selection" | "saving" | "lateClosed" | "closeLate" | "complaint" | "complain" | "example">;
}) {
  const { host, store } = view;
  const { t, status } = host;
  const drawn = store.sessions.length > 0;
  const close = t("dismiss");
  const late =
    store.late && !view.lateClosed && status.file === undefined && store.sessions.slice(0, LOOK_AT).some((session) => session.late);
  return (
    <div class="banners">
      {host.heading && (
        <p class="banner heading">
          <b>{printable(host.heading.title)}</b> <span>{host.heading.facts.map(printable).join(" · ")}</span>
        </p>
      )}
      {view.example.is(store) && view.example.part.value && <view.example.part.value.ExampleStrip view={view} />}
      {view.saving && (
        <div class="banner" role="status">
          <progress aria-label={t("saving")} />
          <span class="banner-text">{t("saving")}</span>
        </div>
      )}
      {host.opening && <OpeningLine opening={host.opening} host={host} />}
      {host.error !== null && <Line kind="error" text={host.error} close={{ text: close, run: () => host.dismissError() }} />}
      {view.complaint !== null && <Line kind="error" text={view.complaint} close={{ text: close, run: () => view.complain(null) }} />}
      {drawn && status.state === "stopped" && (
        <Line
          kind="warning"
          text={`${t("stoppedBanner")} ${status.reason ?? ""}`.trim()}
          action={{ text: t("recordAgain"), run: () => host.record() }}
        />
      )}
      {drawn && status.state === "refused" && (
        <Line
          kind="error"
          text={`${t("refusedTitle")} ${status.reason ?? ""}`.trim()}
          action={status.needs ? { text: t("grantHost"), run: () => host.grant() } : { text: t("tryAgain"), run: () => host.record() }}
        />
      )}
      {host.cleared?.isAnnounced && (
        <div class="banner" role="status">
          <span class="banner-text">{host.cleared.packets > 0 ? t.count("cleared", host.cleared.packets) : t("clearedNoPackets")}</span>
          <button type="button" class="link" title={tip(t("undo"), PANEL_ACTIONS.undo.keys)} onClick={() => host.undo()}>
            {t("undo")}
          </button>
          <button type="button" class="ib" aria-label={close} title={close} onClick={() => host.dismissCleared()}>
            <Icon name="close" />
          </button>
        </div>
      )}
      {late && (
        <Line
          kind="warning"
          text={t("lateBanner")}
          action={{ text: t("reloadPage"), run: () => host.reload() }}
          close={{ text: close, run: () => view.closeLate() }}
        />
      )}
    </div>
  );
}
