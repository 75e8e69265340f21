// A trace larger than what may be in memory, in Firefox's toolbox.

import { recording } from "../../../demo/devtools.mjs";
import { firefoxTest as test } from "../support/demo.ts";
import { expectFirstRows, expectSaved, fillDisk } from "../support/large-trace.ts";

test("a trace beyond the limit is on disk, its rows come back, and it is saved as it was", async ({ openPanel }, info) => {
  const open = await openPanel();
  await recording(open);
  await fillDisk(open);
  await expectFirstRows(open);
  await expectSaved(open, info);
});
