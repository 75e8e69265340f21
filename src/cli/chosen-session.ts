// The session that `--session` names.

import type { Translate } from "../messages/messages.ts";
import type { Session } from "../session/model.ts";
import type { Store } from "../session/store.ts";
import { printable } from "../text/printable.ts";
import { Wrong } from "./call.ts";

/** The session with this number or sid, both as `sessions` prints them. A number with `#` is never taken for a sid. */
export function sessionOf({ sessions }: Store, wanted: string, t: Translate): Session {
  const all = wanted.startsWith("#") ? [] : sessions.filter(({ sid }) => sid !== null && (sid === wanted || printable(sid) === wanted));
  const [first, second] = all;
  if (second) throw new Wrong(t("cliSeveralSessions", wanted, all.map((one) => `#${sessions.indexOf(one) + 1}`).join(", ")));
  const numbered = sessions[Number(/^#?(\d+)$/.exec(wanted)?.[1]) - 1];
  const session = first ?? numbered;
  if (!session) throw new Wrong(t("cliNoSession", wanted));
  return session;
}
