// The list below the filter's field: what can stand at the caret, what it means, and how many entries it is in.

import { groupDigits, type Translate } from "../../messages/messages.ts";
import type { Suggestion } from "./suggest.ts";

interface ListProps {
  readonly id: string;
  readonly listed: readonly Suggestion[];
  readonly chosen: number;
  /** Of how many rows the counts are; null before they are known. */
  readonly within: number | null;
  readonly pick: (suggestion: Suggestion) => void;
  readonly t: Translate;
}

export function SuggestionList({ id, listed, chosen, within, pick, t }: ListProps) {
  return (
    <>
      <div id={id} role="listbox" aria-label={t("filterSuggestions")}>
        {listed.map((suggestion, i) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are those of the field, which keeps the focus
          <div
            key={suggestion.label}
            class={suggestion.count === 0 ? "suggestion none" : "suggestion"}
            id={`${id}-${i}`}
            role="option"
            aria-selected={i === chosen}
            tabIndex={-1}
            ref={(item) => {
              if (i === chosen) item?.scrollIntoView({ block: "nearest" });
            }}
            onClick={() => pick(suggestion)}
          >
            <code class="suggestion-name">{suggestion.label}</code>
            <span class="filter-means">{suggestion.means}</span>
            {suggestion.count !== null && <span class="suggestion-count">{groupDigits(suggestion.count)}</span>}
          </div>
        ))}
      </div>
      {listed.length > 0 && <p class="filter-foot">{within === null ? t("filterChoose") : t("filterChooseOf", groupDigits(within))}</p>}
    </>
  );
}
