// The panel's page: shows the host that the devtools page sets on its window, before this script runs or after it. After it, the devtools
// page dispatches a `lifeline` event.

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
  // Firefox loads the panel anew when DevTools are docked elsewhere. The recording must not call into the old page.
  addEventListener("pagehide", dispose, { once: true });
}

addEventListener("lifeline", start);
start();
