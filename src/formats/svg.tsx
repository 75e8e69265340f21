// A figure as an SVG file. It has no script, and refers to nothing outside itself.

import { renderToString } from "preact-render-to-string";
import { layOut } from "../diagram/draw/layout.ts";
import type { Theme } from "../diagram/draw/theme.ts";
import { belowOf, headingOf, type Sheet, SheetPicture } from "./sheet.tsx";
import { svgStyle } from "./sheet-style.ts";

export function svg(sheet: Sheet, theme: Theme = "light"): string {
  const { scene, width, marks = [], t } = sheet;
  const text = renderToString(
    <SheetPicture
      scene={scene}
      layout={{ ...layOut(scene, width), marks }}
      heading={headingOf(sheet)}
      below={belowOf(sheet)}
      style={svgStyle(theme)}
      t={t}
    />,
  );
  // HTML allows `]]>` in text, XML does not (XML 1.0, 2.4).
  return text.replaceAll("]]>", "]]&gt;");
}
