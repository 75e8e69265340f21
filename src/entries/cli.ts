// The command line: `lifeline sessions|packets|draw FILE`. Exit code 0: done. 2: the file or the call is wrong; stderr has one sentence.

import { readFileSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { gunzipSync } from "node:zlib";
import type { Theme } from "../diagram/draw/style.ts";
import { fairScale } from "../diagram/rows/scale.ts";
import { reasonText } from "../diagram/words/reason-text.ts";
import { type FigureKind, figure, MOST_FIGURE_ROWS } from "../formats/figure.ts";
import { isGzip, MOST_UNPACKED_BYTES, openBytes } from "../formats/open.ts";
import { type PacketRecord, packetRecords } from "../formats/packets.ts";
import { sessionRecords } from "../formats/sessions.ts";
import { english, translationFor } from "../messages/messages.ts";
import { clock, size } from "../messages/quantities.ts";
import { stateWord } from "../panel/sessions/session-words.ts";
import type { Session } from "../session/model.ts";
import type { Store } from "../session/store.ts";

declare const __VERSION__: string;

/** Ends the command with exit code 2 and its message on stderr. */
class Wrong extends Error {}

const STDIN = 0;
const STDOUT = 1;
let t = english;

async function main(argv: readonly string[]): Promise<number> {
  t = await translation(langOf(argv));
  const { values, positionals } = parse(argv);
  if (values.version) return say(__VERSION__);
  const [command, file, ...rest] = positionals;
  if (values.help || command === undefined) return say(t("cliUsage"));
  if (!["sessions", "packets", "draw"].includes(command)) throw new Wrong(t("cliNoCommand", command));
  if (file === undefined) throw new Wrong(t("cliNoFile", command));
  if (rest.length > 0) throw new Wrong(t("cliTooMuch", rest.join(" ")));
  const drawing = command === "draw" ? drawingOf(values) : null;

  const { store, problem } = openBytes(read(file), t);
  if (store) {
    if (drawing) draw(store, drawing);
    else if (command === "packets")
      lines(packetRecords(store, values.json ? english : t), values.json ? JSON.stringify : packetLine(store));
    else if (values.json) lines(sessionRecords(store), JSON.stringify);
    else lines(store.sessions, sessionLine);
  }
  if (problem !== null) throw new Wrong(`${file === "-" ? "stdin" : file}: ${problem}`);
  return 0;
}

function parse(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        json: { type: "boolean" },
        output: { type: "string", short: "o" },
        session: { type: "string" },
        theme: { type: "string", default: "light" },
        title: { type: "string" },
        "to-scale": { type: "boolean", default: false },
        lang: { type: "string" },
        help: { type: "boolean", short: "h" },
        version: { type: "boolean", short: "V" },
      },
    });
  } catch (error) {
    // Node quotes the option in its message: "Unknown option '--yaml'. …", "Option '-o, --output <value>' argument missing".
    const [, option = ""] = /'(\S+?)[ ,']/.exec(wordsOf(error)) ?? [];
    throw new Wrong(t(codeOf(error) === "ERR_PARSE_ARGS_UNKNOWN_OPTION" ? "cliNoOption" : "cliOptionValue", option));
  }
}

/** The value of `--lang`, which is needed before the call is parsed: it is the language in which a wrong call is refused. */
function langOf(argv: readonly string[]): string {
  const place = argv.findIndex((arg) => /^--lang(?:=|$)/.test(arg));
  return (place < 0 ? null : argv[place]?.slice("--lang=".length) || argv[place + 1]) ?? "en";
}

async function translation(lang: string) {
  if (lang !== "en" && lang !== "ja") throw new Wrong(t("cliNoLanguage", lang));
  return translationFor(lang);
}

function read(file: string): Uint8Array {
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(file === "-" ? STDIN : file);
  } catch (error) {
    throw new Wrong(t("cannotRead", file, reason(error)));
  }
  if (!isGzip(bytes)) return bytes;
  try {
    return gunzipSync(bytes, { maxOutputLength: MOST_UNPACKED_BYTES });
  } catch (error) {
    throw new Wrong(t("cliBrokenGzip", file, reason(error)));
  }
}

interface Drawing {
  readonly out: string;
  readonly kind: FigureKind;
  readonly theme: Theme;
  readonly title: string | undefined;
  readonly isToScale: boolean;
  readonly sid: string | undefined;
}

function drawingOf({ output, session, theme, title, "to-scale": isToScale }: ReturnType<typeof parse>["values"]): Drawing {
  if (output === undefined) throw new Wrong(t("cliNoOutput"));
  const kind = /\.(svg|html)$/i.exec(output)?.[1]?.toLowerCase();
  if (kind !== "svg" && kind !== "html") throw new Wrong(t("cliOutputKind", output));
  if (theme !== "light" && theme !== "dark") throw new Wrong(t("cliNoTheme", theme));
  return { out: output, kind, theme, title, isToScale, sid: session };
}

function draw(store: Store, { out, kind, theme, title, isToScale, sid }: Drawing): void {
  const session = sid === undefined ? undefined : store.sessions.find((s) => s.sid === sid);
  if (sid !== undefined && !session) throw new Wrong(t("cliNoSession", sid));
  const drawn = figure(store, kind, {
    scope: session ? { kind: "session", session } : { kind: "all" },
    http: true,
    scale: isToScale ? fairScale(store.entries) : undefined,
    title,
    theme,
    t,
  });
  if (drawn === null) throw new Wrong(t("figureTooLong", MOST_FIGURE_ROWS));
  try {
    writeFileSync(out, drawn);
  } catch (error) {
    throw new Wrong(t("cliCannotWrite", out, reason(error)));
  }
}

/** Writes a line for each record, a megabyte at a time, because all lines may be more than a string can hold. */
function lines<T>(records: Iterable<T>, line: (record: T) => string): void {
  let portion = "";
  for (const record of records) {
    portion += `${line(record)}\n`;
    if (portion.length < 1 << 20) continue;
    writeFileSync(STDOUT, portion);
    portion = "";
  }
  writeFileSync(STDOUT, portion);
}

function sessionLine(session: Session): string {
  const { sid, client, eio, sio, parser, transport, packets, bytes, problem } = session;
  const revisions = [eio === null ? "" : `EIO ${eio}`, sio === null ? "" : `Socket.IO ${sio}`, parser ?? ""].filter(Boolean).join(", ");
  const state = stateWord(t, session) + (problem === null ? "" : ` (${reasonText(t, problem)})`);
  return [sid ?? "—", client.address, revisions, transport ?? "—", state, t.count("packets", packets), size(bytes)]
    .filter(Boolean)
    .join("  ");
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
    return [
      clock(at - zero).padStart(9),
      arrow,
      (session ?? "—").padEnd(20),
      transport.padEnd(11),
      engine.type.padEnd(7),
      inside,
      size(bytes),
      trouble ?? "",
    ]
      .join("  ")
      .trimEnd();
  };
}

function say(text: string): 0 {
  writeFileSync(STDOUT, `${text}\n`);
  return 0;
}

/** Why a file could not be read, written or unpacked. Node's code is kept; its words are English. */
function reason(error: unknown): string {
  const code = codeOf(error);
  switch (code) {
    case "ENOENT":
      return t("cliNotFound", code);
    case "EISDIR":
      return t("cliIsFolder", code);
    case "EACCES":
    case "EPERM":
      return t("cliNotAllowed", code);
    case "Z_BUF_ERROR":
      return t("cliCutOff", code);
    case "Z_DATA_ERROR":
      return t("cliBrokenData", code);
    case "ERR_BUFFER_TOO_LARGE":
      return t("cliTooLarge", size(MOST_UNPACKED_BYTES));
    default:
      return code ?? wordsOf(error);
  }
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && "code" in error ? String(error.code) : undefined;
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  // The program that reads the output has ended, as in `| head`.
  if (codeOf(error) === "EPIPE") process.exitCode = 0;
  else if (error instanceof Wrong) {
    process.stderr.write(`lifeline: ${error.message}\n`);
    process.exitCode = 2;
  } else throw error;
}
