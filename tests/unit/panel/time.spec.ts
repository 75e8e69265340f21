import { expect, test } from "@playwright/test";
import { exactDuration } from "../../../src/panel/time.ts";

test("a duration is exact to the millisecond, and from 100 s on stands behind a rounded one", () => {
  expect([0.4, 12, 999, 1240.2, 85_013, 185_013, 3_600_000].map(exactDuration)).toEqual([
    "0.4 ms",
    "12 ms",
    "999 ms",
    "1.240 s",
    "85.013 s",
    "3 min 5 s (185.013 s)",
    "1 h 00 min (3600.000 s)",
  ]);
});
