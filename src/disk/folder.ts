// The folder of the browser's private storage (OPFS) in which panels have files while DevTools are open, and how those of a panel that is gone are
// removed. The names of a panel's files begin with an id. The panel holds the lock of that id as long as it lives: a crash ends that, too.

const FOLDER = "log";
/** Pages without TLS have no `randomUUID`. In such a page the panel has no storage, but all else works. */
const PANEL = [...crypto.getRandomValues(new Uint32Array(4))].map((number) => number.toString(36)).join("-");
let files = 0;
let held: Promise<void> | null = null;

/** Where the browser refuses storage, as in private windows, this rejects. */
export async function folder(): Promise<FileSystemDirectoryHandle> {
  return (await navigator.storage.getDirectory()).getDirectoryHandle(FOLDER, { create: true });
}

/** A name for another file of this panel, which is not removed before the panel is gone. */
export async function newName(): Promise<string> {
  held ??= new Promise((hold) => {
    void navigator.locks.request(PANEL, () => {
      hold();
      keepPort();
      return new Promise(() => {});
    });
  });
  await held;
  return `${PANEL}.${++files}`;
}

/** When this page goes away the port closes, and then the background removes its files. It also closes when the browser ends an idle background. */
function keepPort(): void {
  // Without an id the extension was reloaded or removed, and has no background any more.
  if (chrome.runtime?.id) chrome.runtime.connect({ name: "disk" }).onDisconnect.addListener(keepPort);
}

/** In the background. */
export function removeOnDisconnect(): void {
  chrome.runtime.onConnect.addListener((port) => port.onDisconnect.addListener(() => void removeAbandoned().catch(() => {})));
}

/** The file that is written. A worker opens it for writing. */
export async function fileOf(name: string): Promise<File> {
  return (await (await folder()).getFileHandle(name)).getFile();
}

/** Removes the files of panels that are gone, and those of the others as soon as they go. A panel has no time for it while DevTools are being closed. */
export async function removeAbandoned(): Promise<void> {
  const panels = new Set<string>();
  const dir = await folder();
  for await (const name of dir.keys()) panels.add(name.split(".", 1)[0] ?? "");
  panels.delete(PANEL);
  for (const panel of panels) void navigator.locks.request(panel, () => removeOf(dir, panel));
}

async function removeOf(dir: FileSystemDirectoryHandle, panel: string): Promise<void> {
  for await (const name of dir.keys()) {
    // It fails if another panel has just removed it.
    if (name.startsWith(`${panel}.`)) await dir.removeEntry(name).catch(() => {});
  }
}
