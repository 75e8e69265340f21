// The mark of a severity. Marks differ by shape: a triangle for an error, a hollow one for a warning, a ring with an i for an explanation.

import type { Severity } from "../../findings/finding.ts";

export function SeverityMark({ severity }: { readonly severity: Severity }) {
  return (
    <svg class={`severity ${severity}`} viewBox="0 0 12 12" aria-hidden="true">
      {severity === "info" ? (
        <>
          <circle cx={6} cy={6} r={5} />
          <path d="M6 5.4v3.2M6 3.2v.9" />
        </>
      ) : (
        <path d="M6 1.2L11.2 10.6H.8z" />
      )}
    </svg>
  );
}
