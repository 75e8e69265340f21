import type { EpochMs } from "../../wire/event.ts";
import type { Row } from "../scene/scene.ts";

/** Where a row lies; `lane` where its link is drawn. */
export interface Place {
  readonly key: number;
  readonly y: number;
  readonly height: number;
  readonly lane: number;
  readonly time: string;
  /** Another moment, as times are told. */
  readonly moment: (at: EpochMs) => string;
}

export function placed(place: Place): Pick<Row, "key" | "y" | "height" | "time"> {
  return { key: place.key, y: place.y, height: place.height, time: place.time };
}
