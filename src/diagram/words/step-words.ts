// The words of a step: its number, its name, and what is remarked below the name.

import type { MessageKey, Translate } from "../../messages/messages.ts";
import { duration } from "../../messages/quantities.ts";
import type { Session } from "../../session/model.ts";
import { shortSid } from "../../text/short-sid.ts";
import type { StepName } from "../rows/step-name.ts";

type NamedStep = Exclude<StepName, "none">;

const STEP_KEYS = {
  page: "stepPage",
  handshake: "stepHandshake",
  polling: "stepPolling",
  upgrade: "stepUpgrade",
  messages: "stepMessages",
  heartbeat: "stepHeartbeat",
  close: "stepClose",
  cut: "stepCut",
  giveUp: "stepGiveUp",
  reconnect: "stepReconnect",
} as const satisfies Readonly<Record<NamedStep, MessageKey>>;

/** The numbers of the article's figure 1. */
const STEP_NUMBERS: Readonly<Partial<Record<NamedStep, string>>> = {
  page: "1",
  handshake: "2",
  polling: "3",
  upgrade: "4",
  messages: "5",
  heartbeat: "6",
};

export interface StepWords {
  /** Empty for steps that the article does not number. */
  readonly number: string;
  readonly name: string;
  /** At most three short lines. */
  readonly notes: readonly string[];
}

export function stepWords(t: Translate, step: NamedStep, session: Session | null): StepWords {
  return { number: STEP_NUMBERS[step] ?? "", name: stepName(t, step), notes: session ? notesOf(t, step, session) : [] };
}

export function stepName(t: Translate, step: NamedStep): string {
  return t(STEP_KEYS[step]);
}

/** The names that steps can have. */
export function stepNames(t: Translate): string[] {
  return Object.values(STEP_KEYS).map((key) => t(key));
}

function notesOf(t: Translate, step: NamedStep, session: Session): string[] {
  switch (step) {
    case "handshake": {
      const { heardBefore } = session;
      return heardBefore?.sid ? [t("stepFollows", shortSid(heardBefore.sid))] : [];
    }
    case "upgrade":
      return missingLeg(t, session);
    case "messages":
      return session.transport ? [session.transport] : [];
    case "heartbeat": {
      const who = t(session.heartbeat.pinger === "server" ? "stepServerPings" : "stepClientPings");
      const { pingInterval } = session.handshake ?? {};
      return pingInterval === undefined ? [who] : [who, t("stepEvery", duration(pingInterval))];
    }
    default:
      return [];
  }
}

/** The leg that an upgrade has reached, or why it went no further: the session ended first, the probe got another answer, or a leg never came. */
export function missingLeg(t: Translate, { upgrade, endedAt, cause }: Session): string[] {
  if (!upgrade || upgrade.switchedAt !== null) return [];
  const { openedAt, establishedAt, probedAt, probeAnsweredAt, otherAnswer, failedAt } = upgrade;
  const [leg, never] =
    establishedAt === null
      ? (["legOpen", "legNotOpened"] as const)
      : probeAnsweredAt === null
        ? (["legProbe", probedAt === null ? "legNotProbed" : "legNotAnswered"] as const)
        : (["legSwitch", "legNotSwitched"] as const);
  if (probeAnsweredAt === null && otherAnswer !== null) return [t("legOtherAnswer", otherAnswer)];
  // A client that has not probed waits for nobody.
  const since = probeAnsweredAt ?? probedAt ?? (establishedAt === null ? openedAt : null);
  if (since !== null && endedAt !== null && endedAt <= (failedAt ?? endedAt)) {
    return [t("legCut", t(leg)), t(cause === "server" ? "legServerClosed" : "legSessionEnded", duration(endedAt - since))];
  }
  return [failedAt === null && endedAt === null ? t("legUnderWay", t(leg)) : t(never)];
}
