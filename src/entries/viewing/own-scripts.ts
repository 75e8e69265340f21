// The scripts of the page that this code is in: what `lifeline:viewer` stands for there (viewer-scripts.mjs).

const textOf = (id: string) => document.getElementById(id)?.textContent ?? "";
const policy = document.querySelector<HTMLMetaElement>("meta[http-equiv='Content-Security-Policy']")?.content ?? "";

export const viewer = textOf("viewer-script");
export const start = textOf("viewer-start");
export const hashes: readonly string[] = policy.match(/sha256-[\w+/=]+/g) ?? [];
