// Every sentence a person reads comes from one catalogue, in the WebExtension format
// (https://developer.chrome.com/docs/extensions/reference/api/i18n#messages), so that the manifest, the panel and the command line
// share it. `$1` to `$9` stand for values.

import en from "../../extension/_locales/en/messages.json" with { type: "json" };

export type MessageKey = keyof typeof en;

type Counted<K> = K extends `${infer Name}_other` ? Name : never;
/** A key that has a form for one (`…_one`) and one for all other counts (`…_other`). */
type CountKey = Counted<MessageKey>;

/** A message that is still to be put into a language: its key and its values. `t(...sentence)` does it. */
export type Sentence = readonly [key: MessageKey, ...values: (string | number)[]];

export interface Translate {
  (key: MessageKey, ...values: readonly (string | number)[]): string;
  /** The form for `count`, which is also `$1`, with thousands set apart by a narrow space. */
  count(key: CountKey, count: number, ...values: readonly (string | number)[]): string;
}

type Catalogue = Readonly<Record<MessageKey, { readonly message: string }>>;

/** A catalogue in one language as a function. */
function translator(catalogue: Catalogue): Translate {
  const fill = (key: MessageKey, values: readonly (string | number)[]) =>
    catalogue[key].message.replace(/\$(\d)/g, (_, n: string) => String(values[Number(n) - 1] ?? ""));
  const translate = (key: MessageKey, ...values: readonly (string | number)[]) => fill(key, values);
  return Object.assign(translate, {
    count: (key: CountKey, count: number, ...values: readonly (string | number)[]) =>
      fill(`${key}_${count === 1 ? "one" : "other"}` as MessageKey, [groupDigits(count), ...values]),
  });
}

export const english: Translate = translator(en);

/** The catalogue for a language tag, such as a browser's `ja-JP`: Japanese, or else English. */
export async function translationFor(tag: string): Promise<Translate> {
  if (!/^ja\b/i.test(tag)) return english;
  const { default: ja } = await import("../../extension/_locales/ja/messages.json", { with: { type: "json" } });
  return translator(ja);
}

/** 1204 → `1 204`, with a narrow no-break space. */
export function groupDigits(n: number): string {
  return String(n).replace(/\B(?=(\d{3})+$)/g, "\u202f");
}
