// The newcomer: an empty panel, the example, and what goes wrong on the first day.

import { expect } from "../browser/support/demo.ts";
import { inChromium, walk } from "./walk.ts";

walk("newcomer", async (walker) => {
  const { open, application } = walker;
  await walker.reads(".wait h2", /./);
  await walker.picture("empty");

  await walker.click(".wait .buttons button:last-child");
  await walker.reads(".example", /Socket\.IO 4/);
  await walker.picture("example");
  await walker.click(".example-steps li:nth-child(4) button");
  await walker.picture("example-step");
  await walker.open.panel.evaluate(() => globalThis.lifeline?.clear());

  await walker.visit("nothing");
  await walker.reads(".wait .facts", /./);
  await walker.picture("no-socket-io");

  await walker.visit("well");
  await walker.reads("[role=option]", /said/);
  await walker.picture("well");

  for (const [name, rule] of [
    ["down", "server-unreachable"],
    ["port", "mixed-or-blocked"],
    ["cors", "cors-blocked"],
    ["missing", "wrong-path"],
    ["page", "wrong-path"],
    ["namespace", "invalid-namespace"],
  ] as const) {
    // Firefox blocks the port before an extension is told of the request.
    if (name === "port" && !inChromium(open)) continue;
    await walker.visit(name);
    await walker.finds(rule);
    await walker.press("#ladder", "e");
    await walker.reads(".details", /./);
    await walker.picture(name);
  }

  await walker.visit("forgotten");
  await expect.poll(() => application.connected).toBe(1);
  application.forget();
  await walker.finds("sid-unknown");
  await walker.picture("forgotten");

  await walker.visit("restart");
  await expect.poll(() => application.connected).toBe(1);
  await application.restart();
  await expect.poll(() => application.connected).toBe(1);
  await expect.poll(() => open.panel.evaluate(() => globalThis.lifeline?.store.sessions.length)).toBe(2);
  await walker.picture("restart");
});
