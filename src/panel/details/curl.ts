// An HTTP request as a `curl` command line for bash and zsh. What a page sent stands in quotes, so that no shell reads any of it.

import { toBase64 } from "../../formats/json-value.ts";
import type { HttpRequest } from "../../wire/event.ts";

/** What curl sets itself, or what `--compressed` stands for. */
const OWN_HEADERS = ["host", "content-length", "accept-encoding", "connection"];
/** RFC 9110, 5.6.2. Names that are none, such as HTTP/2's `:authority` or `@file`, mean something else to curl. */
const HEADER_NAME = /^[\w!#$%&'*+.^`|~-]+$/;
/** Characters that a terminal may act on when the command is pasted. */
const NOT_PLAIN = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}]/gu;

/** Null if curl cannot send the same: its body was not recorded, or its URL is not one of HTTP. */
export function curlOf({ method, url, headers, body }: HttpRequest): string | null {
  if (!/^https?:\/\//i.test(url) || url.includes("\0")) return null;
  if (body !== undefined && "omitted" in body) return null;
  const isText = body !== undefined && "text" in body && !body.text.includes("\0");
  const parts = [`curl ${quoted(url)}`];
  // curl would take brackets and braces for patterns of URLs.
  if (/[[\]{}]/.test(url)) parts.push("--globoff");
  if (method !== (body === undefined ? "GET" : "POST")) parts.push(`-X ${quoted(method)}`);
  for (const [name, values] of Object.entries(headers)) {
    if (!HEADER_NAME.test(name) || OWN_HEADERS.includes(name.toLowerCase())) continue;
    // A header of that name without a value is written with a semicolon: with a colon, curl would leave it out.
    for (const value of values.split("\n")) {
      const clean = value.replace(/[\0\r]/g, "");
      parts.push(`-H ${quoted(clean.trim() === "" ? `${name};` : `${name}: ${clean}`)}`);
    }
  }
  const has = (header: string) => Object.keys(headers).some((name) => name.toLowerCase() === header);
  if (has("accept-encoding")) parts.push("--compressed");
  // With a body, curl would add a type of its own.
  if (body !== undefined && !has("content-type")) parts.push("-H 'Content-Type:'");
  if (isText) parts.push(`--data-raw ${quoted(body.text)}`);
  else if (body !== undefined) parts.push("--data-binary @-");
  const command = parts.join(" \\\n  ");
  return body === undefined || isText ? `${command}\n` : `printf %s '${bodyBase64(body)}' | base64 -d | ${command}\n`;
}

function bodyBase64(body: { readonly text: string } | { readonly base64: string }): string {
  return "base64" in body ? body.base64.replace(/[^\w+/=-]/g, "") : toBase64(new TextEncoder().encode(body.text));
}

/** One word for the shell. Control characters and others without a glyph are the octal escapes of their bytes, in `$'…'`. */
function quoted(text: string): string {
  const plain = `'${text.replaceAll("'", "'\\''")}'`;
  if (plain.search(NOT_PLAIN) < 0) return plain;
  // The shell's history would take an exclamation mark in `$'…'` for its own.
  const escaped = text.replace(/[\\'!]/g, octal).replace(NOT_PLAIN, octal);
  return `$'${escaped}'`;
}

function octal(text: string): string {
  return Array.from(new TextEncoder().encode(text), (byte) => `\\${byte.toString(8).padStart(3, "0")}`).join("");
}
