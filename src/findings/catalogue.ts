// The sentences of findings, in a catalogue of their own, because the panel loads them only when there is something to say. A key is the id of a
// rule, a slash, and what the sentence is for.

import en from "./words/en.json" with { type: "json" };

export type SaidKey = keyof typeof en;

/** A sentence before its language is chosen: its key, and its values, which may be sentences themselves. */
export type Said = readonly [key: SaidKey, ...values: (string | number | Said)[]];

export type Say = (said: Said) => string;

/** A sentence without the marks around code, for where they would be seen. */
export const plain = (sentence: string): string => sentence.replaceAll("`", "");

/** The name of a rule in a few words. Each rule has one. */
export const nameOf = (rule: string): Said => [`${rule}/name-of` as SaidKey];

function speaker(catalogue: Readonly<Record<SaidKey, string>>): Say {
  const say: Say = ([key, ...values]) =>
    catalogue[key].replace(/\$(\d)/g, (_, n: string) => {
      const value = values[Number(n) - 1];
      return typeof value === "object" ? say(value) : String(value ?? "");
    });
  return say;
}

export const sayEnglish: Say = speaker(en);

/** The sentences for a language tag, such as `ja-JP`. Every language but Japanese gets English. */
export async function sayIn(tag: string): Promise<Say> {
  if (!/^ja\b/i.test(tag)) return sayEnglish;
  const { default: ja } = await import("./words/ja.json", { with: { type: "json" } });
  return speaker(ja);
}
