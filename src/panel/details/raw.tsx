// A packet as it was on the wire, as text or as hex.

import { useMemo } from "preact/hooks";
import { omittedText } from "../../diagram/words/reason-text.ts";
import type { Translate } from "../../messages/messages.ts";
import type { PacketDetails } from "../../session/details.ts";
import { Hex } from "./hex.tsx";
import { useKept } from "./pane-state.ts";
import { LongText, Section } from "./parts.tsx";
import { fromBase64 } from "./values.ts";

export function Raw({ details: { raw }, t }: { readonly details: PacketDetails; readonly t: Translate }) {
  const [chosen, choose] = useKept<"text" | "hex" | null>("raw", null);
  const form = chosen ?? ("base64" in raw ? "hex" : "text");
  const bytes = useMemo(() => {
    if ("omitted" in raw || form === "text") return null;
    return "text" in raw ? new TextEncoder().encode(raw.text) : fromBase64(raw.base64);
  }, [raw, form]);
  if ("omitted" in raw) return <p class="trouble">{omittedText(t, raw.omitted)}</p>;
  const choice = (value: "text" | "hex", name: string) => (
    <button type="button" class="link" aria-pressed={form === value} onClick={() => choose(value)}>
      {name}
    </button>
  );
  return (
    <Section
      title={t("raw")}
      aside={
        <>
          {choice("text", "text" in raw ? t("asText") : "base64")} {choice("hex", "hex")}
        </>
      }
    >
      {bytes ? <Hex bytes={bytes} t={t} /> : <LongText text={"text" in raw ? raw.text : raw.base64} t={t} />}
    </Section>
  );
}
