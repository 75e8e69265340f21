// A chat: whoever says something is answered with its number, and everybody reads it. With FAULT=silent the server stops answering, and with
// FAULT=polling it takes no websockets, so that you see tests fail.

import { createServer } from "node:http";
import { Server } from "socket.io";

const fault = process.env.FAULT;

const page = `<!doctype html>
<html lang="en">
  <meta charset="utf-8">
  <title>Chat</title>
  <link rel="icon" href="data:,">
  <form>
    <label>Message <input name="text" autocomplete="off"></label>
    <button>Send</button>
    <output></output>
  </form>
  <ul></ul>
  <script src="/socket.io/socket.io.js"></script>
  <script>
    const socket = io();
    const form = document.querySelector("form");
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const { value } = form.text;
      form.text.value = "";
      document.querySelector("output").value = "Message " + await socket.emitWithAck("say", value) + " sent";
    });
    socket.on("said", (text) => {
      document.querySelector("ul").append(Object.assign(document.createElement("li"), { textContent: text }));
    });
  </script>
</html>
`;

const server = createServer((_, response) => {
  response.setHeader("Content-Type", "text/html");
  response.end(page);
});
const io = new Server(server, fault === "polling" ? { transports: ["polling"] } : {});
let count = 0;
io.on("connection", (socket) => {
  socket.on("say", (text, answer) => {
    io.emit("said", text);
    if (fault !== "silent") answer(++count);
  });
});
server.listen(process.env.PORT ?? 3000);
