// The panel's page: takes what the devtools page put on its window and fills itself with it. That may be there already, or come later
// with a `lifeline` event.

import type { Host } from "../panel/host.ts";
import { mount } from "../panel/mount.tsx";

declare global {
  /** Set by the devtools page when the panel is shown. */
  var lifeline: Host | undefined;
  /** Resolves when the panel has nothing left to draw. */
  var lifelineIdle: (() => Promise<void>) | undefined;
}

function start(): void {
  const root = document.getElementById("panel");
  if (globalThis.lifeline === undefined || globalThis.lifelineIdle !== undefined || root === null) return;
  const { idle, dispose } = mount(root, globalThis.lifeline);
  globalThis.lifelineIdle = idle;
  // Another dock is another page in Firefox: the recording must not call into one that is gone.
  addEventListener("pagehide", dispose, { once: true });
}

addEventListener("lifeline", start);
start();
