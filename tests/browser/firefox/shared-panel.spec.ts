import { firefoxTest as test } from "../support/demo.ts";
import { expectNoLeftovers } from "../support/leftovers.ts";

test("a reset panel shows, keeps and saves nothing of an earlier test", async ({ openPanel, startServer }, info) => {
  await expectNoLeftovers(await openPanel(), startServer, info);
});
