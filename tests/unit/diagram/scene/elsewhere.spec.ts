import { expect, test } from "@playwright/test";
import type { Row } from "../../../../src/diagram/scene/scene.ts";
import { play } from "../../session/ladder-text.ts";
import { ladderOf, rowText, whole } from "../support.ts";

const isElsewhere = (row: Row) => row.kind === "http" && row.elsewhere === true;

test("a page or script of another server is drawn to no server, and its row names the host", () => {
  const store = play(`
    page http://localhost:5173/app
    page http://localhost:3000/
    c1 GET ?EIO=4&transport=polling
    c1 200 0{"sid":"A","upgrades":[],"pingInterval":25000,"pingTimeout":20000}
  `);
  const { rows, server } = whole(ladderOf(store));
  expect(server).toBe("localhost:3000");
  expect(rows.filter(isElsewhere).map(rowText)).toEqual(["↔ GET localhost:5173/app 200"]);
  expect(rows.filter((row) => !isElsewhere(row)).map(rowText)[0]).toBe("↔ GET / 200");
});
