// The words of the last row while a trace is being recorded: what is true now, and what is due next.

import type { Translate } from "../../messages/messages.ts";
import type { Session } from "../../session/model.ts";
import type { EpochMs } from "../../wire/event.ts";
import type { MomentText } from "./words.ts";

/** About `session`, the one that is under way; null if none is. */
export function liveWords(t: Translate, session: Session | null, now: EpochMs, moment: MomentText): string {
  const words = [session ? t(session.state === "open" ? "sessionOpen" : "sessionConnecting") : t("nowClosed")];
  if (session?.state === "open") words.push(...dueWords(t, session, now, moment));
  return words.join(" · ");
}

/** The next ping, or the ping that waits for its pong; and when each side would give up. */
function dueWords(t: Translate, { heartbeat }: Session, now: EpochMs, moment: MomentText): string[] {
  const ping = heartbeat.nextPing();
  const client = heartbeat.clientGivesUp(now);
  const server = heartbeat.serverGivesUp();
  const words: string[] = [];
  if (ping) words.push(t(heartbeat.pinger === "server" ? "nextPingFromServer" : "nextPingFromClient", moment(ping.at)));
  else if (client && heartbeat.lastPingAt !== null) words.push(t("nowPingUnanswered", moment(heartbeat.lastPingAt)));
  if (client) words.push(t("nowClientGivesUp", moment(client.at)));
  if (client && server) words.push(t("nowServerGivesUp", moment(server.at)));
  return words;
}
