// What the panel saves, exports and copies: the trace, and the ladder as figures and texts. What is exported has no secrets, unless the user wants them. Loaded when
// first used.

import type { Scope } from "../../diagram/rows/scope.ts";
import { written } from "../../disk/disk.ts";
import { Findings } from "../../findings/findings.ts";
import { harPieces } from "../../formats/har-out.ts";
import type { LadderChoice } from "../../formats/prepared.ts";
import { groupDigits } from "../../messages/messages.ts";
import type { Redaction } from "../../redact/redact.ts";
import type { Store } from "../../session/store.ts";
import { wholeLinesOf } from "../../wire/save.ts";
import { copyText } from "../details/clipboard.ts";
import { inSlices, nextTask, SLICE_MS } from "../slices.ts";
import type { View } from "../view.ts";
import { download, fileName } from "./download.ts";
import { ownPatterns, redactedLines, redactedStore, redactionOf, sliced } from "./redacted-copy.ts";

/** A larger trace is written to a file of the browser's first: what is handed over at once is in memory twice. */
const MOST_AT_ONCE = 64_000_000;
/** So many characters of text are one part of a file. */
const PIECE = 1 << 20;

declare const __VERSION__: string;

/** Saves the log as a trace file, with everything that happened until now, secrets too. */
export function saveTrace(view: View): Promise<void> {
  return view.save(() => savePieces(view, ".jsonl", "application/jsonl", wholeLinesOf(view.store.log)));
}

async function savePieces({ store }: View, ending: string, type: string, pieces: AsyncIterable<Uint8Array<ArrayBuffer>>): Promise<void> {
  const { log } = store;
  const name = `${fileName(store.page, log.header.createdAt)}${ending}`;
  const isLarge = log.memory.away > 0 || log.size > MOST_AT_ONCE;
  // Where the browser refuses storage, everything is in memory.
  const file = isLarge ? await written(pieces).catch(() => null) : null;
  download(name, file ? [file] : await all(pieces), type);
}

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const array = [];
  for await (const item of items) array.push(item);
  return array;
}

export type ExportKind = "svg" | "png" | "html" | "mmd" | "txt" | "trace" | "har";

/** Saves the trace, or all rows of the ladder as on the screen. Complains when they are too many for a figure. */
export function exportAs(view: View, kind: ExportKind, redacts = true): Promise<void> {
  if (kind === "trace" && !redacts) return saveTrace(view);
  return view.save(async () => {
    const redaction = redacts ? await redact(view) : null;
    if (redacts && redaction === null) return;
    if (kind === "har") return saveHar(view, redaction);
    if (kind !== "trace") return withShown(view, redaction, (store, choice) => saveShown(view, kind, store, choice));
    if (redaction) await savePieces(view, "-redacted.jsonl", "application/jsonl", redactedLines(redaction, view.store.log));
  });
}

async function saveHar(view: View, redaction: Redaction | null): Promise<void> {
  const { store, host } = view;
  const { log } = redaction ? await redactedStore(redaction, store.log, host.memory) : store;
  await savePieces(view, redaction ? "-redacted.har" : ".har", "application/json", encoded(harPieces(log)));
  if (redaction) log.close();
}

async function* encoded(texts: AsyncIterable<string>): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const encoder = new TextEncoder();
  for await (const text of sliced(texts)) yield encoder.encode(text);
}

/** Copies what the ladder shows, for Markdown. A browser that refuses that, as it does when preparing takes long, saves it as a file. */
export function copyAs(view: View, kind: "mmd" | "md", redacts: boolean): Promise<void> {
  return view.save(async () => {
    const redaction = redacts ? await redact(view) : null;
    if (redacts && redaction === null) return;
    await withShown(view, redaction, async (store, choice) => {
      const text = await run(
        kind === "mmd" ? (await mermaidPart()).mermaid(store, choice) : (await issuePart()).issue(store, { ...choice, ...chosenIn(view) }),
      );
      const isCopied = await copyText(text);
      if (!isCopied) download(`${nameOf(store)}.${kind}`, [text], "text/plain");
      view.goTo?.say([isCopied ? "copied" : "saved"]);
    });
  });
}

const mermaidPart = () => import("../../formats/mermaid.ts");
const issuePart = () => import("../../formats/issue.ts");

/** Finds the secrets. Null if an own pattern is wrong, which is said then. */
async function redact(view: View): Promise<Redaction | null> {
  const { patterns, wrong } = ownPatterns();
  const { t } = view.host;
  const [first] = wrong;
  if (!first) return redactionOf(view.store.log, patterns);
  view.complain(t("badSecretPattern", first.source, t(...first.reason)));
  return null;
}

/** What is drawn: the trace that is shown, or its copy without secrets. */
async function sourceOf(view: View, redaction: Redaction | null) {
  const { settings, findings } = view;
  const { scope, filter } = settings;
  if (redaction === null) {
    // What came last was not looked at yet.
    findings?.refresh();
    await findings?.idle();
    return { store: view.store, scope, filter, findings };
  }
  const store = await redactedStore(redaction, view.store.log, view.host.memory);
  if (findings === null) return { store, scope: sameScope(scope, view.store, store), filter: redaction.text(filter), findings };
  const found = new Findings(store);
  await inSlices(found.syncing(), () => true);
  return {
    store,
    scope: sameScope(scope, view.store, store),
    filter: redaction.text(filter),
    findings: { all: found.all(), say: findings.say },
  };
}

/** The scope with the session or client of the copy that has the same place there. */
function sameScope(scope: Scope, from: Store, to: Store): Scope {
  if (scope.kind === "all") return scope;
  const session = scope.kind === "session" ? to.sessions[from.sessions.indexOf(scope.session)] : undefined;
  const client = scope.kind === "client" ? to.clients[from.clients.indexOf(scope.client)] : undefined;
  return session ? { kind: "session", session } : client ? { kind: "client", client } : { kind: "all" };
}

/** Hands over what the ladder shows, and how it is shown. */
async function withShown(
  view: View,
  redaction: Redaction | null,
  take: (store: Store, choice: LadderChoice) => Promise<void>,
): Promise<void> {
  const { store, ...source } = await sourceOf(view, redaction);
  const { settings, ladder } = view;
  const { answers, times, scale, silence } = settings;
  try {
    await take(store, {
      ...source,
      http: ladder?.filtering.shown.http ?? true,
      answers,
      times,
      scale,
      silence,
      unfolded: ladder?.unfolded ?? [],
      t: view.host.t,
    });
  } finally {
    if (redaction) store.log.close();
  }
}

const nameOf = ({ page, log }: Store) => fileName(page, log.header.createdAt);

async function saveShown(view: View, kind: Exclude<ExportKind, "trace" | "har">, store: Store, choice: LadderChoice): Promise<void> {
  const save = (parts: BlobPart[], type: string) => download(`${nameOf(store)}.${kind}`, parts, type);
  switch (kind) {
    case "html": {
      const [scripts, { viewerPage }] = await Promise.all([import("lifeline:viewer"), import("../../formats/viewer-page.tsx")]);
      return save(await all(viewerPage(store, choice, scripts, run)), "text/html");
    }
    case "mmd":
      return save([await run((await mermaidPart()).mermaid(store, choice))], "text/vnd.mermaid");
    case "txt":
      return save(await all(textOf(store, choice)), "text/plain");
    default:
      return savePicture(view, kind, store, choice, save);
  }
}

async function savePicture(
  view: View,
  kind: "svg" | "png",
  store: Store,
  choice: LadderChoice,
  save: (parts: BlobPart[], type: string) => void,
): Promise<void> {
  const { drawing, MOST_FIGURE_ROWS } = await import("../../formats/figure.ts");
  const { t, theme } = view.host;
  const drawn = await run(drawing(store, "svg", { ...choice, theme }));
  if (drawn === null) return view.complain(t("figureTooLong", groupDigits(MOST_FIGURE_ROWS)));
  if (kind === "svg") return save([drawn], "image/svg+xml");
  const { png } = await import("./png.ts");
  const picture = await png(drawn);
  if (picture === null) return view.complain(t("figureTooHigh"));
  save([picture], "image/png");
}

/** A line for each row, in pieces of about a megabyte. */
async function* textOf(store: Store, choice: LadderChoice): AsyncGenerator<string> {
  const { IN_FILE, text } = await import("../../formats/text.ts");
  let piece = "";
  let end = performance.now() + SLICE_MS;
  for (const item of text(store, choice, IN_FILE)) {
    if (typeof item === "string") piece += `${item}\n`;
    else await item;
    if (piece.length > PIECE) {
      yield piece;
      piece = "";
    }
    if (performance.now() < end) continue;
    await nextTask();
    end = performance.now() + SLICE_MS;
  }
  yield piece;
}

/** What the user looks at: the rows that prove the open finding, or else those that are selected. */
function chosenIn({ findings, ladder, selection }: View): { readonly version: string; readonly packets: ReadonlySet<number> | undefined } {
  const evidence = findings?.open?.evidence.map(({ entry }) => entry) ?? [];
  const rows = [selection?.selected, selection?.measured].flatMap((row) => (row == null ? [] : (ladder?.rows.entryOf(row) ?? [])));
  const packets = new Set(evidence.length > 0 ? evidence : rows);
  return { version: __VERSION__, packets: packets.size > 0 ? packets : undefined };
}

/** Does the work, waits for what it yields, and lets others have their turn now and then. */
async function run<T>(work: Generator<Promise<void>, T>): Promise<T> {
  let end = performance.now() + SLICE_MS;
  let step = work.next();
  for (; !step.done; step = work.next()) {
    await step.value;
    if (performance.now() < end) continue;
    await nextTask();
    end = performance.now() + SLICE_MS;
  }
  return step.value;
}
