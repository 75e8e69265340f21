// The interface between the host (host.mjs) and the applications in this folder.
import type { Server } from "node:http";
import type { LoggedPacket, ServerOptions, Version } from "../server.mjs";

export interface AppContext {
  readonly http: Server;
  /** Resolves packages of demo/servers. */
  readonly require: NodeJS.Require;
  readonly version: Version;
  /** Name under which the server's package is installed. */
  readonly alias: string;
  readonly options: object & Pick<ServerOptions, "pingInterval" | "pingTimeout" | "path" | "transports">;
  readonly push: (packet: LoggedPacket) => void;
}

export interface App {
  openSessions(): string[];
  closeClients(): void;
  emit(...args: unknown[]): void;
}
