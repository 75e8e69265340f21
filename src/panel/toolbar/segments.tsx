// Buttons side by side, of which one is pressed.

import { tip as tipWith } from "../actions/action.ts";

interface SegmentsProps {
  readonly name: string;
  readonly cls?: string;
  readonly options: readonly {
    readonly text: string;
    readonly tip: string;
    /** See `Action.keys`. */
    readonly keys?: string;
    readonly on: boolean;
    readonly choose: () => void;
  }[];
}

export function Segments({ name, cls = "", options }: SegmentsProps) {
  return (
    <fieldset class={`seg ${cls}`} aria-label={name}>
      {options.map(({ text, tip, keys, on, choose }) => (
        <button key={text} type="button" aria-pressed={on} title={tipWith(tip, keys)} onClick={choose}>
          {text}
        </button>
      ))}
    </fieldset>
  );
}
