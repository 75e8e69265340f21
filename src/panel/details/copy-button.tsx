// A link that copies a text, and says so for a moment.

import { useEffect, useState } from "preact/hooks";
import type { Translate } from "../../messages/messages.ts";
import { More } from "./parts.tsx";

/** Milliseconds for which it says that it has copied. */
const SAYS_FOR = 2000;

export function CopyButton({ text, t }: { readonly text: () => string; readonly t: Translate }) {
  const [copied, setCopied] = useState(0);
  useEffect(() => {
    if (copied === 0) return;
    const timer = setTimeout(() => setCopied(0), SAYS_FOR);
    return () => clearTimeout(timer);
  }, [copied]);
  return (
    <span aria-live="polite">
      <More text={t(copied > 0 ? "copied" : "copy")} onClick={() => void copyText(text()).then(() => setCopied(copied + 1))} />
    </span>
  );
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
