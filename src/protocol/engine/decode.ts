// One packet by itself, in whichever revision: what a websocket frame is, and a part of a polling payload.

import type { Direction } from "../../wire/event.ts";
import { decodeLegacy } from "../legacy.ts";
import type { EnginePacket, Revision } from "../packet.ts";
import { decodeBytes3, decodeText3 } from "./revision3.ts";
import { decodeText4 } from "./revision4.ts";

/** `bytes` as in `EnginePacket`. `direction` tells the server's heartbeats of Socket.IO 0.9 from the client's. Never throws. */
export function decodeText(text: string, revision: Revision, direction: Direction, bytes: number): EnginePacket {
  switch (revision) {
    case 0.9:
      return decodeLegacy(text, direction, bytes);
    case 2:
    case 3:
      return decodeText3(text, bytes);
    case 4:
      return decodeText4(text, bytes);
  }
}

/** The packet's data shares the memory of `data`. Never throws. */
export function decodeBytes(data: Uint8Array, revision: Revision): EnginePacket {
  switch (revision) {
    case 0.9:
      return { type: "invalid", data, bytes: data.length, reason: ["reasonNoBinary09"] };
    case 2:
    case 3:
      return decodeBytes3(data);
    case 4:
      return { type: "message", data, bytes: data.length };
  }
}
