// The panel in a page of its own, with the trace that is in the page. It records nothing, loads nothing, and remembers nothing.

import css from "../../extension/panel.css" with { type: "text" };
import { translationFor } from "../messages/messages.ts";
import { adoptStyle } from "../panel/adopt-style.ts";
import { mount } from "../panel/mount.tsx";
import { rememberIn } from "../panel/remembered.ts";
import { headingOf, settingsOf, themeOf } from "./viewing/opened.ts";
import { packedIn } from "./viewing/packed.ts";
import { Viewer } from "./viewing/viewer.ts";

async function show(): Promise<void> {
  const root = document.getElementById("panel");
  const opened: unknown = JSON.parse(document.getElementById("opened")?.textContent ?? "null");
  if (root === null) return;
  rememberIn(settingsOf(opened));
  adoptStyle(css);
  const viewer = new Viewer(headingOf(opened), themeOf(opened), await translationFor(document.documentElement.lang));
  mount(root, viewer);
  await viewer.open(new File(packedIn("trace"), viewer.heading?.title ?? ""));
}

void show();
