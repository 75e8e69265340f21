// The whole finding, in the place of the details: what is wrong, what it means, how sure it is, the rows that prove it, what was ruled out, and what
// to do. The numbers of its evidence are those of the rows.

import { SeverityMark } from "../../diagram/draw/findings.tsx";
import { nameOf } from "../../findings/catalogue.ts";
import type { Finding } from "../../findings/finding.ts";
import type { Translate } from "../../messages/messages.ts";
import { clock } from "../../messages/quantities.ts";
import { printable } from "../../text/printable.ts";
import { CopyButton } from "../details/copy-button.tsx";
import { Section } from "../details/parts.tsx";
import { IconButton } from "../icon-button.tsx";
import type { ViewWithRows } from "../view.ts";
import type { FindingsView } from "./findings-view.ts";
import { SaidWords } from "./said-words.tsx";

interface PaneProps {
  readonly finding: Finding;
  readonly findings: FindingsView;
  readonly view: Pick<ViewWithRows, "store" | "selection">;
  readonly t: Translate;
}

export function FindingPane({ finding, findings, view, t }: PaneProps) {
  const { say, all } = findings;
  const { rule, severity, confidence, times, title, means, evidence, ruledOut } = finding;
  const place = all.indexOf(finding);
  const { entries } = view.store;
  const zero = entries.at(entries.ordered(0));
  return (
    <aside class="details finding-pane" aria-label={say(["label/finding"])}>
      <div class="details-head">
        <div>
          <SeverityMark severity={severity} />
          <h2>{say(nameOf(rule))}</h2> {times > 1 && `×${times}`}
          <span class="where">{place < 0 ? rule : say(["label/place", say([`severity/${severity}`]), rule, place + 1, all.length])}</span>
        </div>
        <span class="finding-steps">
          <IconButton icon="up" name={say(["label/previous"])} onClick={() => findings.step(-1)} />
          <IconButton icon="down" name={say(["label/next"])} onClick={() => findings.step(1)} />
          <IconButton icon="close" name={t("closeDetails")} keys="Escape" onClick={() => findings.close()} />
        </span>
      </div>
      <div class="details-body">
        <section class="section">
          <p class="finding-title">
            <SaidWords text={say(title)} />
          </p>
          <p class="finding-means">
            <SaidWords text={say(means)} />
          </p>
        </section>
        <section class="section sure">
          <Sure confidence={confidence} /> <b>{say([`confidence/${confidence}`])}</b>
        </section>
        <Section title={say(["label/evidence-head"])}>
          <ol class="evidence">
            {evidence.map(({ entry, says }, i) => (
              <li key={entry}>
                <button type="button" class="evidence-row" onClick={() => findings.show(finding, i)}>
                  <span class="evidence-number">{i + 1}</span>
                  <span class="at">{clock(entries.at(entry) - zero)}</span>
                  <span>
                    <SaidWords text={say(says)} />
                  </span>
                </button>
              </li>
            ))}
          </ol>
        </Section>
        {ruledOut.length > 0 && (
          <Section title={say(["label/ruled-out-head"])}>
            <ul class="ruled-out">
              {ruledOut.map((said) => (
                <li key={said[0]} class="ruled-out-one">
                  <SaidWords text={say(said)} />
                </li>
              ))}
            </ul>
          </Section>
        )}
        {finding.fix.length > 0 && <Fixes finding={finding} findings={findings} t={t} />}
        <Others title={say(["label/follows-head"])} others={all.filter(({ key }) => key === finding.follows?.key)} findings={findings} />
        <Others title={say(["label/followed-by"])} others={all.filter(({ follows }) => follows?.key === finding.key)} findings={findings} />
        {place >= 0 && (
          <Section title={say(["label/docs"])}>
            <p class="path">{`docs/findings/${rule}.md`}</p>
          </Section>
        )}
      </div>
    </aside>
  );
}

/** Findings that this one has to do with. */
function Others({
  title,
  others,
  findings,
}: {
  readonly title: string;
  readonly others: readonly Finding[];
  readonly findings: FindingsView;
}) {
  if (others.length === 0) return null;
  return (
    <Section title={title}>
      {others.map((other) => (
        <p key={other.key}>
          <SeverityMark severity={other.severity} />{" "}
          <button type="button" class="link" onClick={() => findings.show(other)}>
            {findings.say(nameOf(other.rule))}
          </button>{" "}
          {other.times > 1 && `×${other.times}`}
        </p>
      ))}
    </Section>
  );
}

function Fixes({ finding: { fix }, findings: { say }, t }: Pick<PaneProps, "finding" | "findings" | "t">) {
  return (
    <Section title={say(["label/fix"])}>
      {fix.map(({ who, text, code, for: product }) => (
        <div key={text[0]} class="fix">
          <p>
            <b class="fix-who">
              {say([`who/${who}`])}
              {product !== undefined && ` (${product})`}:
            </b>{" "}
            <SaidWords text={say(text)} />
          </p>
          {code !== undefined && (
            <div class="code">
              <pre>{code.split("\n").map(printable).join("\n")}</pre>
              <CopyButton name={t("copyCode", code.split("\n", 1)[0] ?? "")} text={() => code} t={t} />
            </div>
          )}
        </div>
      ))}
    </Section>
  );
}

/** Three boxes, of which more are filled the surer it is. */
function Sure({ confidence }: Pick<Finding, "confidence">) {
  const filled = { certain: 3, likely: 2, possible: 1 }[confidence];
  return (
    <svg class="sure-boxes" viewBox="0 0 30 9" aria-hidden="true">
      {[0, 1, 2].map((i) => (
        <rect key={i} class={i < filled ? "full" : ""} x={i * 10 + 0.5} y={0.5} width={8} height={8} />
      ))}
    </svg>
  );
}
