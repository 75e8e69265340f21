// Globals of the demo's classic scripts, and the parts of the client libraries that the demo uses. `io` is the global of every socket.io
// client from 1.0 to 4.8.

interface ClientEngine {
  readonly id: string;
  readonly readyState: string;
  readonly transport: ClientTransport;
  createTransport(name: string, ...rest: unknown[]): ClientTransport;
  on(event: "upgrade", listener: (transport: ClientTransport) => void): void;
  on(event: "upgradeError", listener: () => void): void;
  sendPacket?(type: string, ...rest: unknown[]): unknown;
  _sendPacket?(type: string, ...rest: unknown[]): unknown;
}

interface ClientPacket {
  readonly type: import("../server.mjs").LoggedPacket["type"];
  readonly data?: string | ArrayBuffer | ArrayBufferView<ArrayBuffer> | Blob;
}

interface ClientTransport {
  readonly name: string;
  write(packets: readonly ClientPacket[]): unknown;
  onPacket(packet: ClientPacket): unknown;
  onData(data: unknown): unknown;
  onClose(...details: unknown[]): unknown;
  close(...rest: unknown[]): unknown;
}

interface ClientSocket {
  readonly connected: boolean;
  /** Only in clients from 4.6 on. */
  readonly recovered?: boolean;
  on(event: string, listener: (...args: unknown[]) => void): void;
  emit(event: string, ...args: unknown[]): void;
  open(): void;
  disconnect(): void;
}

interface ClientManager {
  readonly engine: ClientEngine;
  on(event: string, listener: (...args: unknown[]) => void): void;
  open(...args: unknown[]): unknown;
  close(): void;
  ondata(data: unknown): unknown;
  ondecoded(packet: DecodedPacket): unknown;
  socket(nsp: string, options?: object): ClientSocket;
}

declare const io: { readonly Manager: { new (url: string, options: object): ClientManager; readonly prototype: ClientManager } };

/** A packet as the parser of any version decodes it. */
interface DecodedPacket {
  readonly type: number;
  readonly nsp: string;
  readonly id?: number | undefined;
  readonly data?: unknown;
}

/** The global of engine.io-client. */
declare const eio: (url: string, options: object) => BareEngine;
interface BareEngine extends ClientEngine {
  binaryType: string;
  on(event: string, listener: (...args: never[]) => void): void;
  send(data: unknown): void;
  close(): void;
}

/** The global `io` of Socket.IO 0.9. */
interface OldIo {
  connect(url: string, options: object): OldNamespace;
  readonly parser: { encodePacket(packet: OldPacket): string; decodePacket(text: string): OldPacket };
  readonly Transport: { readonly prototype: OldTransport; readonly XHR: { readonly prototype: OldTransport } };
}

interface OldPacket {
  readonly type: string;
  readonly endpoint: string;
  readonly id?: string;
  readonly ackId?: string;
  readonly name?: string;
  readonly args?: readonly unknown[];
  readonly data?: unknown;
  readonly reason?: string;
  readonly advice?: string;
}

interface OldTransport {
  readonly name: string;
  readonly sessid: string;
  packet(packet: OldPacket): unknown;
  payload(packets: readonly OldPacket[]): unknown;
  onPacket(packet: OldPacket): unknown;
}

interface OldNamespace {
  readonly socket: {
    readonly doBuffer: boolean;
    readonly sessionid: string;
    readonly transport: OldTransport | null;
    buffer: readonly OldPacket[];
    onError(error: unknown): void;
    connect(): void;
  };
  readonly json: { send(data: unknown): void };
  of(endpoint: string): OldNamespace;
  on(event: string, listener: (...args: unknown[]) => void): void;
  emit(event: string, ...args: unknown[]): void;
  send(data: string, answered?: (answer: unknown) => void): void;
  disconnect(): void;
}

/** State that a client shows in its page; a worker posts it to the page. */
interface ClientState {
  readonly state: "connecting" | "connected" | "disconnected";
  readonly transport: string;
  readonly sid: string;
}

interface DemoClient {
  /** Runs an action of `demoActions`. */
  run(action: string): void;
  /** Only in Socket.IO from 1.0 on. */
  readonly manager?: ClientManager;
  /** Sockets by namespace, as far as the client has joined it. */
  readonly sockets?: Readonly<Record<string, ClientSocket>>;
}

interface DemoCallbacks {
  onState(state: ClientState): void;
  onEvent(text: string): void;
}

/** A key of the demo's messages in the catalogue. */
type DemoKey = Extract<keyof typeof import("../../extension/_locales/en/messages.json"), `demo${string}`>;

/** Group → action → message on its button. */
type DemoActions = Readonly<Partial<Record<DemoKey, Readonly<Record<string, DemoKey>>>>>;

/** A message that a worker or an iframe posts to the page. */
type DemoPost =
  | { readonly loggedPacket: import("../server.mjs").LoggedPacket }
  | { readonly state: ClientState }
  | { readonly event: string };

declare var demoParser: object | undefined;
declare var logEngine: (engine: ClientEngine) => void;
declare var socketRecord: (packet: DecodedPacket, splitsBytes: boolean) => import("../server.mjs").LoggedSocket;
declare var oldSocketRecord: (packet: OldPacket) => import("../server.mjs").LoggedSocket | null;
declare var __clientName: string | undefined;
declare var __log: import("../server.mjs").LoggedPacket[];
declare var demoActions: DemoActions;
/** Query of the page with another client → message of the link to it. */
declare var demoVariants: Readonly<Record<string, DemoKey>>;
declare var makeDemoClient: (url: string, options: object, callbacks: DemoCallbacks) => DemoClient;
declare var demoClients: DemoClient[];
declare function importScripts(...urls: string[]): void;

/** The part of a service worker's global that the demo's uses: the DOM's library has none. */
interface ServiceWorkerScope {
  readonly clients: { claim(): Promise<void> };
  skipWaiting(): Promise<void>;
  addEventListener(type: "install", listener: () => void): void;
  addEventListener(type: "activate", listener: (event: { waitUntil(work: Promise<void>): void }) => void): void;
  addEventListener(
    type: "fetch",
    listener: (event: { readonly request: Request; respondWith(response: Promise<Response>): void }) => void,
  ): void;
}
