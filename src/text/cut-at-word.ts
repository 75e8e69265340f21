// Cutting a text where a reader would: between two words.

/** A text is cut inside a word only if the last space lies before this part of it. */
const LEAST = 0.6;

/** The first `end` characters of a text at most, without the part of a word, the space or the comma at their end. */
export function cutAtWord(text: string, end: number): string {
  const cut = text.slice(0, end).replace(/[\ud800-\udbff]$/, "");
  const space = /\s/.test(text.charAt(cut.length)) ? cut.length : cut.search(/\s\S*$/);
  return (space > end * LEAST ? cut.slice(0, space) : cut).replace(/[\s,·]+$/, "");
}
