// Text on its way to the clipboard.

/**
 * Resolves with whether it is there. It is not when too much time has passed since the user's click.
 *
 * Browsers refuse `navigator.clipboard` to DevTools panels. `execCommand` works there, though it is deprecated.
 */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const field = document.createElement("textarea");
    field.value = text;
    const focused = document.activeElement;
    document.body.append(field);
    field.select();
    const isCopied = document.execCommand("copy");
    field.remove();
    if (focused instanceof HTMLElement) focused.focus();
    return isCopied;
  }
}
