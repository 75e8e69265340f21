// What the demo's classic scripts share. `io` is the global of every client library from 1.0 to 4.8, as far as the demo uses it.

interface ClientEngine {
  readonly id: string;
  readonly transport: ClientTransport;
  createTransport(name: string, ...rest: unknown[]): ClientTransport;
  on(event: "upgrade", listener: (transport: ClientTransport) => void): void;
}

interface ClientPacket {
  readonly type: import("../server.mjs").LoggedPacket["type"];
  readonly data?: string | ArrayBuffer | ArrayBufferView<ArrayBuffer> | Blob;
}

interface ClientTransport {
  readonly name: "polling" | "websocket";
  write(packets: readonly ClientPacket[]): unknown;
  onPacket(packet: ClientPacket): unknown;
  onData(data: unknown): unknown;
  onClose(...details: unknown[]): unknown;
  close(...rest: unknown[]): unknown;
}

interface ClientSocket {
  readonly connected: boolean;
  on(event: string, listener: (...args: unknown[]) => void): void;
  emit(event: string, ...args: unknown[]): void;
  open(): void;
  disconnect(): void;
}

interface ClientManager {
  readonly engine: ClientEngine;
  on(event: string, listener: (...args: unknown[]) => void): void;
  open(...args: unknown[]): unknown;
  socket(nsp: string): ClientSocket;
}

declare const io: { readonly Manager: { new (url: string, options: object): ClientManager; readonly prototype: ClientManager } };

/** What a client shows of itself, in the page or posted out of a worker. */
interface ClientState {
  readonly state: "connecting" | "connected" | "disconnected";
  readonly transport: string;
  readonly sid: string;
}

interface DemoClient {
  /** Runs an action of `demoActions`. */
  run(action: string): void;
  readonly manager: ClientManager;
  /** By namespace, once asked for. */
  readonly sockets: Readonly<Record<string, ClientSocket>>;
}

interface DemoCallbacks {
  onState(state: ClientState): void;
  onEvent(text: string): void;
}

/** Group → action → what its button says. */
type DemoActions = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** What runs beside the page and posts to it. */
type DemoPost =
  | { readonly loggedPacket: import("../server.mjs").LoggedPacket }
  | { readonly state: ClientState }
  | { readonly event: string };

declare var __clientName: string | undefined;
declare var __log: import("../server.mjs").LoggedPacket[];
declare var demoActions: DemoActions;
declare var makeDemoClient: (url: string, options: object, callbacks: DemoCallbacks) => DemoClient;
declare var demoClients: DemoClient[];
declare function importScripts(...urls: string[]): void;
