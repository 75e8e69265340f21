// A sentence of the catalogue of findings, with code in the font of code.

import { printable } from "../../text/printable.ts";

/** Code stands between backticks in the sentences. */
export function SaidWords({ text }: { readonly text: string }) {
  return (
    <>
      {printable(text)
        .split("`")
        .map((part, i) => (i % 2 === 1 ? <code key={i}>{part}</code> : part))}
    </>
  );
}
