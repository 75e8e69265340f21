// A packet as it was on the wire, as text or as hex.

import { useState } from "preact/hooks";
import { omittedText } from "../../diagram/words/reason-text.ts";
import type { Translate } from "../../messages/messages.ts";
import type { PacketDetails } from "../../session/details.ts";
import { printable } from "../../text/printable.ts";
import { CopyButton } from "./copy-button.tsx";
import { Hex } from "./hex.tsx";
import { More, Section } from "./parts.tsx";
import { fromBase64 } from "./values.ts";

/** Characters that are shown at first. */
const MOST_RAW = 2000;

export function Raw({ details, t }: { readonly details: PacketDetails; readonly t: Translate }) {
  const { raw } = details;
  const [form, setForm] = useState<"text" | "hex">("base64" in raw ? "hex" : "text");
  const [shown, setShown] = useState(MOST_RAW);
  if ("omitted" in raw) return <p class="trouble">{omittedText(t, raw.omitted)}</p>;
  const whole = "text" in raw ? raw.text : raw.base64;
  const bytes = form === "hex" ? ("text" in raw ? new TextEncoder().encode(raw.text) : fromBase64(raw.base64)) : null;
  const choice = (value: "text" | "hex", name: string) => (
    <button type="button" class="link" aria-pressed={form === value} onClick={() => setForm(value)}>
      {name}
    </button>
  );
  return (
    <Section
      title={t("raw")}
      aside={
        <>
          {choice("text", "text" in raw ? t("asText") : "base64")} {choice("hex", "hex")} <CopyButton text={() => whole} t={t} />
        </>
      }
    >
      {bytes ? (
        <Hex bytes={bytes} t={t} />
      ) : (
        <div class="hex">
          <pre class="wrap">{printable(whole.slice(0, shown))}</pre>
          {whole.length > shown && <More text={t("moreCharacters", whole.length - shown)} onClick={() => setShown(shown * 5)} />}
        </div>
      )}
    </Section>
  );
}
