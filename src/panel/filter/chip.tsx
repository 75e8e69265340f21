// A part of the filter as a chip: its key is paler than its value, and a wrong part has a mark and its reason. It has no tab stop: the arrow keys
// and Backspace reach it from the text of the field.

import { readExpression } from "../../filter/expression.ts";
import type { Translate } from "../../messages/messages.ts";
import { printable } from "../../text/printable.ts";

interface ChipProps {
  readonly part: string;
  readonly t: Translate;
  readonly edit: () => void;
  readonly remove: () => void;
}

export function Chip({ part, t, edit, remove }: ChipProps) {
  const [read] = readExpression(part);
  const key = Number(read?.not ?? false) + (read && read.key !== null ? read.key.length + 1 : 0);
  const reason = read?.wrong ? t(...read.wrong.reason) : null;
  const name = printable(part);
  return (
    <span class={reason === null ? "chip" : "chip wrong"}>
      <button
        type="button"
        class="chip-edit"
        tabIndex={-1}
        aria-label={t("filterEdit", name)}
        title={reason ?? t("filterEdit", name)}
        onClick={edit}
      >
        {reason !== null && <span class="chip-mark">▲</span>}
        <span class="chip-key">{printable(part.slice(0, key))}</span>
        {printable(part.slice(key))}
      </button>
      <button
        type="button"
        class="chip-remove"
        tabIndex={-1}
        aria-label={t("filterRemove", name)}
        title={t("filterRemove", name)}
        onClick={remove}
      >
        ×
      </button>
    </span>
  );
}
