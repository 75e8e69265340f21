// Bodies in answers and events of the protocol → Body: text if the bytes are UTF-8, else base64.

import { bytesFromByteString } from "../protocol/encoding.ts";
import { bodyFromBytes } from "../wire/body.ts";
import type { Body, OmittedReason } from "../wire/event.ts";
import { type Params, postDataAnswer, responseBodyAnswer } from "./messages.ts";

/** How a command ended: with a result, with the browser's error message, or without an answer, for a reason of Lifeline's. */
export type Answer = { readonly result: unknown } | { readonly error: string } | { readonly omitted: OmittedReason };

/** The body in an answer of Network.getResponseBody. `bytes`: how many arrived, recorded if the body is omitted. */
export function responseBody(answer: Answer, bytes: number): Body {
  if ("omitted" in answer) return omitted(answer.omitted, bytes);
  if ("error" in answer) return bytes === 0 && /no data found/i.test(answer.error) ? { text: "" } : omitted(reasonOf(answer.error), bytes);
  const { result } = answer;
  if (!responseBodyAnswer(result)) return omitted("not-reported", bytes);
  return result.base64Encoded ? { base64: result.body } : { text: result.body };
}

/** The body in an answer of Network.getRequestPostData. Browsers without the field `base64Encoded` give text. */
export function postedBody(answer: Answer): Body {
  if ("omitted" in answer) return answer;
  if ("error" in answer) return omitted(reasonOf(answer.error), 0);
  const { result } = answer;
  if (!postDataAnswer(result)) return omitted("not-reported", 0);
  return result.base64Encoded ? fromBase64([result.postData]) : { text: result.postData };
}

/** The body in the event of a request; undefined if the request has none, or it must be asked for. */
export function postedWith({ postData, postDataEntries = [] }: Params<"Network.requestWillBeSent">["request"]): Body | undefined {
  const parts = postDataEntries.flatMap(({ bytes }) => bytes ?? []);
  if (parts.length > 0 && parts.length === postDataEntries.length) return fromBase64(parts);
  return postData === undefined ? undefined : { text: postData };
}

export function omitted(reason: OmittedReason, bytes: number): Body {
  return bytes > 0 ? { omitted: reason, bytes } : { omitted: reason };
}

/** The body whose parts were base64-encoded one by one. */
function fromBase64(parts: readonly string[]): Body {
  try {
    return bodyFromBytes(bytesFromByteString(parts.map((part) => atob(part)).join("")));
  } catch {
    return omitted("not-reported", 0);
  }
}

/** Matches the messages of Chromium (blink's InspectorNetworkAgent, content/browser/devtools), and of clients whose session is gone. */
function reasonOf(error: string): OmittedReason {
  if (/evicted/i.test(error)) return "evicted";
  if (/no resource with given id|navigated|target closed|session closed|session with given id|not attached|detached/i.test(error))
    return "navigated";
  return "not-reported";
}
