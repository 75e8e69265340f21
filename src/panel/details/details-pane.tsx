// Everything about the selected row: its head, and a list of sections by its kind. Each section says whether it was observed or inferred.

import type { ComponentChildren } from "preact";
import { useEffect, useMemo, useState } from "preact/hooks";
import { sum } from "../../diagram/words/conclusion-words.ts";
import type { Translate } from "../../messages/messages.ts";
import { duration } from "../../messages/quantities.ts";
import { errorText } from "../../protocol/engine/error.ts";
import type { ConclusionDetails, Details, ExchangeDetails } from "../../session/details.ts";
import { isRefusal } from "../../session/judgement.ts";
import { printable } from "../../text/printable.ts";
import { fileNameOf } from "../export/download.ts";
import type { FindingsView } from "../findings/findings-view.ts";
import type { Host } from "../host.ts";
import { IconButton } from "../icon-button.tsx";
import type { LadderView } from "../ladder/ladder-view.ts";
import type { PanelLayout } from "../panel-layout.ts";
import type { Selection } from "../selection.ts";
import { exactTime } from "../time.ts";
import type { View } from "../view.ts";
import { ChannelSections } from "./channel-sections.tsx";
import { copiesOf } from "./copies.ts";
import { SAYS_FOR } from "./copy-button.tsx";
import { CopyMenu } from "./copy-menu.tsx";
import { MarkSection } from "./event-section.tsx";
import { useFoundMarks } from "./found-marks.ts";
import { headline, whereWords } from "./headline.ts";
import { Exchange } from "./http.tsx";
import { PacketSections } from "./packet-sections.tsx";
import { PaneContext } from "./pane-state.ts";
import { Rows, Section } from "./parts.tsx";
import { SessionFold, SessionSection } from "./session-section.tsx";

/** What the details read of the panel and do in it. */
export interface PaneView extends Pick<View, "store" | "opened"> {
  readonly host: Pick<Host, "openSource">;
  readonly ladder: Pick<LadderView, "widths"> & { readonly filtering: Pick<LadderView["filtering"], "looks"> };
  readonly layout: Pick<PanelLayout, "room" | "details" | "detailsBelow">;
  readonly selection: Pick<Selection, "select" | "selectEntry" | "measuredEntry">;
  readonly findings: Pick<FindingsView, "say" | "askWhetherTwice"> | null;
}

interface PaneProps {
  readonly details: Details;
  readonly view: PaneView;
  readonly t: Translate;
}

export function DetailsPane({ details, view, t }: PaneProps) {
  const { title, subtitle } = headline(details, view.store, t);
  const [said, say] = useState({ sentence: "" });
  const [version, redraw] = useState({});
  const { openSource } = view.host;
  const marked = useFoundMarks(view.ladder.filtering.looks.marks);
  useEffect(() => {
    if (said.sentence === "") return;
    const timer = setTimeout(() => say({ sentence: "" }), SAYS_FOR);
    return () => clearTimeout(timer);
  }, [said]);
  // A new version makes a new state, by which the parts see that `kept` has changed.
  const state = useMemo(() => {
    const open = async (url: string, line: number, column: number) => {
      if ((await openSource?.(url, line, column)) === false) say({ sentence: t("notInSources") });
    };
    return {
      kept: view.opened,
      redraw: () => redraw({}),
      say: (sentence: string) => say({ sentence }),
      openSource: openSource && open,
    };
  }, [version, openSource, view.opened, t]);
  return (
    <PaneContext.Provider value={state}>
      <aside class="details" aria-label={t("details")} ref={marked}>
        <div class="details-head">
          <div>
            <h2>{printable(title)}</h2> {subtitle}
            <span class="where">{whereWords(details, t)}</span>
          </div>
          <CopyMenu copies={copiesOf(details, t)} fileName={fileNameOf(title)} t={t} />
          <IconButton icon="close" name={t("closeDetails")} keys="Escape" onClick={() => view.selection.select(null)} />
        </div>
        <output class={said.sentence === "" ? "said" : "said on"}>{said.sentence}</output>
        {/* Rows of one kind have the same sections: they stay scrolled where they are. */}
        <div class="details-body" key={details.kind}>
          {details.away && <p class="note">{t("omittedAway")}</p>}
          {content(details, view, t)}
        </div>
      </aside>
    </PaneContext.Provider>
  );
}

function content(details: Details, view: PaneView, t: Translate): ComponentChildren {
  switch (details.kind) {
    case "packet":
      return <PacketSections details={details} view={view} t={t} />;
    case "http":
      return <ExchangeSections details={details} view={view} t={t} />;
    case "websocket":
      return (
        <>
          <ChannelSections details={details} t={t} />
          <SessionFold session={details.session} store={view.store} t={t} />
        </>
      );
    case "conclusion":
      return (
        <>
          <ConclusionSection details={details} t={t} />
          <SessionFold session={details.session} store={view.store} t={t} />
        </>
      );
    case "mark":
      return <MarkSection event={details.event} t={t} />;
  }
}

/** What the conclusion rests on: when the last packet arrived, and the intervals of the handshake. */
function ConclusionSection({ details: { cut }, t }: { readonly details: ConclusionDetails; readonly t: Translate }) {
  const after = duration(cut.before - cut.predicted.at);
  return (
    <Section title={t("event")} aside={t("inferred")}>
      <Rows
        rows={[
          [t("lastHeard"), exactTime(cut.heardAt)],
          ...(cut.server ? [[t("serverGivesUp"), `≈ ${exactTime(cut.server.at)}: ${sum(t, cut.server)}`] as const] : []),
          [t("giveUpPredicted"), `${exactTime(cut.predicted.at)}: ${sum(t, cut.predicted)}`],
          [t("clientGivesUp"), t(cut.seen ? "gaveUpAfter" : "gaveUpUnseen", after)],
        ]}
      />
    </Section>
  );
}

interface ExchangeProps {
  readonly details: ExchangeDetails;
  readonly view: PaneView;
  readonly t: Translate;
}

function ExchangeSections({ details, view, t }: ExchangeProps) {
  const { http, exchange, session } = details;
  const isHandshake = session !== null && exchange.answerEntry !== null && session.openEntry === exchange.answerEntry;
  const body = isRefusal(exchange.status) && http.end?.kind === "http-body" ? http.end.body : null;
  const refused = body && (("text" in body && errorText(body.text)) || (exchange.overlaps && t("anotherPollWaited")));
  return (
    <>
      {refused && <p class="trouble">▲ {printable(refused)}</p>}
      {isHandshake && <SessionSection session={session} store={view.store} t={t} />}
      <Exchange http={http} t={t} />
      {!isHandshake && <SessionFold session={session} store={view.store} t={t} />}
    </>
  );
}
