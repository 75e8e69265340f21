// How many findings of each severity there are, in the toolbar, with buttons to the next and the previous one.

import { SeverityMark } from "../../diagram/draw/findings.tsx";
import { type Finding, type Severity, WORST_FIRST } from "../../findings/finding.ts";
import { ActionButton } from "../actions/action-button.tsx";
import { LADDER_ACTIONS } from "../actions/ladder-actions.ts";
import type { ViewWithRows } from "../view.ts";
import { CheckMark } from "./check-mark.tsx";
import type { FindingsView } from "./findings-view.ts";

interface FindingsCountsProps {
  readonly view: ViewWithRows;
  readonly findings: FindingsView;
}

export function FindingsCounts({ view, findings }: FindingsCountsProps) {
  const { all, say } = findings;
  const isHealthy = findings.isHealthy({ kind: "all" });
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
          onClick={() => findings.showChecked()}
        >
          <CheckMark />
        </button>
      )}
      {WORST_FIRST.map((severity) => {
        const [first, ...more] = of(severity);
        if (!first) return null;
        const name = say(["label/count", say([`severity/${severity}`]), more.length + 1]);
        return (
          <button key={severity} type="button" class={`ib ${severity}`} aria-label={name} title={name} onClick={() => findings.show(first)}>
            <SeverityMark severity={severity} />
            {more.length + 1}
          </button>
        );
      })}
      {all.length > 0 && (
        <>
          <ActionButton view={view} action={LADDER_ACTIONS.previousProblem} icon="up" />
          <ActionButton view={view} action={LADDER_ACTIONS.nextProblem} icon="down" />
        </>
      )}
    </fieldset>
  );
}
