// A link that copies a text, and says so for a moment.

import { useEffect, useState } from "preact/hooks";
import type { Translate } from "../../messages/messages.ts";
import { copyText } from "./clipboard.ts";

/** Milliseconds for which it says that it has copied. */
export const SAYS_FOR = 2000;

interface CopyProps {
  /** What it copies, as its accessible name, because a page may have several. */
  readonly name: string;
  /** What it says; "copy", if absent. */
  readonly label?: string;
  readonly text: () => string;
  readonly t: Translate;
}

export function CopyButton({ name, label, text, t }: CopyProps) {
  const [copied, setCopied] = useState(0);
  useEffect(() => {
    if (copied === 0) return;
    const timer = setTimeout(() => setCopied(0), SAYS_FOR);
    return () => clearTimeout(timer);
  }, [copied]);
  return (
    <span aria-live="polite">
      <button
        type="button"
        class="link"
        aria-label={copied > 0 ? t("copied") : name}
        title={name}
        onClick={() => void copyText(text()).then(() => setCopied(copied + 1))}
      >
        {copied > 0 ? t("copied") : (label ?? t("copy"))}
      </button>
    </span>
  );
}
