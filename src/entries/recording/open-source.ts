// Opens scripts and documents of the inspected page in the browser's Sources.

import type { Host } from "../../panel/host.ts";

/** As `Host.openSource`; null in Firefox, which has no such function. */
export function sourceOpener(): Host["openSource"] {
  const { panels }: { panels?: object } = chrome.devtools ?? {};
  return panels !== undefined && "openResource" in panels ? openInChromium : null;
}

/** Chromium counts lines and columns from 0. It answers with an object that says why it failed, which its types do not have. */
function openInChromium(url: string, line: number, column: number): Promise<boolean> {
  return new Promise((resolve) => {
    chrome.devtools.panels.openResource(url, line - 1, column - 1, (answer?: { readonly isError?: boolean }) =>
      resolve(answer?.isError !== true),
    );
  });
}
