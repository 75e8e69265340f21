// What a page has inside as base64 of a gzip, in script elements that do not run.

/** The bytes in the elements of a class, in order, a megabyte each. */
export function packedIn(name: string): Uint8Array<ArrayBuffer>[] {
  return [...document.getElementsByClassName(name)].map(({ textContent }) => {
    const binary = atob(textContent ?? "");
    const bytes = new Uint8Array(binary.length);
    for (let i = 0; i < binary.length; i++) bytes[i] = binary.charCodeAt(i);
    return bytes;
  });
}
