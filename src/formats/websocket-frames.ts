// The bytes of a websocket's connection, in one direction → its messages (https://www.rfc-editor.org/rfc/rfc6455#section-5.2). Fragments are joined.

import { joined } from "./zip.ts";

export interface Message {
  readonly opcode: number;
  readonly payload: Uint8Array;
  /** By an extension that was agreed on, which is not undone. */
  readonly isCompressed: boolean;
}

export class FrameReader {
  #rest: Uint8Array = new Uint8Array();
  #fragments: Uint8Array[] = [];
  #first = { opcode: 0, isCompressed: false };

  /** The messages that end in these bytes, and control frames. */
  *take(bytes: Uint8Array): Generator<Message> {
    this.#rest = this.#rest.length > 0 ? joined([this.#rest, bytes]) : bytes;
    for (;;) {
      const frame = frameIn(this.#rest);
      if (!frame) return;
      this.#rest = this.#rest.subarray(frame.end);
      const { opcode, isCompressed, payload } = frame;
      if (opcode >= 8) {
        yield { opcode, payload, isCompressed: false };
        continue;
      }
      if (opcode !== 0) this.#first = { opcode, isCompressed };
      this.#fragments.push(payload);
      if (!frame.isLast) continue;
      yield { ...this.#first, payload: joined(this.#fragments) };
      this.#fragments = [];
    }
  }
}

function frameIn(bytes: Uint8Array) {
  const [first, second] = bytes;
  if (first === undefined || second === undefined) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const short = second & 127;
  const lengthBytes = short === 126 ? 2 : short === 127 ? 8 : 0;
  const isMasked = second >= 128;
  const start = 2 + lengthBytes + (isMasked ? 4 : 0);
  if (bytes.length < start) return undefined;
  const length = short === 126 ? view.getUint16(2) : short === 127 ? Number(view.getBigUint64(2)) : short;
  const end = start + length;
  if (bytes.length < end) return undefined;
  const payload = bytes.slice(start, end);
  if (isMasked) for (let i = 0; i < payload.length; i++) payload[i] = (payload[i] ?? 0) ^ (bytes[start - 4 + (i % 4)] ?? 0);
  return { opcode: first & 15, isLast: first >= 128, isCompressed: (first & 64) !== 0, payload, end };
}
