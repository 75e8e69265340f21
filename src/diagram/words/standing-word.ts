// How a session stands, in a few words.

import type { MessageKey, Translate } from "../../messages/messages.ts";
import type { Session } from "../../session/model.ts";
import { type Standing, standingOf } from "../../session/standing.ts";

const STANDINGS: Readonly<Record<Standing, MessageKey>> = {
  connecting: "sessionConnecting",
  open: "sessionOpen",
  closed: "sessionClosed",
  lost: "endedByTransport",
  browser: "endedByBrowser",
  unread: "endedUnread",
  gaveUp: "endedGaveUp",
  client: "endedByClient",
  server: "endedByServer",
  refused: "endedRefused",
  navigation: "endedByNavigation",
  crashed: "endedByCrash",
  timeout: "endedByTimeout",
};

export function stateWord(t: Translate, session: Session): string {
  return t(STANDINGS[standingOf(session)]);
}
