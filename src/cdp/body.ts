// Bodies as the protocol gives them → Body: text where the bytes are UTF-8, base64 where they are not.

import { bytesFromByteString } from "../protocol/encoding.ts";
import { bodyFromBytes } from "../wire/body.ts";
import type { Body, OmittedReason } from "../wire/event.ts";
import { postDataAnswer, responseBodyAnswer } from "./messages.ts";

/** How a command ended: with a result, with the browser's words, or without either, for a reason of ours. */
export type Answer = { readonly result: unknown } | { readonly error: string } | { readonly omitted: OmittedReason };

/** An answer of Network.getResponseBody. `bytes`: the size that arrived, for what is omitted. */
export function responseBody(answer: Answer, bytes: number): Body {
  if ("omitted" in answer) return omitted(answer.omitted, bytes);
  if ("error" in answer) return bytes === 0 && /no data found/i.test(answer.error) ? { text: "" } : omitted(reasonOf(answer.error), bytes);
  const { result } = answer;
  if (!responseBodyAnswer(result)) return omitted("not-reported", bytes);
  return result.base64Encoded ? { base64: result.body } : { text: result.body };
}

/** An answer of Network.getRequestPostData. Browsers before `base64Encoded` give text only. */
export function postedBody(answer: Answer): Body {
  if ("omitted" in answer) return answer;
  if ("error" in answer) return omitted(reasonOf(answer.error), 0);
  const { result } = answer;
  if (!postDataAnswer(result)) return omitted("not-reported", 0);
  return result.base64Encoded ? fromBase64([result.postData]) : { text: result.postData };
}

export function omitted(reason: OmittedReason, bytes: number): Body {
  return bytes > 0 ? { omitted: reason, bytes } : { omitted: reason };
}

/** Joins parts that were encoded one by one. */
export function fromBase64(parts: readonly string[]): Body {
  try {
    return bodyFromBytes(bytesFromByteString(parts.map((part) => atob(part)).join("")));
  } catch {
    return omitted("not-reported", 0);
  }
}

/** Chromium's own texts (blink's InspectorNetworkAgent, content/browser/devtools), and what clients say of a session that is gone. */
function reasonOf(error: string): OmittedReason {
  if (/evicted/i.test(error)) return "evicted";
  if (/no resource with given id|navigated|target closed|session closed|session with given id|not attached|detached/i.test(error))
    return "navigated";
  return "not-reported";
}
