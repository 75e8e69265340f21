// Bytes as hex and characters, eight a line.

import { useState } from "preact/hooks";
import type { Translate } from "../../messages/messages.ts";
import { groupDigits } from "../../messages/messages.ts";
import { More } from "./parts.tsx";

const LINE = 8;
const FIRST = 128;
const MORE = 2048;

export function Hex({ bytes, t }: { readonly bytes: Uint8Array; readonly t: Translate }) {
  const [of, setOf] = useState({ bytes, shown: FIRST });
  const shown = of.bytes === bytes ? of.shown : FIRST;
  return (
    <div class="hex">
      <pre>{hexLines(bytes, shown)}</pre>
      {bytes.length > shown && (
        <More text={t("moreBytes", groupDigits(bytes.length - shown))} onClick={() => setOf({ bytes, shown: shown + MORE })} />
      )}
    </div>
  );
}

/** The lines of the first `most` bytes. */
export function hexLines(bytes: Uint8Array, most: number): string {
  const count = Math.ceil(Math.min(most, bytes.length) / LINE);
  return Array.from({ length: count }, (_, i) => hexLine(bytes, i * LINE)).join("\n");
}

/** `0008  74 22 2c 22 68 65 6c 6c  t","hell` */
export function hexLine(bytes: Uint8Array, from: number): string {
  const line = bytes.subarray(from, from + LINE);
  const hex = Array.from(line, (byte) => byte.toString(16).padStart(2, "0")).join(" ");
  const text = Array.from(line, (byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : "·")).join("");
  return `${from.toString(16).padStart(4, "0")}  ${hex.padEnd(LINE * 3 - 1)}  ${text}`;
}
