// Escapes what has no glyph of its own or would change how the text after it is shown.

// Control characters, lone surrogates, marks that change the direction of text, and what XML 1.0 forbids (section 2.2).
const UNPRINTABLE = /[\p{Cc}\p{Cs}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ufffe\uffff]/gu;

/** The same text with a visible sign for every character that has none: `␊` for a line feed, `�` where there is no such sign. */
export function printable(text: string): string {
  return text.replace(UNPRINTABLE, (c) => {
    const code = c.charCodeAt(0);
    return code < 0x20 ? String.fromCharCode(0x2400 + code) : code === 0x7f ? "␡" : "\ufffd";
  });
}

/** JSON of the same value on one line, in which every such character is an escape: `\u009b`. `json` is what JSON.stringify returns. */
export function printableJson(json: string): string {
  return json.replace(UNPRINTABLE, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`);
}
