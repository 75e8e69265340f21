// The bytes of a file that the user opens, a few megabytes at a time, unpacked if it is a gzip: the file need not be in memory as a whole.

import { isGzip, MOST_UNPACKED_BYTES } from "../formats/open.ts";
import { size } from "../messages/quantities.ts";

export interface Piece {
  readonly bytes: Uint8Array;
  /** About how much of the file a byte is, from 0 to 1. */
  readonly share: number;
}

const PIECE_BYTES = 1 << 23;

/** Throws if the file cannot be read or unpacked, or has more than `MOST_UNPACKED_BYTES` then. */
export async function* piecesOf(file: File): AsyncGenerator<Piece> {
  const bytesOf = async (from: number, to: number) => new Uint8Array(await file.slice(from, to).arrayBuffer());
  if (isGzip(await bytesOf(0, 2))) return yield* unpacked(file);
  for (let at = 0; at < file.size; at += PIECE_BYTES) yield { bytes: await bytesOf(at, at + PIECE_BYTES), share: 1 / file.size };
}

async function* unpacked(file: File): AsyncGenerator<Piece> {
  let packed = 0;
  let bytes = 0;
  let chunks: Uint8Array<ArrayBuffer>[] = [];
  let from = 0;
  const piece = async () => ({ bytes: new Uint8Array(await new Blob(chunks).arrayBuffer()), share: packed / file.size / bytes });
  const counter = new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
    transform: (chunk, next) => {
      packed += chunk.length;
      next.enqueue(chunk);
    },
  });
  for await (const chunk of file.stream().pipeThrough(counter).pipeThrough(new DecompressionStream("gzip"))) {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes > MOST_UNPACKED_BYTES) throw new RangeError(`it unpacks to more than ${size(MOST_UNPACKED_BYTES)}`);
    if (bytes - from < PIECE_BYTES) continue;
    yield await piece();
    chunks = [];
    from = bytes;
  }
  if (chunks.length > 0) yield await piece();
}
