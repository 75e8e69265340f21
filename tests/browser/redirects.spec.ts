import { pageModeTest, test } from "./support/demo.ts";
import { expectRedirects } from "./support/redirecting.ts";

test("what is redirected is one session, and its end says where it was led", async ({ takePanel }) => {
  await expectRedirects(await takePanel(), (url) => ["reasonRedirected", `307 → ${url}`, ["reasonNoAllowOrigin", "521"]]);
});

pageModeTest("the same without the debugger", async ({ takePanel }) => {
  await expectRedirects(await takePanel(), (url) => ["reasonRedirected", `307 → ${url}`, ["reasonHidden", "521", "net::ERR_FAILED"]]);
});
