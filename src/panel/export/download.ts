// Files that the panel hands to the browser, and their names.

/** Hands a file to the browser's downloads. */
export function download(name: string, parts: BlobPart[], type: string): void {
  const url = URL.createObjectURL(new Blob(parts, { type }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  // The browser opens the blob after this task. A minute is ample for that.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

/** `lifeline-localhost-2026-11-22-140211`, from the URL of the page and the time (ISO, UTC) the trace was created. */
export function fileName(page: string | undefined, createdAt: string): string {
  const host = page !== undefined && URL.canParse(page) ? new URL(page).hostname : "";
  const when = createdAt.slice(0, 19).replace("T", "-").replaceAll(":", "");
  return fileNameOf(["lifeline", host, when].filter((part) => part !== "").join("-"));
}

/** A text without what file names may not have, at most 80 characters: an event or a host can be named anything. */
export function fileNameOf(text: string): string {
  return text.replace(/[^\w.-]+/g, "_").slice(0, 80);
}
