// Which part of a long list is shown. The list draws no more than that; a slider moves through the rest.

import { groupDigits, type Translate } from "../../messages/messages.ts";

interface PartProps {
  /** The part that is shown: from this entry, counted from 0, up to and without that one. */
  readonly from: number;
  readonly until: number;
  readonly length: number;
  /** So many entries are shown at least. */
  readonly least: number;
  readonly name: string;
  readonly t: Translate;
  /** Moves the end of the part; null: to the end of the list, where it stays. */
  readonly move: (until: number | null) => void;
}

/** Nothing where the whole list is shown. */
export function PartOfList({ from, until, length, least, name, t, move }: PartProps) {
  if (from === 0 && until === length) return null;
  const text = t("listedOf", groupDigits(from + 1), groupDigits(until), groupDigits(length));
  return (
    <label class="part-of-list">
      {text}
      <input
        type="range"
        aria-label={name}
        aria-valuetext={text}
        min={Math.min(least, length)}
        max={length}
        value={until}
        onInput={({ currentTarget: { valueAsNumber } }) => move(valueAsNumber >= length ? null : valueAsNumber)}
      />
    </label>
  );
}
