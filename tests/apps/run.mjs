// `npm run apps [-- NAME…]`: records real applications with the panel while they are used, while their server restarts and while their page is
// loaded again. Compares each trace with an independent log of the same page (browser-log.mjs), prints a table of the result for each application,
// and ends with 1 if a packet or a session is not as it was. The traces and their drawings stay in demo/out/applications/. With UPDATE_DOCS set, a
// run of all applications in which all is well writes docs/applications.md.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { build, installPackages, main, root, SetupError, say, setUp } from "../../demo/setup.mjs";

const here = join(root, "tests/apps");
const out = join(root, "demo/out/applications");

await main(async () => {
  await setUp(["chromium"]);
  installPackages("Installing the applications", here);
  build();

  const { applications } = await import("./applications.mjs");
  const { document, table } = await import("./table.mjs");
  const { judge } = await import("./judge.mjs");
  const { record } = await import("./record.mjs");
  const names = process.argv.slice(2);
  const chosen = applications.filter(({ name }) => names.length === 0 || names.includes(name));
  if (chosen.length === 0)
    throw new SetupError(`There is no such application. There is: ${applications.map(({ name }) => name).join(", ")}.`);
  mkdirSync(out, { recursive: true });
  /** @type {import("./table.mjs").Result[]} */
  const right = [];
  for (const application of chosen) {
    const { version } = JSON.parse(readFileSync(join(here, "node_modules", application.package, "package.json"), "utf8"));
    say(`Recording ${application.name} ${version}.`);
    const [trace = "", drawing = ""] = ["jsonl", "svg"].map((ending) => join(out, `${application.package.replaceAll("/", "-")}.${ending}`));
    try {
      const { expected, unread } = await record(application, trace);
      const result = { application, version, verdict: await judge(trace, drawing, `${application.name} ${version}`, expected, unread) };
      if (result.verdict.faults.length === 0) right.push(result);
      console.log(`\n${table(result)}\n`);
    } catch (error) {
      console.error(error);
    }
  }
  say(`The traces and drawings are in ${out}.`);
  const wrong = chosen.filter((application) => right.every((result) => result.application !== application));
  if (wrong.length > 0) throw new SetupError(`Not as it was: ${wrong.map(({ name }) => name).join(", ")}.`);
  say(`${right.length} applications, ${right.reduce((sum, { verdict }) => sum + verdict.packets, 0)} packets: all as they were.`);
  if (process.env.UPDATE_DOCS && right.length === applications.length) writeFileSync(join(root, "docs/applications.md"), document(right));
});
