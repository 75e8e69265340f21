import { firefoxTest as test } from "../support/demo.ts";
import { expectRedirects } from "../support/redirecting.ts";

test("what is redirected is one session, and its end says where it was led", async ({ takePanel }, info) => {
  await expectRedirects(await takePanel(), info, (url) => ["reasonRedirected", `307 → ${url}`, "521"], "server-error");
});
