// The worst finding of a session at its row, in its words.

import { SeverityMark } from "../../diagram/draw/findings.tsx";
import { nameOf, plain } from "../../findings/catalogue.ts";
import type { Finding } from "../../findings/finding.ts";
import { printable } from "../../text/printable.ts";
import type { FindingsView } from "./findings-view.ts";

interface LineProps {
  readonly finding: Finding;
  readonly findings: Pick<FindingsView, "say">;
}

export function WorstLine({ finding: { rule, severity, title }, findings: { say } }: LineProps) {
  return (
    <span class="line-3 worst" title={printable(plain(say(title)))}>
      <SeverityMark severity={severity} label={say([`severity/${severity}`])} /> {say(nameOf(rule))}
    </span>
  );
}
