import type { Part } from "../../wire/event.ts";
import { engineUrl } from "./url.ts";

/** The resource types of Chromium and Firefox (in lower case) whose requests explain Engine.IO's. */
const PARTS: ReadonlyMap<string | undefined, Part> = new Map([
  ["document", "page"],
  ["main_frame", "page"],
  ["sub_frame", "page"],
  ["script", "script"],
]);

/** The `part` of a request; undefined for one that is not recorded. `resourceType`: what the browser requested it for. */
export function requestPart(method: string, url: string, resourceType: string | undefined): Part | undefined {
  if (engineUrl(url)) return method === "OPTIONS" ? "preflight" : "engine";
  return /^(?:https?|file):/i.test(url) ? PARTS.get(resourceType?.toLowerCase()) : undefined;
}
