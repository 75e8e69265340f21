import { firefoxTest as test } from "../support/demo.ts";
import { expectNoLeftovers } from "../support/leftovers.ts";

test("a panel made as new shows, keeps and saves nothing of before", async ({ openPanel, startServer }, info) => {
  await expectNoLeftovers(await openPanel(), startServer, info);
});
