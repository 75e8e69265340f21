// Everything about the selected row: its head, and a list of sections by its kind. Each section says whether it was observed or inferred.

import type { ComponentChildren } from "preact";
import { sum } from "../../diagram/words/conclusion-words.ts";
import type { Translate } from "../../messages/messages.ts";
import { duration } from "../../messages/quantities.ts";
import { errorText } from "../../protocol/engine/error.ts";
import type { ConclusionDetails, Details, ExchangeDetails } from "../../session/details.ts";
import { isRefusal } from "../../session/judgement.ts";
import { printable } from "../../text/printable.ts";
import type { FindingsView } from "../findings/findings-view.ts";
import { IconButton } from "../icon-button.tsx";
import type { LadderView } from "../ladder/ladder-view.ts";
import type { PanelLayout } from "../panel-layout.ts";
import type { Selection } from "../selection.ts";
import { exactTime } from "../time.ts";
import type { View } from "../view.ts";
import { ChannelSections } from "./channel-sections.tsx";
import { headline, whereWords } from "./headline.ts";
import { Exchange } from "./http.tsx";
import { PacketSections } from "./packet-sections.tsx";
import { Rows, Section } from "./parts.tsx";
import { SessionFold, SessionSection } from "./session-section.tsx";
import { Tree } from "./tree.tsx";

/** What the details read of the panel and do in it. */
export interface PaneView extends Pick<View, "store"> {
  readonly ladder: Pick<LadderView, "widths">;
  readonly layout: Pick<PanelLayout, "room" | "details" | "detailsBelow">;
  readonly selection: Pick<Selection, "select" | "selectEntry">;
  readonly findings: Pick<FindingsView, "say" | "askWhetherTwice"> | null;
}

interface PaneProps {
  readonly details: Details;
  readonly view: PaneView;
  readonly t: Translate;
}

export function DetailsPane({ details, view, t }: PaneProps) {
  const { title, subtitle } = headline(details, t);
  return (
    <aside class="details" aria-label={t("details")}>
      <div class="details-head">
        <div>
          <h2>{printable(title)}</h2> {subtitle}
          <span class="where">{whereWords(details, t)}</span>
        </div>
        <IconButton icon="close" name={t("closeDetails")} keys="Esc" onClick={() => view.selection.select(null)} />
      </div>
      <div class="details-body">
        {details.away && <p class="note">{t("omittedAway")}</p>}
        {content(details, view, t)}
      </div>
    </aside>
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
      return (
        <Section title={t("event")}>
          <Tree entries={Object.entries(details.event)} t={t} />
        </Section>
      );
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
