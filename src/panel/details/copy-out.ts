// What is copied leaves the panel.

import { download } from "../export/download.ts";
import { copyText } from "./clipboard.ts";
import type { Copy } from "./copies.ts";

/** Copies a text, or saves bytes as a file. Resolves with what is to be said of it. */
export async function copyOut({ content }: Copy, fileName: string): Promise<"copied" | "saved"> {
  const made = content();
  if (typeof made === "string") {
    await copyText(made);
    return "copied";
  }
  download(`${fileName}.bin`, [made], "application/octet-stream");
  return "saved";
}
