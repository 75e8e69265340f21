/** The text of a style sheet: see viewer-scripts.mjs. */
declare module "*.css" {
  const text: string;
  export default text;
}

/** The scripts of a page with a trace inside: see viewer-scripts.mjs. */
declare module "lifeline:viewer" {
  export const viewer: string;
  export const start: string;
  export const hashes: readonly string[];
}
