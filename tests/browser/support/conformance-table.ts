// docs/conformance.md: its rows as the conformance tests make and check them. The reporter beside this file writes it.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../../../demo/setup.mjs";
import type { ExpectedPacket } from "./truth.ts";

/** The annotation in which a test hands its row to the reporter. */
export const ANNOTATION = "conformance";
export const DOCUMENT = join(root, "docs/conformance.md");

/** What most cases do, in the words of their steps: “everything” in the table. */
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

/** What packets are, in the order of the table: those of Engine.IO by themselves, then what a message carries. */
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
  /** What the page did, in order, each once. */
  readonly features: readonly string[];
  /** Packets that one library sent and the other got. */
  readonly passed: number;
  /** Those of them that the saved trace has, in their place and with their bytes. */
  readonly seen: number;
  /** Those of them that the trace understands down to the Socket.IO packet. */
  readonly decoded: number;
  /** Those of them in which nothing differs from what the receiver's own decoder said. */
  readonly right: number;
  /** Passed and right, by what the packets are. */
  readonly kinds: Readonly<Record<string, Count>>;
}

/** A binary event's head counts as an attachment: it is its last attachment that completes the event. */
export function kindOf({ engine, socket }: ExpectedPacket): string {
  if (engine.type === "message") return socket ? socket.type : socket === null ? "attachment" : "message";
  if (engine.type === "open") return "handshake";
  if (engine.type === "upgrade" || engine.data === "probe") return "upgrade";
  return engine.type === "ping" || engine.type === "pong" ? "heartbeats" : "noop, close";
}

/** In words, what most cases do as one. */
export function featuresOf({ features }: Pick<Row, "features">): string {
  if (!EVERYTHING.every((feature) => features.includes(feature))) return features.join(", ");
  return ["everything", ...features.filter((feature) => !EVERYTHING.includes(feature))].join(", ");
}

/** What names a row: the first cells. */
export function keyOf({ server, client, transport, variant }: Pick<Row, "server" | "client" | "transport" | "variant">): string {
  return `| ${[server, client, transport, variant].join(" | ")} |`;
}

export function lineOf(row: Row): string {
  return `${keyOf(row)} ${[featuresOf(row), row.passed, row.seen, row.decoded, row.right].join(" | ")} |`;
}

/** The rows of the document by key: the features, and the four numbers. */
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
