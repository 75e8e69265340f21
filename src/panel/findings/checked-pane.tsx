// What was checked where nothing is wrong, and what was not looked at, in the place of the details.

import type { Checked } from "../../findings/checked.ts";
import type { Translate } from "../../messages/messages.ts";
import { Section } from "../details/parts.tsx";
import { IconButton } from "../icon-button.tsx";
import { CheckMark } from "./check-mark.tsx";
import type { FindingsView } from "./findings-view.ts";

interface PaneProps {
  readonly checked: Checked;
  readonly findings: Pick<FindingsView, "say" | "close">;
  readonly t: Translate;
}

export function CheckedPane({ checked: { rules, families, notLookedAt }, findings, t }: PaneProps) {
  const { say } = findings;
  return (
    <aside class="details finding-pane" aria-label={say(["label/finding"])}>
      <div class="details-head">
        <div>
          <CheckMark />
          <h2>{say(["checked/name"])}</h2>
          <span class="where">{say(["checked/rules", rules])}</span>
        </div>
        <IconButton icon="close" name={t("closeDetails")} keys="Escape" onClick={() => findings.close()} />
      </div>
      <div class="details-body">
        <section class="section">
          <p class="finding-title">{say(["checked/title"])}</p>
          <p class="finding-means">{say(["checked/means"])}</p>
        </section>
        <Section title={say(["checked/head"])}>
          <ul class="checked">
            {families.map((one) => (
              <li class="checked-one" key={one.family}>
                <CheckMark />
                <p>{say(["checked/family", say([`family/${one.family}`]), one.rules])}</p>
                <p class="checked-says">{say(one.says)}</p>
              </li>
            ))}
          </ul>
        </Section>
        <Section title={say(["checked/not-head"])}>
          <ul class="checked">
            {notLookedAt.map((said) => (
              <li class="checked-one" key={said[0]}>
                <span class="checked-mark">–</span>
                <p class="checked-says">{say(said)}</p>
              </li>
            ))}
          </ul>
        </Section>
        <Section title={say(["checked/all"])}>
          <p class="path">docs/findings/README.md</p>
        </Section>
      </div>
    </aside>
  );
}
