// Puts the panel into a page: its styles, its keys, and the files dropped on it.

import { render } from "preact";
import { PANEL_STYLE } from "../diagram/draw/theme.ts";
import { adoptStyle } from "./adopt-style.ts";
import type { Host } from "./host.ts";
import { Panel } from "./panel.tsx";
import { View } from "./view.ts";

export interface Mounted {
  /** Resolves when nothing is left to draw. */
  idle(): Promise<void>;
  dispose(): void;
}

/** Fills `root` with the panel of `host`, which has the whole document for its keys and styles. Another language makes another panel. */
export function mount(root: HTMLElement, host: Host): Mounted {
  let { t } = host;
  let panel = show(root, host);
  const leave = host.subscribe(() => {
    if (host.t === t) return;
    t = host.t;
    panel.dispose();
    panel = show(root, host);
  });
  return {
    idle: () => panel.idle(),
    dispose: () => {
      leave();
      panel.dispose();
    },
  };
}

function show(root: HTMLElement, host: Host): Mounted {
  const dropStyle = adoptStyle(PANEL_STYLE);
  document.documentElement.lang = host.t("language");
  document.title = host.heading?.title || host.t("panelTitle");

  const view = new View(host, root, () => {
    document.documentElement.classList.toggle("dark", host.theme === "dark");
    const { body, activeElement } = document;
    const isInside = activeElement !== body && root.contains(activeElement);
    render(<Panel view={view} />, root);
    // What had the focus is gone: the keys go on in the ladder.
    if (isInside && document.activeElement === body) root.querySelector<HTMLElement>("#ladder")?.focus({ preventScroll: true });
    view.rows.value?.oneTabStop(root);
  });
  const keyDown = (event: KeyboardEvent) => view.hasRows() && view.rows.value?.takeKey(event, view);
  // After what is in the panel had its turn, and before Chromium's DevTools, which listen at the document and take keys of theirs, such as A.
  document.documentElement.addEventListener("keydown", keyDown);
  const measure = () => view.setSize(root.clientWidth, root.clientHeight);
  const resize = new ResizeObserver(measure);
  resize.observe(root);
  const unlisten = [
    listen(document, "focusin", () => view.rows.value?.oneTabStop(root)),
    listen(document, "lifeline-search", ({ detail }) => void view.goTo?.finder.search(detail)),
    ...dropTarget(view),
  ];
  measure();

  return {
    idle: () => view.idle(),
    dispose: () => {
      resize.disconnect();
      for (const stop of unlisten) stop();
      document.documentElement.removeEventListener("keydown", keyDown);
      view.dispose();
      render(null, root);
      dropStyle();
    },
  };
}

function listen<K extends keyof DocumentEventMap>(target: Document, type: K, listener: (event: DocumentEventMap[K]) => void): () => void {
  target.addEventListener(type, listener, { capture: true });
  return () => target.removeEventListener(type, listener, { capture: true });
}

/** Opens a file that is dropped anywhere on the panel. Returns disposers. */
function dropTarget(view: View): (() => void)[] {
  const hasFile = (event: DragEvent) => event.dataTransfer?.types.includes("Files") === true;
  return [
    listen(document, "dragover", (event) => {
      if (!hasFile(event)) return;
      event.preventDefault();
      view.setDropping(true);
    }),
    listen(document, "dragleave", (event) => {
      if (event.relatedTarget === null) view.setDropping(false);
    }),
    listen(document, "drop", (event) => {
      if (!hasFile(event)) return;
      event.preventDefault();
      view.setDropping(false);
      const file = event.dataTransfer?.files[0];
      if (file) void view.host.open(file);
    }),
  ];
}
