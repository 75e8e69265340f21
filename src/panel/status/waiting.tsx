// The page in place of the ladder while no session was seen: what is going on, why, what to do, and what was seen instead.

import type { Translate } from "../../messages/messages.ts";
import { printable } from "../../text/printable.ts";
import { canRecord } from "../actions/panel-actions.ts";
import type { Seen, Status } from "../host.ts";
import { Icon, type IconName } from "../icons.tsx";
import { localTime } from "../time.ts";
import { chooseFile } from "../toolbar/choose-file.ts";
import type { View } from "../view.ts";

interface Words {
  readonly title: string;
  readonly why: string;
  readonly action: { readonly text: string; readonly run: () => void } | null;
}

export function Waiting({ view }: { readonly view: Pick<View, "host" | "store" | "example"> }) {
  const { host, store } = view;
  const { t, status } = host;
  const { title, why, action } = words(view);
  return (
    <main class="wait" aria-labelledby="wait-title">
      <div class="wait-column">
        <h2 id="wait-title">{title}</h2>
        <p class="why">{why}</p>
        <p class="buttons">
          {action && canRecord(view) && (
            <button type="button" class="button primary" onClick={action.run}>
              {action.text}
            </button>
          )}
          <button type="button" class="button" onClick={chooseFile}>
            {t("openTrace")}
          </button>
          {status.file === undefined && (
            <button type="button" class="button" onClick={() => void view.example.open()}>
              {t("seeExample")}
            </button>
          )}
        </p>
        {status.state === "recording" && <SeenTable t={t} seen={status.seen} />}
        {status.state === "recording" && <TryTable t={t} />}
        {status.file !== undefined && store.entries.length > 0 && <p class="why">{t.count("fileEntries", store.entries.length)}</p>}
      </div>
    </main>
  );
}

function words({ host, store }: Pick<View, "host" | "store">): Words {
  const { t, status } = host;
  const record = (text: string) => ({ text, run: () => host.record() });
  switch (status.state) {
    case "idle":
      if (status.file !== undefined)
        return { title: t("fileEmptyTitle"), why: t("fileEmptyWhy", printable(status.file)), action: record(t("recordThisTab")) };
      return { title: t("idleTitle"), why: t("idleWhy"), action: record(t("recordThisTab")) };
    case "attaching":
      return { title: t("attachingTitle"), why: t("attachingWhy"), action: null };
    case "recording":
      return {
        title: t("waitingTitle"),
        why: t(store.late ? "waitingWhyLate" : "waitingWhy", since(status)),
        action: { text: t("reloadPage"), run: () => host.reload() },
      };
    case "refused":
      if (status.needs)
        return { title: t("refusedTitle"), why: t("refusedHost"), action: { text: t("grantHost"), run: () => host.grant() } };
      return { title: t("refusedTitle"), why: status.reason ?? t("refusedWhy"), action: record(t("tryAgain")) };
    case "stopped":
      return { title: t("stoppedTitle"), why: status.reason ?? t("stoppedWhy"), action: record(t("recordAgain")) };
  }
}

function since({ since }: Status): string {
  return since === undefined ? "" : localTime(since);
}

const MOST_SOCKETS = 5;

function SeenTable({ t, seen }: { readonly t: Translate; readonly seen: Seen }) {
  const attached =
    seen.workers > 0
      ? `${t.count("attachedFrames", Math.max(1, seen.frames))} ${t.count("andWorkers", seen.workers)}`
      : t.count("attachedFrames", Math.max(1, seen.frames));
  return (
    <section>
      <h3>{t("whatWasSeen")}</h3>
      <ul class="facts">
        <Fact icon="yes" text={attached} />
        <Fact
          icon="dash"
          text={seen.requests === 0 ? t("seenNoRequests") : t.count("seenRequests", seen.requests)}
          note={t("seenRequestsNote")}
        />
        {seen.otherSockets.slice(0, MOST_SOCKETS).map((socket) => (
          <Fact
            key={socket.url}
            icon="dash"
            text={t("seenOtherSocket")}
            note={`${printable(socket.url.slice(0, 200))} · ${t.count("frames", socket.frames)}${socket.first === "" ? "" : ` · ${t("theFirstIs", printable(socket.first.slice(0, 80)))}`}`}
          />
        ))}
        {seen.otherSockets.length > MOST_SOCKETS && (
          <Fact icon="dash" text={t.count("moreSockets", seen.otherSockets.length - MOST_SOCKETS)} />
        )}
      </ul>
    </section>
  );
}

function TryTable({ t }: { readonly t: Translate }) {
  return (
    <section>
      <h3>{t("whatToTry")}</h3>
      <ol class="facts">
        <Fact text={t("tryUse")} note={t("tryUseNote")} />
        <Fact text={t("tryConsole")} note={t("tryConsoleNote")} />
        <Fact text={t("tryElsewhere")} note={t("tryElsewhereNote")} />
      </ol>
    </section>
  );
}

function Fact({ icon, text, note }: { readonly icon?: IconName; readonly text: string; readonly note?: string }) {
  return (
    <li>
      {icon !== undefined && <Icon name={icon} />}
      <span>
        {text}
        {note !== undefined && <small>{note}</small>}
      </span>
    </li>
  );
}
