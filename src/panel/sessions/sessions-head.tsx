// The head of the list of sessions. It is there before the list, which is loaded after the first frame.

import type { View } from "../view.ts";

export function SessionsHead({ view }: { readonly view: Pick<View, "host" | "store"> }) {
  const { t } = view.host;
  const { clients, sessions, underWay } = view.store;
  const ended = clients.length - underWay.size;
  const count = t.count("clients", clients.length);
  return (
    <div class="side-head">
      <h2>{t("sessions")}</h2>
      <span>{sessions.length === 0 ? t("noneYet") : ended > 0 ? t("clientsEnded", count, ended) : count}</span>
    </div>
  );
}
