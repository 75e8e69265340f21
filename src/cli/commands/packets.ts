// `lifeline packets`: a line per packet.

import { filtered } from "../../formats/filtered.ts";
import { type PacketRecord, packetRecords, withoutData } from "../../formats/packets.ts";
import { english, type Translate } from "../../messages/messages.ts";
import { clock, size } from "../../messages/quantities.ts";
import type { Store } from "../../session/store.ts";
import { printable } from "../../text/printable.ts";
import { toEnd } from "../../wire/steps.ts";
import type { Command } from "../command.ts";
import { checkedFilter, findingsOf, readOne } from "../input.ts";
import { jsonLine, lines } from "../io.ts";
import { AS_JSON, FILTER, PRINTED, SERVER_LOG } from "../options.ts";

export const packets: Command = {
  takes: "FILE",
  summary: "cliPackets",
  options: { ...AS_JSON, ...FILTER, ...SERVER_LOG, ...PRINTED },
  examples: [
    ["cliWishPackets", "lifeline packets chat.jsonl"],
    ["cliWishEvent", "lifeline packets chat.jsonl --filter event:chat"],
    ["cliWishPipe", "gunzip -c chat.har.gz | lifeline packets - --json"],
  ],
  async run(call) {
    const { t, values } = call;
    const { json } = values;
    const filter = checkedFilter(values.filter, t);
    await readOne(call, {}, ({ store }) => {
      const line = json ? jsonLine : packetLine(store, t);
      const matches = filter === undefined ? undefined : toEnd(filtered(store, filter, findingsOf(store).all()));
      lines(packetRecords(store, json ? english : t, matches), (packet) => {
        try {
          return line(packet);
        } catch (error) {
          // With every character of its data escaped, the line is longer than a string can be.
          if (error instanceof RangeError) return line(withoutData(packet));
          throw error;
        }
      });
    });
  },
};

function packetLine(store: Store, t: Translate): (packet: PacketRecord) => string {
  const { entries } = store;
  const zero = entries.length > 0 ? entries.at(entries.ordered(0)) : 0;
  return ({ at, direction, session, transport, engine, socket, bytes }) => {
    const arrow = direction === "sent" ? "→" : "←";
    const inside = socket
      ? `${socket.type} ${socket.nsp}${socket.id === undefined ? "" : ` #${socket.id}`} ${JSON.stringify(socket.data) ?? ""}`
      : (JSON.stringify(engine.data) ?? "");
    const trouble = socket?.reason ?? engine.reason;
    const parts = [
      clock(at - zero).padStart(9),
      arrow,
      (session ?? "—").padEnd(20),
      transport.padEnd(11),
      engine.type.padEnd(7),
      inside,
      size(bytes),
      trouble ?? (engine.omitted === undefined ? "" : t("cliDataOmitted")),
    ];
    return printable(parts.join("  ").trimEnd());
  };
}
