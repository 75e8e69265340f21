// The findings of a scope, below its name in the list of sessions: the worst first, each in one line with how often and when.

import { SeverityMark } from "../../diagram/draw/findings.tsx";
import type { Scope } from "../../diagram/rows/scope.ts";
import { nameOf } from "../../findings/catalogue.ts";
import { clock } from "../../messages/quantities.ts";
import { printable } from "../../text/printable.ts";
import type { View } from "../view.ts";
import type { FindingsView } from "./findings-view.ts";

/** Drawing must not grow with the trace. */
const MOST = 50;

interface ListProps {
  readonly findings: FindingsView;
  readonly store: View["store"];
  readonly scope: Scope;
}

export function FindingsList({ findings, store, scope }: ListProps) {
  const { say, open } = findings;
  const found = findings.in(scope);
  const { entries } = store;
  const zero = entries.length > 0 ? entries.at(entries.ordered(0)) : 0;
  return (
    <section class="findings" aria-label={say(["label/findings"])}>
      <p class="findings-head">
        <span>{say(["label/findings"])}</span>
        <span>{found.length === 0 ? say(["label/none"]) : say(["label/worst-first", found.length])}</span>
      </p>
      {found.length === 0 && <p class="finding none">{say(["label/nothing"])}</p>}
      <ul>
        {found.slice(0, MOST).map((finding) => (
          <li key={finding.key}>
            <button
              type="button"
              class={`finding ${finding.key === open?.key ? "on" : ""}`}
              aria-pressed={finding.key === open?.key}
              title={printable(say(finding.title))}
              onClick={() => findings.show(finding)}
            >
              <SeverityMark severity={finding.severity} />
              <span class="line-1">
                <b class="finding-name">{say(nameOf(finding.rule))}</b>
                {finding.times > 1 && <span class="finding-times">×{finding.times}</span>}
              </span>
              <span class="line-2">{printable(say(finding.title))}</span>
              <span class="line-3">
                {say([`confidence/${finding.confidence}`])} · {clock(finding.at - zero)}
              </span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
