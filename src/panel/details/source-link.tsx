// A script or document by its URL. A click opens it in the browser's Sources, where the browser can.

import { useContext } from "preact/hooks";
import type { Translate } from "../../messages/messages.ts";
import { printable } from "../../text/printable.ts";
import { PaneContext } from "./pane-state.ts";

/** `at`: a URL, or `url:line:column` from 1, as in `WsOpen.initiator`. */
export function SourceLink({ at, t }: { readonly at: string; readonly t: Translate }) {
  const { openSource } = useContext(PaneContext);
  const [, url = at, line = "1", column = "1"] = /^(.*):(\d+):(\d+)$/s.exec(at) ?? [];
  if (openSource === null || !URL.canParse(url) || url === "about:blank") return <code class="wrap">{printable(at)}</code>;
  return (
    <button type="button" class="link wrap" title={t("openInSources")} onClick={() => openSource(url, Number(line), Number(column))}>
      <code>{printable(at)}</code>
    </button>
  );
}
