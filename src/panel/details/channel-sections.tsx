// The opening of a WebSocket or a WebTransport session, and its end, when that is the row.

import type { Translate } from "../../messages/messages.ts";
import type { ChannelDetails } from "../../session/details.ts";
import { printable } from "../../text/printable.ts";
import { exactTime } from "../time.ts";
import { EndSections } from "./event-section.tsx";
import { HeaderList } from "./http.tsx";
import { Rows, Section } from "./parts.tsx";
import { SourceLink } from "./source-link.tsx";

export function ChannelSections({ details, t }: { readonly details: ChannelDetails; readonly t: Translate }) {
  const { open, handshake, channel } = details;
  const webTransport = channel.kind === "wt";
  return (
    <>
      <EndSections details={details} t={t} />
      <Section title={t("openingHandshake")} aside={t("observed")}>
        <p class="url">
          <code class="wrap">{open === null ? t("unknown") : printable(open.url)}</code>
        </p>
        <Rows
          rows={[
            ...(open?.kind !== "ws-open" || open.initiator === undefined
              ? []
              : [[t("askedForBy"), <SourceLink key="by" at={open.initiator} t={t} />] as const]),
            webTransport
              ? [t("established"), channel.establishedAt === null ? t("notSeen") : exactTime(channel.establishedAt)]
              : ["status", handshake === null ? t("notSeen") : String(handshake.status)],
          ]}
        />
        {webTransport && <p class="note">{t("webTransportNote")}</p>}
      </Section>
      {handshake && <HeaderList name="requestHeaders" title={t("requestHeaders")} headers={handshake.requestHeaders} />}
      {handshake && <HeaderList name="responseHeaders" title={t("responseHeaders")} headers={handshake.responseHeaders} />}
    </>
  );
}
