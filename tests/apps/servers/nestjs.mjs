// A gateway of NestJS, without TypeScript's decorators. Run with the port as the only argument.
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";

const load = createRequire(import.meta.url);
load("reflect-metadata");
const { Module } = load("@nestjs/common");
const { NestFactory } = load("@nestjs/core");
const { IoAdapter } = load("@nestjs/platform-socket.io");
const { ConnectedSocket, MessageBody, SubscribeMessage, WebSocketGateway, WebSocketServer } = load("@nestjs/websockets");

class EventsGateway {
  /** @type {{ emit: (event: string, ...args: unknown[]) => void } | undefined} */
  server;

  /** A returned value is the answer to the client's ack. @param {unknown} data */
  identity(data) {
    return data;
  }

  /** A returned `event` is emitted to the client. @param {string} text */
  say(text) {
    return { event: "said", data: text };
  }

  /** @param {Buffer} file @param {{ id: string }} socket */
  upload(file, socket) {
    this.server?.emit("uploaded", { by: socket.id, file });
    return file.length;
  }
}

/** What `@SubscribeMessage(event) method(@MessageBody() data, @ConnectedSocket() socket)` compiles to. @type {(event: string) => void} */
const subscribe = (event) => {
  const { prototype } = EventsGateway;
  MessageBody()(prototype, event, 0);
  ConnectedSocket()(prototype, event, 1);
  SubscribeMessage(event)(prototype, event, Object.getOwnPropertyDescriptor(prototype, event));
};
for (const event of ["identity", "say", "upload"]) subscribe(event);
WebSocketServer()(EventsGateway.prototype, "server");
WebSocketGateway({ namespace: "events" })(EventsGateway);

class AppModule {}
Module({ providers: [EventsGateway] })(AppModule);

const app = await NestFactory.create(AppModule, { logger: ["error"] });
app.useWebSocketAdapter(new IoAdapter(app));
app.use(
  "/",
  (
    /** @type {{ path: string }} */ request,
    /** @type {{ sendFile: (file: string) => void }} */ response,
    /** @type {() => void} */ next,
  ) => {
    if (request.path === "/") response.sendFile(fileURLToPath(new URL("../pages/nestjs.html", import.meta.url)));
    else next();
  },
);
await app.listen(Number(process.argv[2]), "127.0.0.1");
