// The opening of a WebSocket or a WebTransport session, and its end, when that is the row.

import type { Translate } from "../../messages/messages.ts";
import type { ChannelDetails } from "../../session/details.ts";
import { printable } from "../../text/printable.ts";
import { exactTime } from "../time.ts";
import { HeaderList } from "./http.tsx";
import { Rows, Section } from "./parts.tsx";
import { Tree } from "./tree.tsx";

export function ChannelSections({ details, t }: { readonly details: ChannelDetails; readonly t: Translate }) {
  const { open, handshake, ends, channel } = details;
  const webTransport = channel.kind === "wt";
  return (
    <>
      <Section title={t("openingHandshake")} aside={t("observed")}>
        <p class="url">
          <code class="wrap">{open === null ? t("unknown") : printable(open.url)}</code>
        </p>
        <Rows
          rows={[
            ...(open?.kind !== "ws-open" || open.initiator === undefined
              ? []
              : [[t("askedForBy"), <code class="wrap">{printable(open.initiator)}</code>] as const]),
            webTransport
              ? [t("established"), channel.establishedAt === null ? t("notSeen") : exactTime(channel.establishedAt)]
              : ["status", handshake === null ? t("notSeen") : String(handshake.status)],
          ]}
        />
        {webTransport && <p class="note">{t("webTransportNote")}</p>}
      </Section>
      {ends.map((event) => (
        <Section key={event.kind} title={t("event")} aside={t("observed")}>
          <Tree entries={Object.entries(event)} t={t} />
          {event.kind === "ws-close" && event.code === undefined && <p class="note">{t("noCloseFrame")}</p>}
        </Section>
      ))}
      {handshake && <HeaderList title={t("requestHeaders")} headers={handshake.requestHeaders} />}
      {handshake && <HeaderList title={t("responseHeaders")} headers={handshake.responseHeaders} />}
    </>
  );
}
