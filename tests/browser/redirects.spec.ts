import { pageModeTest, test } from "./support/demo.ts";
import { expectRedirects } from "./support/redirecting.ts";

test("what is redirected is one session, and its end says where it was led", async ({ takePanel }, info) => {
  const hidden = (url: string) => ["reasonRedirected", `307 → ${url}`, ["reasonNoAllowOrigin", "521"]];
  await expectRedirects(await takePanel(), info, hidden, "cors-hides-status");
});

pageModeTest("the same without the debugger", async ({ takePanel }, info) => {
  const hidden = (url: string) => ["reasonRedirected", `307 → ${url}`, ["reasonHidden", "521", "net::ERR_FAILED"]];
  await expectRedirects(await takePanel(), info, hidden);
});
