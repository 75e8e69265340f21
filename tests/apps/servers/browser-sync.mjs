// Browser Sync over a folder. Run with the port and the folder.
import { createRequire } from "node:module";

const bs = createRequire(import.meta.url)("browser-sync").create();
const [, , port, folder] = process.argv;
bs.init({
  server: folder,
  port: Number(port),
  listen: "127.0.0.1",
  ui: false,
  open: false,
  online: false,
  notify: false,
  logLevel: "silent",
});
