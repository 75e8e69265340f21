// A link that copies a text.

import type { Translate } from "../../messages/messages.ts";
import { More } from "./parts.tsx";

export function CopyButton({ text, t }: { readonly text: () => string; readonly t: Translate }) {
  return <More text={t("copy")} onClick={() => void copyText(text())} />;
}

/** Browsers refuse `navigator.clipboard` to DevTools panels. `execCommand` works there, though it is deprecated. */
async function copyText(text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const field = document.createElement("textarea");
    field.value = text;
    const focused = document.activeElement;
    document.body.append(field);
    field.select();
    document.execCommand("copy");
    field.remove();
    if (focused instanceof HTMLElement) focused.focus();
  }
}
