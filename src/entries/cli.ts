// The command line: `lifeline sessions|packets|draw FILE`. Exit 0: done; 2: the input or the call is wrong, with a sentence on stderr.

import { readFileSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { gunzipSync } from "node:zlib";
import { figure, MOST_FIGURE_ROWS } from "../formats/figure.ts";
import { isGzip, MOST_UNPACKED_BYTES, openBytes } from "../formats/open.ts";
import { type PacketRecord, packetRecords } from "../formats/packets.ts";
import { type SessionRecord, sessionRecords } from "../formats/sessions.ts";
import { english as t } from "../messages/messages.ts";
import { clock, size } from "../messages/quantities.ts";
import type { Store } from "../session/store.ts";

declare const __VERSION__: string;

/** Ends the command with a sentence and exit code 2. */
class Wrong extends Error {}

const STDIN = 0;
const STDOUT = 1;

function main(argv: readonly string[]): number {
  const { values, positionals } = parse(argv);
  if (values.version) return say(__VERSION__);
  const [command, file, ...rest] = positionals;
  if (values.help || command === undefined) return say(t("cliUsage"));
  if (!["sessions", "packets", "draw"].includes(command)) throw new Wrong(t("cliNoCommand", command));
  if (file === undefined) throw new Wrong(t("cliNoFile", command));
  if (rest.length > 0) throw new Wrong(t("cliTooMuch", rest.join(" ")));
  const out = command === "draw" ? figurePath(values.output) : "";

  const { store, problem } = openBytes(read(file), t);
  if (store) {
    if (command === "draw") draw(store, out, values.session);
    else if (command === "sessions") lines(sessionRecords(store), values.json ? JSON.stringify : sessionLine);
    else lines(packetRecords(store), values.json ? JSON.stringify : packetLine(store));
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
        help: { type: "boolean", short: "h" },
        version: { type: "boolean", short: "V" },
      },
    });
  } catch (error) {
    throw new Wrong(error instanceof Error ? error.message : String(error));
  }
}

function read(file: string): Uint8Array {
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(file === "-" ? STDIN : file);
  } catch (error) {
    throw new Wrong(t("cliCannotRead", file, reason(error)));
  }
  if (!isGzip(bytes)) return bytes;
  try {
    return gunzipSync(bytes, { maxOutputLength: MOST_UNPACKED_BYTES });
  } catch (error) {
    throw new Wrong(t("cliBrokenGzip", file, reason(error)));
  }
}

function figurePath(output: string | undefined): string {
  if (output === undefined) throw new Wrong(t("cliNoOutput"));
  if (!output.endsWith(".svg")) throw new Wrong(t("cliOutputKind", output));
  return output;
}

function draw(store: Store, out: string, sid: string | undefined): void {
  const session = sid === undefined ? undefined : store.sessions.find((s) => s.sid === sid);
  if (sid !== undefined && !session) throw new Wrong(t("cliNoSession", sid));
  const drawn = figure(store, { scope: session ? { kind: "session", session } : { kind: "all" }, http: true, theme: "light", t });
  if (drawn === null) throw new Wrong(t("figureTooLong", MOST_FIGURE_ROWS));
  try {
    writeFileSync(out, drawn);
  } catch (error) {
    throw new Wrong(t("cliCannotWrite", out, reason(error)));
  }
}

/** Writes a line for each record; in portions, as a trace may be larger than a string can be. */
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

function sessionLine({ session, address, eio, sio, state, cause, transport, packets, bytes, problem }: SessionRecord): string {
  const revisions = [eio === null ? "" : `EIO ${eio}`, sio === null ? "" : `Socket.IO ${sio}`].filter(Boolean).join(", ");
  const end = cause === null ? state : `${state}: ${cause}${problem === null ? "" : ` (${problem})`}`;
  return [session ?? "—", address, revisions, transport ?? "—", end, t.count("packets", packets), size(bytes)].filter(Boolean).join("  ");
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
      transport.padEnd(9),
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

function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

try {
  process.exitCode = main(process.argv.slice(2));
} catch (error) {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  // Whoever reads our output has had enough (`| head`).
  if (code === "EPIPE") process.exitCode = 0;
  else if (error instanceof Wrong) {
    process.stderr.write(`lifeline: ${error.message}\n`);
    process.exitCode = 2;
  } else throw error;
}
