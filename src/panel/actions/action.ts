// What the user can do in the panel: an action is a name, keys, and what they do. Buttons, tooltips, keys, the list of keys and menus are made
// of the same actions.

import type { MessageKey } from "../../messages/messages.ts";
import type { View } from "../view.ts";

/** @typeParam V What it acts on. */
export interface Action<V = View> {
  readonly name: MessageKey | ((view: V) => MessageKey);
  /**
   * Keys, separated by spaces, of which tooltips say the first, such as `Ctrl+Shift+E` or `Enter Space`. A sign is written without Shift; `Plus` is +.
   * On a Mac, Ctrl is the Command key.
   */
  readonly keys: string;
  /** Whether it would do something; always, when absent. */
  readonly when?: (view: V) => boolean;
  readonly run: (view: V) => void;
}

export function nameOf<V>({ name }: Pick<Action<V>, "name">, view: V): MessageKey {
  return typeof name === "string" ? name : name(view);
}

/** Tests in Node have no `navigator`. */
export const isMac = /^Mac/.test(globalThis.navigator?.platform ?? "");

const SIGNS: Readonly<Record<string, string>> = {
  ArrowUp: "↑",
  ArrowDown: "↓",
  ArrowLeft: "←",
  ArrowRight: "→",
  Plus: "+",
  "-": "−",
  ContextMenu: "Menu",
  Escape: "Esc",
  ...(isMac && { Ctrl: "⌘", Alt: "⌥", Shift: "⇧" }),
};

/** One key as it is read: `Ctrl+E`, or `⌘E` on a Mac. */
export function keyText(key: string): string {
  return key
    .split("+")
    .map((part) => SIGNS[part] ?? part)
    .join(isMac ? "" : "+");
}

/** A tooltip: a name, and the first of its keys. */
export function tip(name: string, keys = ""): string {
  return keys === "" ? name : `${name} (${keyText(keys.replace(/ .*/, ""))})`;
}
