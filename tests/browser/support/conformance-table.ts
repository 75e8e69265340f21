// The rows of docs/conformance.md, which the conformance tests make and check. conformance-reporter.ts writes the file.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../../../demo/setup.mjs";
import type { ExpectedPacket } from "./truth.ts";

/** Type of the annotation in which a test passes its row to the reporter. */
export const ANNOTATION = "conformance";
export const DOCUMENT = join(root, "docs/conformance.md");

/** Features that most cases have. The table calls all of them “everything”. */
export const EVERYTHING: readonly string[] = [
  "events",
  "multi-byte text",
  "acks",
  "binary events",
  "binary acks both ways",
  "namespaces",
  "unknown namespace",
  "refusal with an object",
  "refusal with a string",
  "events unasked",
];

/** Kinds of packets, in the order of the table: Engine.IO's own packets, then contents of messages. */
export const KINDS: readonly string[] = [
  "handshake",
  "upgrade",
  "heartbeats",
  "noop, close",
  "CONNECT",
  "DISCONNECT",
  "CONNECT_ERROR",
  "EVENT",
  "ACK",
  "BINARY_EVENT",
  "BINARY_ACK",
  "attachment",
  "message",
];

export interface Count {
  readonly passed: number;
  readonly right: number;
}

export interface Row {
  readonly server: string;
  readonly client: string;
  readonly transport: string;
  readonly variant: string;
  /** Names of the steps in order, each once. */
  readonly features: readonly string[];
  /** Number of packets that one library sent and the other received. */
  readonly passed: number;
  /** Number of those that are in the saved trace, in their place and with their bytes. */
  readonly seen: number;
  /** Number of those that were decoded down to the Socket.IO packet. */
  readonly decoded: number;
  /** Number of those that equal what the receiver's own library decoded. */
  readonly right: number;
  /** `passed` and `right` by kind of packet. */
  readonly kinds: Readonly<Record<string, Count>>;
}

/** Kind of a packet. The first frame of a binary event is an “attachment” too, because only the last attachment completes the event. */
export function kindOf({ engine, socket }: ExpectedPacket): string {
  if (engine.type === "message") return socket ? socket.type : socket === null ? "attachment" : "message";
  if (engine.type === "open") return "handshake";
  if (engine.type === "upgrade" || engine.data === "probe") return "upgrade";
  return engine.type === "ping" || engine.type === "pong" ? "heartbeats" : "noop, close";
}

/** The features as text, with “everything” for those that most cases have. */
export function featuresOf({ features }: Pick<Row, "features">): string {
  if (!EVERYTHING.every((feature) => features.includes(feature))) return features.join(", ");
  return ["everything", ...features.filter((feature) => !EVERYTHING.includes(feature))].join(", ");
}

/** The first cells of a row, which identify it. */
export function keyOf({ server, client, transport, variant }: Pick<Row, "server" | "client" | "transport" | "variant">): string {
  return `| ${[server, client, transport, variant].join(" | ")} |`;
}

export function lineOf(row: Row): string {
  return `${keyOf(row)} ${[featuresOf(row), row.passed, row.seen, row.decoded, row.right].join(" | ")} |`;
}

/** Features and the four numbers of each row in docs/conformance.md, by key. */
export function committedRows(): ReadonlyMap<string, { readonly features: string; readonly numbers: readonly number[] }> {
  const cells = readFileSync(DOCUMENT, "utf8")
    .split("\n")
    .map((line) => line.split("|").map((cell) => cell.trim()))
    .filter((line) => line.length === 11 && /^\d+$/.test(line.at(-2) ?? ""));
  return new Map(
    cells.map(([, server = "", client = "", transport = "", variant = "", features = "", ...numbers]) => [
      keyOf({ server, client, transport, variant }),
      { features, numbers: numbers.slice(0, 4).map(Number) },
    ]),
  );
}
