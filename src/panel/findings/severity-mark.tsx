// The mark of a severity, as on the diagram.

import { SeverityShape } from "../../diagram/draw/findings.tsx";
import type { Severity } from "../../findings/finding.ts";

export function SeverityMark({ severity }: { readonly severity: Severity }) {
  return (
    <svg class={`severity ${severity}`} viewBox="0 0 12 12" aria-hidden="true">
      <SeverityShape severity={severity} />
    </svg>
  );
}
