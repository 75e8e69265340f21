/** The text of a file: see build.mjs. */
declare module "*.jsonl" {
  const text: string;
  export default text;
}
