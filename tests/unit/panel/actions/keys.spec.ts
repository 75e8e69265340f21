// The table of actions, and the keys by which they are found.

import { expect, test } from "@playwright/test";
import { tip } from "../../../../src/panel/actions/action.ts";
import { keyOf } from "../../../../src/panel/actions/keys.ts";
import { GROUPS } from "../../../../src/panel/actions/ladder-actions.ts";

interface Pressed {
  readonly key: string;
  readonly code?: string;
  readonly held?: readonly ("ctrl" | "shift" | "alt" | "meta" | "AltGraph")[];
}

/** What the browser reports of a pressed key. Node has no keyboard events. */
function pressed({ key, code = "", held = [] }: Pressed): string {
  const is = (modifier: string) => held.some((one) => one === modifier);
  return keyOf({
    key,
    code,
    ctrlKey: is("ctrl"),
    shiftKey: is("shift"),
    altKey: is("alt"),
    metaKey: is("meta"),
    getModifierState: is,
  } as unknown as KeyboardEvent);
}

test("no two actions have the same key", () => {
  const keys = GROUPS.flatMap(({ actions }) => actions.flatMap((action) => action.keys.split(" ")));
  expect(keys).toEqual([...new Set(keys)]);
});

const cases: readonly (readonly [what: string, pressed: Pressed, key: string])[] = [
  ["a letter", { key: "e" }, "E"],
  ["a letter with Shift", { key: "E", held: ["shift"] }, "Shift+E"],
  ["a letter with Caps Lock, which is not Shift", { key: "E" }, "E"],
  ["Ctrl and Shift, in the order in which actions write them", { key: "E", held: ["shift", "ctrl"] }, "Ctrl+Shift+E"],
  ["an arrow with Alt", { key: "ArrowLeft", held: ["alt"] }, "Alt+ArrowLeft"],
  ["a space", { key: " " }, "Space"],
  ["a sign that needs Shift on this keyboard", { key: "?", held: ["shift"] }, "?"],
  ["a plus", { key: "+", held: ["shift"] }, "Plus"],
  ["a bracket of a German keyboard in Windows", { key: "[", held: ["ctrl", "alt", "AltGraph"] }, "["],
  ["a sign with Ctrl, which zooms the browser", { key: "-", held: ["ctrl"] }, "Ctrl+-"],
  ["a Cyrillic letter on the key of a Latin one", { key: "у", code: "KeyE" }, "E"],
  ["a key with the Windows key, which is the system's", { key: "e", held: ["meta"] }, "System+E"],
];

for (const [what, event, key] of cases) {
  test(`${what} is ${key}`, () => expect(pressed(event)).toBe(key));
}

test("a tooltip says the first key as it is written on keyboards", () => {
  expect(tip("Zoom in", "Plus")).toBe("Zoom in (+)");
  expect(tip("Back", "Alt+ArrowLeft")).toBe("Back (Alt+←)");
  expect(tip("Open", "Enter Space")).toBe("Open (Enter)");
  expect(tip("Settings")).toBe("Settings");
});
