// What can be copied or saved of a row, the most likely first.

import type { MessageKey, Translate } from "../../messages/messages.ts";
import type { Details, HttpDetails, PacketDetails } from "../../session/details.ts";
import type { Body } from "../../wire/event.ts";
import { argumentsOf } from "./arguments.ts";
import { codeOf } from "./code.ts";
import { curlOf } from "./curl.ts";
import { fromBase64, toJson } from "./values.ts";

export interface Copy {
  /** What it copies, or saves: a message. */
  readonly name: MessageKey;
  /** Text goes to the clipboard, bytes to a file. Made when asked for, because an argument may have megabytes. */
  readonly content: () => string | Uint8Array<ArrayBuffer>;
}

export function copiesOf(details: Details, t: Translate): Copy[] {
  switch (details.kind) {
    case "packet":
      return [...packetCopies(details, t), ...(details.http === null ? [] : exchangeCopies(details.http))];
    case "http":
      return exchangeCopies(details.http);
    case "websocket":
    case "mark":
      return [{ name: "copyJson", content: () => toJson(details.event) }];
    case "conclusion":
      return [];
  }
}

const CODE = { emit: "copyEmit", on: "copyOn", callback: "copyCallback", io: "copyIo" } as const;

function packetCopies(details: PacketDetails, t: Translate): Copy[] {
  const copies: Copy[] = [];
  const values = argumentsOf(details, t);
  const whole = values?.whole ?? (details.socket?.type === "CONNECT" ? details.socket.data : undefined);
  // A binary message that nothing decodes has no JSON.
  if (whole !== undefined && !(whole instanceof Uint8Array)) copies.push({ name: "copyJson", content: () => toJson(whole) });
  const code = codeOf(details);
  if (code !== null) copies.push({ name: CODE[code.form], content: () => code.code });
  return [...copies, ...bodyCopies(details.raw, "copyRaw", "saveRaw")];
}

function exchangeCopies({ request, end }: HttpDetails): Copy[] {
  const copies: Copy[] = [];
  const curl = curlOf(request);
  if (curl !== null) copies.push({ name: "copyCurl", content: () => curl });
  copies.push({ name: "copyUrl", content: () => request.url });
  if (request.body !== undefined) copies.push(...bodyCopies(request.body, "copyRequestBody", "saveRequestBody"));
  if (end?.kind === "http-body") copies.push(...bodyCopies(end.body, "copyResponseBody", "saveResponseBody"));
  return copies;
}

/** A body as text, or as base64, and its bytes as a file; nothing of an empty one, or one that was not recorded. */
function bodyCopies(body: Body, copy: MessageKey, save: MessageKey): Copy[] {
  if ("omitted" in body || ("text" in body && body.text === "")) return [];
  const bytes = () => ("text" in body ? new TextEncoder().encode(body.text) : fromBase64(body.base64));
  return [
    { name: copy, content: () => ("text" in body ? body.text : body.base64) },
    { name: save, content: bytes },
  ];
}
