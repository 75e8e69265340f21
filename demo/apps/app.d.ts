// What a host asks of the applications in this folder.
import type { Server } from "node:http";
import type { LoggedPacket, ServerOptions, Version } from "../server.mjs";

export interface AppContext {
  readonly http: Server;
  /** Resolves what demo/servers installed. */
  readonly require: NodeJS.Require;
  readonly version: Version;
  /** What the server's package is installed as. */
  readonly alias: string;
  readonly options: object & Pick<ServerOptions, "pingInterval" | "pingTimeout" | "path" | "transports">;
  readonly push: (packet: LoggedPacket) => void;
}

export interface App {
  openSessions(): string[];
  closeClients(): void;
  emit(...args: unknown[]): void;
}
