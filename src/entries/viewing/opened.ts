// What the page says of the trace in it: its heading, and the settings with which it is shown first. See formats/viewer-page.tsx.

import type { Theme } from "../../diagram/draw/theme.ts";
import type { Heading } from "../../panel/host.ts";
import { list, object, oneOf, string } from "../../wire/shape.ts";

const isTheme = oneOf("light", "dark");
const isHeading = object({ title: string, facts: list(string) });

export function headingOf(opened: unknown): Heading {
  return isHeading(opened) ? opened : { title: "", facts: [] };
}

/** Undefined for the theme that the reader prefers. */
export function themeOf(opened: unknown): Theme | undefined {
  const { theme } = Object(opened);
  return isTheme(theme) ? theme : undefined;
}

/** A storage that begins with the settings, and ends with the page. */
export function settingsOf(opened: unknown): Pick<Storage, "getItem" | "setItem"> {
  const settings: object = Object(Object(opened).settings);
  const values = new Map(Object.entries(settings).map(([key, value]) => [key, JSON.stringify(value)]));
  return { getItem: (key) => values.get(key) ?? null, setItem: (key, value) => void values.set(key, value) };
}
