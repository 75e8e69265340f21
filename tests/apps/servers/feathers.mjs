// A chat of Feathers: a service over Socket.IO, whose new messages go to every client. Run with the port as the only argument.
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { serveFiles } from "./files.mjs";

const load = createRequire(import.meta.url);
const { feathers } = load("@feathersjs/feathers");
const socketio = load("@feathersjs/socketio");

/** @type {Record<string, string>} */
const files = {
  "/": fileURLToPath(new URL("../pages/feathers.html", import.meta.url)),
  "/feathers.js": load.resolve("@feathersjs/client/dist/feathers.js"),
};

/** @type {object[]} */
const messages = [];
const app = feathers();
app.configure(socketio());
app.use("messages", {
  find: async () => messages,
  create: async (/** @type {object} */ data) => {
    const message = { id: messages.length, ...data };
    messages.push(message);
    return message;
  },
});
app.on("connection", (/** @type {unknown} */ connection) => app.channel("all").join(connection));
app.publish(() => app.channel("all"));

const http = serveFiles((path) => files[path]);
await app.setup(http);
http.listen(Number(process.argv[2]), "127.0.0.1");
