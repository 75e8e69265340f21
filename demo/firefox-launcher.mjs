// What Playwright starts as its Firefox: starts it, and says that it listens where the relay of bidi.mjs does. Its arguments: the relay's
// port, then Firefox and the arguments of that.
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";

const [relay, firefox = "", ...args] = process.argv.slice(2);
const { stderr } = spawn(firefox, args, { stdio: ["ignore", "inherit", "pipe"] }).on("exit", (code) => process.exit(code ?? 1));
createInterface(stderr).on("line", (line) => {
  process.stderr.write(`${line.replace(/(BiDi listening on ws:\/\/127\.0\.0\.1:)(\d+)/, `$1${relay}/$2`)}\n`);
});
