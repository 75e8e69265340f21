// A Socket.IO server with the admin UI's server part, the UI itself, and one client in this process, which the UI shows. Run with the port as
// the only argument.
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { serveFiles } from "./files.mjs";

const load = createRequire(import.meta.url);
const { Server } = load("socket.io");
const { io: connect } = load("socket.io-client");
const { instrument } = load("@socket.io/admin-ui");

const ui = join(dirname(load.resolve("@socket.io/admin-ui/package.json")), "ui/dist");
const http = serveFiles((path) => (path.includes("..") ? undefined : join(ui, path === "/" ? "index.html" : path)));
const io = new Server(http, { serveClient: false });
instrument(io, { auth: false, mode: "development" });
io.on(
  "connection",
  (/** @type {{ join: (room: string) => void, on: (event: string, listener: (text: string) => void) => void }} */ socket) => {
    socket.on("join", (room) => socket.join(room));
  },
);

const port = Number(process.argv[2]);
http.listen(port, "127.0.0.1", () => {
  const client = connect(`http://127.0.0.1:${port}`, { transports: ["websocket"] });
  client.on("connect", () => client.emit("join", "room 1"));
});
