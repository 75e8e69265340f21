// Takes the keys of all actions, wherever the focus is in the panel. DevTools get every other key.

import { recall } from "../remembered.ts";
import type { ViewWithRows } from "../view.ts";
import { isMac } from "./action.ts";
import { moveInGroup } from "./arrows.ts";
import { GROUPS } from "./ladder-actions.ts";
import { PANEL_ACTIONS } from "./panel-actions.ts";

const BY_KEY = new Map(
  GROUPS.flatMap(({ actions }) => actions.flatMap((action) => action.keys.split(" ").map((key) => [key, action] as const))),
);

const OPEN = ":popover-open, dialog[open]";

/** Does what a key is for. Nothing if something in the panel has taken it before. */
export function takeKey(event: KeyboardEvent, view: ViewWithRows): void {
  if (event.defaultPrevented || event.isComposing || !(event.target instanceof Element)) return;
  const key = keyOf(event);
  // The browser closes an open menu or dialog itself. Chromium's DevTools would keep it from that, and open their console.
  if (key === "Escape" && document.querySelector(OPEN) !== null) return event.stopPropagation();
  const isTaken = moveInGroup(event.target, key) || act(key, event.target, view);
  if (!isTaken) return;
  event.preventDefault();
  event.stopPropagation();
}

function act(key: string, target: Element, view: ViewWithRows): boolean {
  const action = BY_KEY.get(key);
  // An open menu or dialog has the keys for itself.
  if (action === undefined || document.querySelector(OPEN) !== null) return false;
  const ladder = document.getElementById("ladder");
  if ((action.place === "focus" && !ladder?.contains(target)) || (action.place === "ladder" && ladder === null)) return false;
  if (
    isForText(target) ? !/^Ctrl\+(?!Z$)|^(?:Shift\+)?F\d/.test(key) : isSign(key) && !recall("keysEverywhere") && !ladder?.contains(target)
  )
    return false;
  // DevTools' own search bar asks the panel what to find.
  if (action.run === PANEL_ACTIONS.find.run && view.host.hasSearch) return false;
  const acts = action.when?.(view) !== false;
  if (acts) action.run(view);
  // With Ctrl, what the browser would do instead is nothing for a panel, such as to save its page. In the ladder, it copies text.
  return acts || (key.startsWith("Ctrl+") && action.place !== "focus");
}

/** One letter, digit or sign, which is pressed without Ctrl. */
function isSign(key: string): boolean {
  return /^(?:Shift\+)?(?:.|Plus)$/.test(key);
}

/** The name of a key as actions write it: see `Action.keys`. Letters of another script are those of the same key on a Latin keyboard. */
export function keyOf(event: KeyboardEvent): string {
  const [, latin] = /^Key([A-Z])$/.exec(event.code) ?? [];
  const key = event.key === " " ? "Space" : event.key === "+" ? "Plus" : event.key;
  const letter = /^[a-z]$/i.test(key) ? key.toUpperCase() : key.length === 1 && key > "~" ? latin : undefined;
  // On some keyboards, a sign needs Shift, or the other Alt key, which some systems report as Ctrl and Alt.
  const isFree = letter === undefined && (key.length === 1 || key === "Plus");
  const isSign = isFree && (isMac || event.getModifierState("AltGraph"));
  const held = [
    (isMac ? event.metaKey : event.ctrlKey) && !isSign && "Ctrl",
    event.altKey && !isSign && "Alt",
    event.shiftKey && !isFree && "Shift",
    // The key for what the system does, and not the panel.
    (isMac ? event.ctrlKey : event.metaKey) && "System",
  ];
  return [...held, letter ?? key].filter(Boolean).join("+");
}

/** Whether keys that are pressed in an element are its text. */
function isForText(target: Element): boolean {
  return target.matches("input:not([type=checkbox], [type=radio], [type=button]), textarea, select");
}
