// How many findings of each severity there are, in the toolbar, with buttons to the next and the previous one.

import { SeverityMark } from "../../diagram/draw/findings.tsx";
import { type Finding, type Severity, WORST_FIRST } from "../../findings/finding.ts";
import { IconButton } from "../icon-button.tsx";
import { CheckMark } from "./check-mark.tsx";
import type { FindingsView } from "./findings-view.ts";

interface FindingsCountsProps {
  readonly view: FindingsView;
  /** Goes to the next problem, or the previous one. */
  readonly step: (by: 1 | -1) => void;
}

export function FindingsCounts({ view, step }: FindingsCountsProps) {
  const { all, say } = view;
  const isHealthy = view.isHealthy({ kind: "all" });
  if (!isHealthy && all.length === 0) return null;
  const of = (severity: Severity) => all.filter((finding: Finding) => finding.severity === severity);
  return (
    <fieldset class="finding-counts" aria-label={say(["label/findings"])}>
      {isHealthy && (
        <button
          type="button"
          class="ib healthy"
          aria-label={say(["checked/title"])}
          title={say(["checked/title"])}
          onClick={() => view.showChecked()}
        >
          <CheckMark />
        </button>
      )}
      {WORST_FIRST.map((severity) => {
        const [first, ...more] = of(severity);
        if (!first) return null;
        const name = say(["label/count", say([`severity/${severity}`]), more.length + 1]);
        return (
          <button key={severity} type="button" class={`ib ${severity}`} aria-label={name} title={name} onClick={() => view.show(first)}>
            <SeverityMark severity={severity} />
            {more.length + 1}
          </button>
        );
      })}
      {all.length > 0 && (
        <>
          <IconButton icon="up" name={say(["label/previous-problem"])} keys="Shift+E" onClick={() => step(-1)} />
          <IconButton icon="down" name={say(["label/next-problem"])} keys="E" onClick={() => step(1)} />
        </>
      )}
    </fieldset>
  );
}
