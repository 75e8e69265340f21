// Buttons side by side, of which one is pressed.

interface SegmentsProps {
  readonly name: string;
  readonly cls?: string;
  readonly options: readonly { readonly text: string; readonly tip: string; readonly on: boolean; readonly choose: () => void }[];
}

export function Segments({ name, cls = "", options }: SegmentsProps) {
  return (
    <fieldset class={`seg ${cls}`} aria-label={name}>
      {options.map(({ text, tip, on, choose }) => (
        <button key={text} type="button" aria-pressed={on} title={tip} onClick={choose}>
          {text}
        </button>
      ))}
    </fieldset>
  );
}
