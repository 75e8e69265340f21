// The option `lifeline` with its defaults, and the languages and patterns that it names.

import { type Regex, readRegexSource } from "../filter/regex.ts";
import { type Say, sayIn } from "../findings/catalogue.ts";
import { type Translate, translationFor } from "../messages/messages.ts";
import { withoutSecrets } from "../redact/redact.ts";
import type { Store } from "../session/store.ts";
import type { LifelineMode, LifelineOptions } from "./api.d.ts";

export interface Settings {
  readonly mode: LifelineMode;
  /** Patterns of more secrets; null if secrets stay. */
  readonly patterns: readonly Regex[] | null;
  readonly t: Translate;
  readonly say: Say;
}

const MODES: readonly LifelineMode[] = ["on", "retain-on-failure", "off"];

/** Throws if the option has a value that does not exist. */
export async function settingsOf(option: LifelineOptions["lifeline"]): Promise<Settings> {
  const { mode = "retain-on-failure", redact = true, patterns = [], lang = "en" } = typeof option === "string" ? { mode: option } : option;
  const [t, say] = await Promise.all([translationFor(lang), sayIn(lang)]);
  if (lang !== "en" && lang !== "ja") throw new Error(t("playwrightNoLanguage", lang));
  if (!MODES.includes(mode)) throw new Error(t("playwrightNoMode", mode, MODES.join(", ")));
  const regexes = patterns.map((source) => {
    const read = readRegexSource(source, "");
    if ("reason" in read) throw new Error(t("playwrightBadPattern", source, t(...read.reason)));
    return read.regex;
  });
  return { mode, patterns: redact ? regexes : null, t, say };
}

/** A copy of a store without secrets, or the store itself if they stay. */
export async function shareable(store: Store, { patterns }: Settings): Promise<Store> {
  const { stores } = await withoutSecrets([store], patterns);
  return stores[0] ?? store;
}
