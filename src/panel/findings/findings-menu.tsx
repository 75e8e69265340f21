// The findings in a narrow panel: one line with the worst of the scope, or that nothing was found, and a menu of all.

import { SeverityMark } from "../../diagram/draw/findings.tsx";
import type { Scope } from "../../diagram/rows/scope.ts";
import { nameOf, plain } from "../../findings/catalogue.ts";
import { printable } from "../../text/printable.ts";
import { CheckMark } from "./check-mark.tsx";
import type { FindingsView } from "./findings-view.ts";

/** Drawing must not grow with the trace. */
const MOST = 50;
const CHECKED = "checked";

interface MenuProps {
  readonly findings: FindingsView;
  readonly scope: Scope;
}

export function FindingsMenu({ findings, scope }: MenuProps) {
  const { say, page, open } = findings;
  const found = findings.in(scope);
  const isHealthy = findings.isHealthy(scope);
  if (!isHealthy && found.length === 0) return null;
  const worst = isHealthy ? undefined : found[0];
  const value = open?.key ?? (page === null ? "" : CHECKED);
  const choose = (chosen: string) => {
    const finding = found.find(({ key }) => key === chosen);
    if (finding) findings.show(finding);
    else if (chosen === CHECKED) findings.showChecked();
  };
  return (
    <nav class="pick" aria-label={say(["label/findings"])}>
      {worst ? <SeverityMark severity={worst.severity} /> : <CheckMark />}
      <span class="pick-text">
        <b>{say(worst ? nameOf(worst.rule) : ["checked/name"])}</b>
        {worst && worst.times > 1 && ` ×${worst.times}`}
        {worst && ` · ${say([`confidence/${worst.confidence}`])}`}
      </span>
      {found.length > 0 && <span>{found.length === 1 ? 1 : say(["label/worst-first", found.length])}</span>}
      <span class="pick-mark">▾</span>
      <select aria-label={say(["label/findings"])} value={value} onChange={(event) => choose(event.currentTarget.value)}>
        <option value="" hidden />
        {isHealthy && <option value={CHECKED}>{say(["checked/title"])}</option>}
        {found.slice(0, MOST).map(({ key, severity, title, times, follows }) => (
          <option key={key} value={key}>
            {`${follows === null ? "" : "– "}${say([`severity/${severity}`])}: ${printable(plain(say(title)))}${times > 1 ? ` ×${times}` : ""}`}
          </option>
        ))}
      </select>
    </nav>
  );
}
