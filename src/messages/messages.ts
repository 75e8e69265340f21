// Every sentence that a person reads is in one catalogue, which the manifest, the panel, the command line and the demo share. It has the
// WebExtension format (https://developer.chrome.com/docs/extensions/reference/api/i18n#messages). `$1` to `$9` are replaced by values.

import en from "../../extension/_locales/en/messages.json" with { type: "json" };

export type MessageKey = keyof typeof en;

type Counted<K> = K extends `${infer Name}_other` ? Name : never;
/** A key with two forms: `…_one` for 1, `…_other` for all other counts. */
type CountKey = Counted<MessageKey>;

/** A message before its language is chosen: its key and its values. `t(...sentence)` is the text. */
export type Sentence = readonly [key: MessageKey, ...values: (string | number)[]];

export interface Translate {
  (key: MessageKey, ...values: readonly (string | number)[]): string;
  /** The form for `count`. `$1` is the count, its thousands separated by a narrow space; `values` begin at `$2`. */
  count(key: CountKey, count: number, ...values: readonly (string | number)[]): string;
  /** Resolves when all messages are there. Until then, the extension has only those of an empty panel: see build.mjs. */
  complete(): Promise<void>;
}

type Catalogue = Readonly<Record<MessageKey, { readonly message: string }>>;

/** The function that fills in the messages of a catalogue. `more` loads the messages that the catalogue lacks. */
function translator(start: Catalogue, more: () => Promise<Partial<Catalogue>> = async () => ({})): Translate {
  const catalogue = { ...start };
  let completed: Promise<void> | undefined;
  const fill = (key: MessageKey, values: readonly (string | number)[]) => {
    const { message } = catalogue[key];
    // Most have no values, and each frame draws dozens of them.
    if (!message.includes("$")) return message;
    return message.replace(/\$(\d)/g, (_, n: string) => String(values[Number(n) - 1] ?? ""));
  };
  const translate = (key: MessageKey, ...values: readonly (string | number)[]) => fill(key, values);
  return Object.assign(translate, {
    count: (key: CountKey, count: number, ...values: readonly (string | number)[]) =>
      fill(`${key}_${count === 1 ? "one" : "other"}` as MessageKey, [groupDigits(count), ...values]),
    complete: () => {
      completed ??= more().then((messages) => void Object.assign(catalogue, messages));
      return completed;
    },
  });
}

export const english: Translate = translator(
  en,
  async () => (await import("../../extension/_locales/en/messages.json", { with: { type: "json" } })).default,
);

/** The messages for a language tag, such as `ja-JP`. Every language but Japanese gets English. */
export async function translationFor(tag: string): Promise<Translate> {
  if (!/^ja\b/i.test(tag)) return english;
  const { default: ja } = await import("../../extension/_locales/ja/messages.json", { with: { type: "json" } });
  return translator(ja);
}

/** 1204 → `1 204`, with a narrow no-break space. */
export function groupDigits(n: number): string {
  return String(n).replace(/\B(?=(\d{3})+$)/g, "\u202f");
}
