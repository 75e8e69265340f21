// The command line: `lifeline sessions|packets|statistics|check|compare|draw|convert FILE`. Exit code 0: done. 1: `check` found an error, or `compare` a difference.
// 2: the file or the call is wrong; stderr has one sentence.

import { type Drawing, drawingOf, langOf, parse, type Values, Wrong } from "../cli/call.ts";
import { codeOf, Failed, isSameFile, lines, linesOf, NO_TERMINAL, piecesOf, print, STDERR, save, terminal, write } from "../cli/io.ts";
import { type Compared, compare } from "../compare/compare.ts";
import { fairScale } from "../diagram/rows/scale.ts";
import { reasonText, waitText } from "../diagram/words/reason-text.ts";
import { stateWord } from "../diagram/words/standing-word.ts";
import { type Regex, readRegexSource } from "../filter/regex.ts";
import { nameOf, type Say, sayIn } from "../findings/catalogue.ts";
import { checked } from "../findings/checked.ts";
import { type Finding, type Severity, WORST_FIRST } from "../findings/finding.ts";
import { Findings } from "../findings/findings.ts";
import { RULES } from "../findings/rules.ts";
import { comparisonLines, comparisonRecords } from "../formats/comparison.ts";
import { comparisonFigure } from "../formats/comparison-figure.tsx";
import { CONVERTED_ENDINGS, writerFor } from "../formats/convert.ts";
import { type FigureKind, figure, MOST_FIGURE_ROWS } from "../formats/figure.ts";
import { filtered, wrongFilterLines } from "../formats/filtered.ts";
import { checkedLines, findingLines, findingRecords } from "../formats/findings.ts";
import { mermaid } from "../formats/mermaid.ts";
import { FileReading, type Opened } from "../formats/open.ts";
import { type PacketRecord, packetRecords, withoutData } from "../formats/packets.ts";
import type { LadderChoice } from "../formats/prepared.ts";
import { findingsBySession, sessionRecords, upgradeRecord } from "../formats/sessions.ts";
import { csv, statisticsLines, statisticsRecords, TABLES, type Table } from "../formats/statistics.ts";
import { textLines } from "../formats/text.ts";
import { english, groupDigits, translationFor } from "../messages/messages.ts";
import { clock, size } from "../messages/quantities.ts";
import { type Redaction, redacting } from "../redact/redact.ts";
import type { Session } from "../session/model.ts";
import type { Store } from "../session/store.ts";
import { Statistics } from "../statistics/statistics.ts";
import { printable, printableJson } from "../text/printable.ts";
import type { ChunkStore } from "../wire/chunks.ts";
import { toEnd } from "../wire/steps.ts";

declare const __VERSION__: string;

/** The payloads that are in memory while only sessions are printed. */
const SESSIONS_BYTES = 32_000_000;
/** Where payloads go that are not read again. */
const NOWHERE: ChunkStore = { put: async () => {}, get: () => Promise.reject(new Error("gone")), close: () => {} };
let t = english;

async function main(argv: readonly string[]): Promise<void> {
  t = await translation(langOf(argv));
  const { values, positionals } = parse(argv, t);
  if (values.version) return say(__VERSION__);
  const [command, file, ...rest] = positionals;
  if (values.help || command === undefined) return say(t("cliUsage"));
  if (!["sessions", "packets", "statistics", "check", "compare", "draw", "convert"].includes(command))
    throw new Wrong(t("cliNoCommand", command));
  if (file === undefined) throw new Wrong(t("cliNoFile", command));
  if (command === "compare") return compareFiles([file, ...rest], values, await sayIn(langOf(argv)));
  if (rest.length > 0) throw new Wrong(t("cliTooMuch", rest.join(" ")));
  if (values.filter !== undefined) checkFilter(values.filter, command);
  const drawing = command === "draw" ? drawingOf(values, command, DRAWN, t) : null;
  const wanted = command === "check" ? wantedOf(values) : null;
  const table = command === "statistics" ? tableOf(values) : null;
  const conversion = command === "convert" ? conversionOf(values) : null;
  const patterns = patternsOf(values, drawing !== null || conversion !== null);

  const out = drawing?.out ?? conversion?.out;
  if (out !== undefined && isSameFile(out, file)) throw new Wrong(t("cliSameFile", out));

  const opened = await open(file, patterns === null && (command === "sessions" || table !== null));
  if (opened.store) {
    const say = await sayIn(langOf(argv));
    const { stores, redaction } = await withoutSecrets([opened.store], patterns);
    const [store = opened.store] = stores;
    if (drawing) await draw(opened.store, store, redaction, drawing, values, say);
    else if (conversion) {
      await save(conversion.out, conversion.writer(store));
      if (redaction) complain(replacedText(redaction));
    } else if (table) printStatistics(store, table, values);
    else if (wanted) {
      const findings = new Findings(store);
      const found = findings.all().filter(wanted);
      failsIf(found.some(({ severity }) => severity === "error"));
      if (values.json) lines(findingRecords(store, found, say), jsonLine);
      else printFindings(store, findings, found, say);
    } else if (command === "packets") printPackets(store, values);
    else printSessions(store, say, values.json ?? false);
  }
  report(file, opened);
}

/** The exit code is known before anything is printed, because the program that reads it may end first, as in `| head`. */
function failsIf(isWrong: boolean): void {
  process.exitCode = isWrong ? 1 : 0;
}

/** Reads a file. With `isBrief`, only few of its payloads stay in memory. */
async function open(file: string, isBrief: boolean): Promise<Opened> {
  const reading = new FileReading(t);
  for await (const piece of piecesOf(file)) {
    toEnd(reading.take(piece));
    if (isBrief) reading.store?.limit({ bytes: SESSIONS_BYTES, open: async () => NOWHERE });
    await reading.store?.log.relieved();
  }
  return toEnd(reading.end());
}

/** Says what is damaged in a file. */
function report(file: string, { problem, remark }: Opened): void {
  const name = file === "-" ? "stdin" : file;
  if (problem !== null) throw new Wrong(`${name}: ${[problem, remark].filter(Boolean).join(" ")}`);
  if (remark !== null) complain(`${name}: ${remark}`);
}

async function compareFiles([file = "", other, ...rest]: readonly string[], values: Values, say: Say): Promise<void> {
  if (rest.length > 0) throw new Wrong(t("cliTwoFiles", rest.join(" ")));
  const files = [file, other ?? file] as const;
  const { output } = values;
  const drawing = output === undefined ? null : { ...drawingOf(values, "compare", FIGURES, t), out: output };
  if (drawing && files.some((name) => isSameFile(drawing.out, name))) throw new Wrong(t("cliSameFile", drawing.out));
  const patterns = patternsOf(values, drawing !== null);
  const [a, b] = [await open(file, false), other === undefined ? null : await open(other, false)];
  if (a.store && b?.store !== null) {
    const opened = [a.store, ...(b?.store ? [b.store] : [])];
    const { stores } = await withoutSecrets(opened, patterns);
    // A sid is looked for among those that the files have.
    const [ofA, ofB] = sidesOf(a.store, b?.store ?? null, values.session).map(({ store, session }): Compared => {
      const clean = stores[opened.indexOf(store)] ?? store;
      return { store: clean, session: clean.sessions[store.sessions.indexOf(session)] ?? session };
    }) as [Compared, Compared];
    const comparison = compare(ofA, ofB, t);
    failsIf(comparison.differences.length > 0);
    if (drawing) {
      const drawn = comparisonFigure(comparison, drawing.kind, { files, theme: drawing.theme, t });
      if (drawn === null) throw new Wrong(t("cliSessionTooLong", MOST_FIGURE_ROWS));
      await save(drawing.out, [drawn]);
    } else if (values.json) lines(comparisonRecords(comparison, files, say), jsonLine);
    else lines(comparisonLines(comparison, files, t, say), printable);
  }
  report(file, a);
  if (b) report(files[1], b);
}

/** The sessions to compare: the first of each file, the two of one file, or those that are named. One name stands for both files. */
function sidesOf(a: Store, b: Store | null, wanted: string | undefined): readonly [Compared, Compared] {
  const names = wanted?.split(",") ?? ["#1", b ? "#1" : "#2"];
  const [first = "", second = b ? first : undefined, ...rest] = names;
  if (second === undefined || rest.length > 0 || (wanted === undefined && !b && a.sessions.length !== 2))
    throw new Wrong(t("cliWhichTwo", a.sessions.length));
  return [
    { store: a, session: sessionOf(a, first) },
    { store: b ?? a, session: sessionOf(b ?? a, second) },
  ];
}

async function translation(lang: string) {
  if (lang !== "en" && lang !== "ja") throw new Wrong(t("cliNoLanguage", lang));
  return translationFor(lang);
}

/** Which findings are asked for. */
function wantedOf({ min, only, ignore }: Values): (finding: Finding) => boolean {
  const least = WORST_FIRST.indexOf(min as Severity);
  if (least < 0) throw new Wrong(t("cliNoSeverity", min));
  const [chosen, ignored] = [rulesIn(only), rulesIn(ignore)];
  return ({ rule, severity }) => WORST_FIRST.indexOf(severity) <= least && chosen?.has(rule) !== false && !ignored?.has(rule);
}

/** The rules of a list such as `ping-timeout,ack-never`. */
function rulesIn(list: string | undefined): ReadonlySet<string> | undefined {
  const ids = new Set(RULES.map(({ id }) => id));
  const named = list?.split(",").map((id) => id.trim());
  for (const id of named ?? []) if (!ids.has(id)) throw new Wrong(t("cliNoRule", id, [...ids].join(", ")));
  return named && new Set(named);
}

/** A filter that is wrong, or that the command does not take, ends it. */
function checkFilter(filter: string, command: string): void {
  if (command !== "packets" && command !== "draw") throw new Wrong(t("cliNoFilter", command));
  const wrong = wrongFilterLines(filter, t);
  if (wrong !== null) throw new Wrong(...wrong);
}

const FIGURES = ["svg", "html"] as const satisfies readonly FigureKind[];
const DRAWN = [...FIGURES, "mmd", "txt"] as const;

/** Draws `store`, which is `opened` or its copy without secrets. A sid is looked for among those that the file has. */
async function draw(
  opened: Store,
  store: Store,
  redaction: Redaction | null,
  { out, kind, theme }: Drawing<(typeof DRAWN)[number]>,
  { session: wanted, filter, title, "to-scale": isToScale }: Values,
  say: Say,
): Promise<void> {
  const session = wanted === undefined ? undefined : store.sessions[opened.sessions.indexOf(sessionOf(opened, wanted))];
  const choice: LadderChoice = {
    scope: session ? { kind: "session", session } : { kind: "all" },
    http: true,
    // The heading shows the filter.
    filter: filter === undefined ? undefined : (redaction?.text(filter) ?? filter),
    title,
    t,
    findings: { all: new Findings(store).all(), say },
  };
  if (kind === "txt") {
    const text = textLines(store, choice, out === undefined ? terminal() : NO_TERMINAL);
    if (out === undefined) return lines(text, (line) => line);
    return save(out, linesOf(text));
  }
  const drawn =
    kind === "mmd"
      ? toEnd(mermaid(store, choice))
      : figure(store, kind, { ...choice, theme, scale: isToScale ? fairScale(store.entries) : undefined });
  if (drawn === null) throw new Wrong(t(session || store.sessions.length < 2 ? "cliSessionTooLong" : "cliTooLong", MOST_FIGURE_ROWS));
  if (out !== undefined) await save(out, [drawn]);
}

function conversionOf({ output }: Values): { readonly out: string; readonly writer: NonNullable<ReturnType<typeof writerFor>> } {
  const endings = CONVERTED_ENDINGS.join(", ");
  if (output === undefined) throw new Wrong(t("cliNoConvertOutput", endings));
  const writer = writerFor(output);
  if (!writer) throw new Wrong(t("cliConvertKind", output, endings));
  return { out: output, writer };
}

/** Own patterns of what is a secret; null if secrets stay. What is written to a file has none by default, what is printed has all. */
function patternsOf(values: Values, isWritten: boolean): readonly Regex[] | null {
  const { redact, "no-redact": keeps, pattern } = values;
  if (keeps && (redact || pattern.length > 0)) throw new Wrong(t("cliRedactOrNot"));
  if (keeps || !(isWritten || redact || pattern.length > 0)) return null;
  return pattern.map((source) => {
    const read = readRegexSource(source, "");
    if ("reason" in read) throw new Wrong(t("cliBadPattern", source, t(...read.reason)));
    return read.regex;
  });
}

/** Copies without secrets, or the stores themselves if `patterns` is null. */
async function withoutSecrets(
  stores: readonly Store[],
  patterns: readonly Regex[] | null,
): Promise<{ readonly stores: readonly Store[]; readonly redaction: Redaction | null }> {
  if (patterns === null) return { stores, redaction: null };
  const steps = redacting(
    stores.map(({ log }) => log),
    patterns,
  );
  let step = await steps.next();
  while (!step.done) step = await steps.next();
  return step.value;
}

/** Says in one sentence how many secrets of each kind were replaced. */
function replacedText({ secrets: { counts } }: Redaction): string {
  const amounts = Object.entries(counts).map(([kind, count]) => `${kind} ${groupDigits(count)}`);
  return amounts.length === 0 ? t("cliNoSecrets") : t("cliReplaced", amounts.join(", "));
}

/** The session with this number or sid, both as `sessions` prints them. A number with `#` is never taken for a sid. */
function sessionOf({ sessions }: Store, wanted: string): Session {
  const all = wanted.startsWith("#") ? [] : sessions.filter(({ sid }) => sid !== null && (sid === wanted || printable(sid) === wanted));
  const [first, second] = all;
  if (second) throw new Wrong(t("cliSeveralSessions", wanted, all.map((one) => `#${sessions.indexOf(one) + 1}`).join(", ")));
  const numbered = sessions[Number(/^#?(\d+)$/.exec(wanted)?.[1]) - 1];
  const session = first ?? numbered;
  if (!session) throw new Wrong(t("cliNoSession", wanted));
  return session;
}

function jsonLine(record: object): string {
  return printableJson(JSON.stringify(record));
}

function printSessions(store: Store, say: Say, json: boolean): void {
  // The rules read payloads, which are gone if they were too many to be in memory.
  const found = store.log.memory.away > 0 ? null : new Findings(store).all();
  if (json) lines(sessionRecords(store, found), jsonLine);
  else lines(store.sessions.entries(), sessionLine(store, findingsBySession(found ?? []), say));
}

function sessionLine(
  store: Store,
  found: ReadonlyMap<Session, readonly Finding[]>,
  say: Say,
): (numbered: readonly [number, Session]) => string {
  return ([index, session]) => {
    const { sid, client, eio, sio, parser, transport, packets, bytes, problem, close } = session;
    const revisions = [eio === null ? "" : `EIO ${eio}`, sio === null ? "" : `Socket.IO ${sio}`, parser ?? ""].filter(Boolean).join(", ");
    const upgrade = upgradeRecord(store, session, t);
    const upgraded = upgrade?.state === "failed" ? ` (${t("cliUpgradeFailed", upgrade.problem ?? "")})` : "";
    const reason = problem === null ? waitText(t, store, session) : reasonText(t, problem);
    const code = close === null ? "" : `${close.code} ${close.reason}`.trim();
    const why = reason && reason !== code ? ` (${reason})` : "";
    const closed = code && `, ${t("cliCloseCode", code)}`;
    const refused = [...session.refused.values()].filter((one) => one !== problem).map((one) => `, ${reasonText(t, one)}`);
    const state = stateWord(t, session) + why + closed + refused.join("");
    const amounts = [t.count("packets", packets), size(bytes)];
    const wrong = (found.get(session) ?? [])
      .filter(({ severity }) => severity !== "info")
      .map(({ severity, rule }) => `${say([`severity/${severity}`])}: ${say(nameOf(rule))}`);
    const parts = [
      `#${index + 1}`,
      sid ?? "—",
      client.address,
      revisions,
      (transport ?? "—") + upgraded,
      state,
      ...amounts,
      ...new Set(wrong),
    ];
    return printable(parts.filter(Boolean).join("  "));
  };
}

/**
 * Prints the findings that are wanted, `found`. If nothing is wrong at all, it prints what was checked instead. If a session failed and no rule
 * says why, it says so.
 */
function printFindings(store: Store, findings: Findings, found: readonly Finding[], say: Say): void {
  lines(found, (finding) => `${findingLines(store, finding, say).map(printable).join("\n")}\n`);
  const { sessions } = store;
  const isWrong = findings.all().some(({ severity }) => severity !== "info");
  if (isWrong || findings.failed.size > 0) {
    if (found.length === 0) print(`${say(["nothing", RULES.length, sessions.length])}\n`);
    if (!isWrong) print(`${say(["unexplained"])}\n`);
  } else lines(checkedLines(checked(sessions, findings.tallies, store), sessions.length, say), printable);
}

function tableOf({ of }: Pick<Values, "of">): Table {
  const table = TABLES.find((table) => table === of);
  if (!table) throw new Wrong(t("cliNoTable", of, TABLES.join(", ")));
  return table;
}

function printStatistics(store: Store, table: Table, { json, csv: isCsv }: Pick<Values, "json" | "csv">): void {
  const statistics = new Statistics(store);
  toEnd(statistics.syncing());
  if (isCsv) print(csv(statisticsRecords(statistics, table)));
  else if (json) lines(statisticsRecords(statistics, table), jsonLine);
  else lines(statisticsLines(statistics, table), (line) => line);
}

function printPackets(store: Store, { json, filter }: Pick<Values, "json" | "filter">): void {
  const line = json ? jsonLine : packetLine(store);
  const matches = filter === undefined ? undefined : toEnd(filtered(store, filter, new Findings(store).all()));
  lines(packetRecords(store, json ? english : t, matches), (packet) => {
    try {
      return line(packet);
    } catch (error) {
      // With every character of its data escaped, the line is longer than a string can be.
      if (error instanceof RangeError) return line(withoutData(packet));
      throw error;
    }
  });
}

function packetLine(store: Store): (packet: PacketRecord) => string {
  const { entries } = store;
  const zero = entries.length > 0 ? entries.at(entries.ordered(0)) : 0;
  return ({ at, direction, session, transport, engine, socket, bytes }) => {
    const arrow = direction === "sent" ? "→" : "←";
    const inside = socket
      ? `${socket.type} ${socket.nsp}${socket.id === undefined ? "" : ` #${socket.id}`} ${JSON.stringify(socket.data) ?? ""}`
      : (JSON.stringify(engine.data) ?? "");
    const trouble = socket?.reason ?? engine.reason;
    const parts = [
      clock(at - zero).padStart(9),
      arrow,
      (session ?? "—").padEnd(20),
      transport.padEnd(11),
      engine.type.padEnd(7),
      inside,
      size(bytes),
      trouble ?? (engine.omitted === undefined ? "" : t("cliDataOmitted")),
    ];
    return printable(parts.join("  ").trimEnd());
  };
}

function say(text: string): void {
  print(`${text}\n`);
}

/** A sentence on stderr, and lines below it. The exit code says the same where nobody reads it. */
function complain(sentence: string, ...below: readonly string[]): void {
  try {
    write(STDERR, `lifeline: ${[sentence, ...below].map(printable).join("\n")}\n`);
  } catch {}
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  if (error instanceof Wrong || error instanceof Failed) {
    process.exitCode = 2;
    if (error instanceof Failed) complain(error.text(t));
    else complain(error.message, ...error.below);
    // That the program which reads the output has ended is no fault.
  } else if (codeOf(error) !== "EPIPE") throw error;
}
