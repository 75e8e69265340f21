// A log of one page's Engine.IO traffic that shares no code with Lifeline: its own CDP session, and the decoders of the application's own
// socket.io. It handles Engine.IO 4 over polling and websocket, and Socket.IO's default parser.
import { createRequire } from "node:module";
import "../../demo/pages/socket-record.js";

/** @import { Page } from "@playwright/test" */
/** @import { LoggedSocket } from "../../demo/server.mjs" */
/** @import { ExpectedPacket } from "../browser/support/truth.ts" */

/** @typedef {"sent" | "received"} Direction */

/**
 * What one request, answer or frame carried.
 * @typedef {object} Cargo
 * @property {number} at seconds on the browser's monotonic clock
 * @property {string} id of its request or websocket
 * @property {Direction} direction
 * @property {string | Buffer} body
 */

/** @typedef {{ url: URL, isPost: boolean, at: number, opened: boolean, ended: boolean }} Link */

/** @type {(text: string) => URL | null} the URL of an Engine.IO transport */
const engineUrl = (text) => {
  const url = new URL(text);
  return url.searchParams.has("EIO") && url.searchParams.has("transport") ? url : null;
};

/**
 * @param {Page} page
 * @param {string} socketIo path of the application's socket.io, whose dependencies decode
 */
export async function startBrowserLog(page, socketIo) {
  const cdp = await page.context().newCDPSession(page);
  /** @type {Cargo[]} */
  const cargo = [];
  /** Requests and websockets by the browser's id. @type {Map<string, Link>} */
  const links = new Map();
  /** Bodies that are being read. @type {Set<Promise<void>>} */
  const reading = new Set();
  /** Requests with an answer whose body the browser no longer had. @type {string[]} */
  const unread = [];
  let upgrades = 0;

  /** @type {(id: string, direction: Direction, at: number, read: () => Promise<string>) => void} */
  const read = (id, direction, at, get) => {
    const done = get()
      .then(
        (body) => void cargo.push({ at, id, direction, body }),
        () => void unread.push(`${direction} ${links.get(id)?.url.search}`),
      )
      .finally(() => reading.delete(done));
    reading.add(done);
  };
  cdp.on("Network.requestWillBeSent", ({ requestId: id, request, timestamp: at }) => {
    const url = engineUrl(request.url);
    if (!url) return;
    links.set(id, { url, isPost: request.method === "POST", at, opened: false, ended: false });
    if (!request.hasPostData) return;
    read(id, "sent", at, async () => request.postData ?? (await cdp.send("Network.getRequestPostData", { requestId: id })).postData);
  });
  cdp.on("Network.responseReceived", ({ requestId, timestamp, response }) => {
    const link = links.get(requestId);
    if (link) Object.assign(link, { at: timestamp, opened: response.status === 200 });
  });
  cdp.on("Network.loadingFinished", ({ requestId: id }) => {
    const link = links.get(id);
    if (!link) return;
    link.ended = true;
    // The answer to a POST is “ok”, which is no packet.
    if (!link.opened || link.isPost) return;
    read(id, "received", link.at, async () => {
      const { body, base64Encoded } = await cdp.send("Network.getResponseBody", { requestId: id });
      return base64Encoded ? Buffer.from(body, "base64").toString() : body;
    });
  });
  cdp.on("Network.loadingFailed", ({ requestId }) => {
    const link = links.get(requestId);
    if (link) link.ended = true;
  });
  cdp.on("Network.webSocketCreated", ({ requestId: id, url: text }) => {
    const url = engineUrl(text);
    if (url) links.set(id, { url, isPost: false, at: 0, opened: true, ended: false });
  });
  for (const [event, direction] of /** @type {const} */ ([
    ["Network.webSocketFrameSent", "sent"],
    ["Network.webSocketFrameReceived", "received"],
  ])) {
    cdp.on(event, ({ requestId: id, timestamp: at, response: { opcode, payloadData } }) => {
      if (!links.has(id) || (opcode !== 1 && opcode !== 2)) return;
      cargo.push({ at, id, direction, body: opcode === 1 ? payloadData : Buffer.from(payloadData, "base64") });
      if (direction === "sent" && payloadData === "5") upgrades++;
    });
  }
  cdp.on("Network.webSocketClosed", ({ requestId }) => {
    const link = links.get(requestId);
    if (link) link.ended = true;
  });
  await cdp.send("Network.enable");

  return {
    unread,
    /** Number of sessions that have upgraded to a websocket. */
    upgrades: () => upgrades,
    /** Whether no session polls any more, and every body has been read. */
    isIdle: () =>
      reading.size === 0 && [...links.values()].every(({ ended, url }) => ended || url.protocol === "ws:" || !url.searchParams.has("sid")),
    openWebsockets: () => [...links.values()].filter(({ ended, url }) => !ended && url.protocol === "ws:").length,
    packets: () => decode(cargo, links, socketIo),
    stop: () => cdp.detach(),
  };
}

/**
 * @param {readonly Cargo[]} cargo
 * @param {ReadonlyMap<string, Link>} links
 * @param {string} socketIo
 * @returns {ExpectedPacket[]} in order
 */
function decode(cargo, links, socketIo) {
  const load = createRequire(socketIo);
  const engine = createRequire(load.resolve("engine.io"))("engine.io-parser");
  const { Decoder } = load("socket.io-parser");
  /** A decoder for each direction of each session: a packet with attachments spans messages. @type {Map<string, ReturnType<typeof decoder>>} */
  const decoders = new Map();
  const decoder = () => {
    const official = new Decoder();
    /** @type {LoggedSocket | null} */
    let completed = null;
    official.on("decoded", (/** @type {Parameters<typeof socketRecord>[0]} */ packet) => {
      completed = socketRecord(packet, true);
    });
    return (/** @type {string | Buffer} */ data) => {
      completed = null;
      official.add(data);
      return completed;
    };
  };
  /** The sid in the answer to each handshake. @type {Map<string, string>} */
  const sids = new Map();

  return [...cargo]
    .sort((a, b) => a.at - b.at)
    .flatMap(({ at, id, direction, body }) => {
      const { searchParams: query } = /** @type {Link} */ (links.get(id)).url;
      const transport = query.get("transport") ?? "";
      /** @type {{ type: string, data?: string | Buffer }[]} */
      const packets = transport === "polling" ? engine.decodePayload(body, "nodebuffer") : [engine.decodePacket(body, "nodebuffer")];
      return packets.map(({ type, data = "" }) => {
        if (type === "open") sids.set(id, JSON.parse(`${data}`).sid);
        const session = query.get("sid") ?? sids.get(id) ?? "";
        const key = `${session} ${direction}`;
        const decodeSocket = decoders.get(key) ?? decoder();
        decoders.set(key, decodeSocket);
        return {
          session,
          client: session,
          direction,
          transport,
          engine: { type, ...(data.length > 0 && { data: typeof data === "string" ? data : { $binary: data.toString("base64") } }) },
          ...(type === "message" && { socket: decodeSocket(data) }),
          eio: Number(query.get("EIO")),
          at,
          lost: false,
        };
      });
    });
}
