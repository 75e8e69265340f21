// The findings of a scope, below its name in the list of sessions: the worst first, each in one line with how often and when.

import { SeverityMark } from "../../diagram/draw/findings.tsx";
import type { Scope } from "../../diagram/rows/scope.ts";
import { nameOf, plain, type Say } from "../../findings/catalogue.ts";
import type { Finding } from "../../findings/finding.ts";
import { RULES } from "../../findings/rules.ts";
import { clock } from "../../messages/quantities.ts";
import { printable } from "../../text/printable.ts";
import type { View } from "../view.ts";
import { CheckMark } from "./check-mark.tsx";
import type { FindingsView } from "./findings-view.ts";

/** Drawing must not grow with the trace. */
const MOST = 50;

interface ListProps {
  readonly findings: FindingsView;
  readonly store: View["store"];
  readonly scope: Scope;
}

export function FindingsList({ findings, store, scope }: ListProps) {
  const { say, open, page } = findings;
  const found = findings.in(scope);
  const isHealthy = findings.isHealthy(scope);
  const keys = new Set(found.map(({ key }) => key));
  const isCheckedOpen = page !== null && "families" in page;
  const { entries } = store;
  const zero = entries.length > 0 ? entries.at(entries.ordered(0)) : 0;
  return (
    <section class="findings" aria-label={say(["label/findings"])}>
      <p class="findings-head">
        <span>{say(["label/findings"])}</span>
        {found.length > 0 && <span>{found.length === 1 ? 1 : say(["label/worst-first", found.length])}</span>}
        {found.length === 0 && findings.hasLooked && <span>{say(["label/none"])}</span>}
      </p>
      {isHealthy && (
        <button
          type="button"
          class={`finding ${isCheckedOpen ? "on" : ""}`}
          aria-pressed={isCheckedOpen}
          onClick={() => findings.showChecked()}
        >
          <CheckMark />
          <span class="line-1">
            <b class="finding-name">{say(["checked/name"])}</b>
          </span>
          <span class="line-3">{say(["checked/rules", RULES.length])}</span>
        </button>
      )}
      {findings.hasLooked && !isHealthy && found.every(({ severity }) => severity === "info") && (
        <p class="findings-note">{say(["unexplained"])}</p>
      )}
      <ul>
        {found.slice(0, MOST).map((finding) => (
          <li key={finding.key} class={finding.follows && keys.has(finding.follows.key) ? "finding-follows" : ""}>
            <button
              type="button"
              class={`finding ${finding.key === open?.key ? "on" : ""}`}
              aria-pressed={finding.key === open?.key}
              title={printable(plain(say(finding.title)))}
              onClick={() => findings.show(finding)}
            >
              <SeverityMark severity={finding.severity} label={say([`severity/${finding.severity}`])} />
              <span class="line-1">
                <b class="finding-name">{say(nameOf(finding.rule))}</b>
                {finding.times > 1 && (
                  <span class="finding-times" role="img" aria-label={say(["label/times", finding.times])}>
                    ×{finding.times}
                  </span>
                )}
              </span>
              <span class="line-2">{printable(plain(say(finding.title)))}</span>
              <span class="line-3">
                {finding.follows !== null && `${followsWords(finding.follows, keys, say)} · `}
                {say([`confidence/${finding.confidence}`])} · {clock(finding.at - zero)}
              </span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** The name of the cause, where it is not listed above. */
function followsWords({ key, rule }: NonNullable<Finding["follows"]>, listed: ReadonlySet<string>, say: Say): string {
  return listed.has(key) ? say(["label/follows-it"]) : say(["label/follows", say(nameOf(rule))]);
}
