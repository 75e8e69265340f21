// Playwright starts this program in place of Firefox. It starts Firefox, and replaces the port in Firefox's output with that of the relay
// (bidi.mjs), so that Playwright connects to the relay. Arguments: the relay's port, Firefox's path, Firefox's arguments.
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";

const [relay, firefox = "", ...args] = process.argv.slice(2);
const { stderr } = spawn(firefox, args, { stdio: ["ignore", "inherit", "pipe"] }).on("exit", (code) => process.exit(code ?? 1));
createInterface(stderr).on("line", (line) => {
  process.stderr.write(`${line.replace(/(BiDi listening on ws:\/\/127\.0\.0\.1:)(\d+)/, `$1${relay}/$2`)}\n`);
});
