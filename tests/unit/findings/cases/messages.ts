// Messages that are lost, doubled or slow.

import { beat, type Case, GET, OFFERED, POST, socket } from "./case.ts";

const LOST = (id: string) => `${id} error net::ERR_CONNECTION_RESET\n${id} closed\n+1500\n`;
const SOCKET = socket("w1", "A");
const BOTH_LIVE = "+24900\nw1 < 2\nw1 > 3\nw2 < 2\nw2 > 3";
const PNG = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a];
const EMOJI = '42["room message","🎉"]';
const THREE = '0{"sid":"A","upgrades":[],"pingInterval":25000,"pingTimeout":20000}';
const POLLING_3 = `c1 GET ?EIO=3&transport=polling\nc1 200 ${THREE.length}:${THREE}2:40\nc2 GET ?EIO=3&transport=polling&sid=A\n`;

/** Five events with their ACKs, which take so many milliseconds. */
const acked = (name: string, from: number, ms: number) =>
  Array.from({ length: 5 }, (_, i) => `w1 > 42${from + i}["${name}"]\n+${ms}\nw1 < 43${from + i}[]\n`).join("");

/** An event that comes, and what the page sends for it. */
const seen = (id: string, n: number, ...sent: readonly string[]) =>
  `${id} < 42["news",${n}]\n${sent.map((data) => `${id} > 42${data}\n`).join("")}+500\n`;

/** Connections that the page makes every three seconds. `ends`: what it does with one before the next. */
const connections = (ends: string) =>
  `${["w1", "w2", "w3", "w4"].map((id) => `${socket(id, id)}${ends.replaceAll("ID", id)}+2950\n`).join("")}${ends === "" ? "w1 < 2\nw1 > 3\nw2 < 2\nw2 > 3\nw3 < 2\nw3 > 3\nw4 < 2\nw4 > 3" : ""}`;

/** Attempts that are refused, with these waits between them. */
const attempts = (...waits: readonly number[]) =>
  waits.map((wait, i) => `+${wait - 10}\nc${i} GET ?EIO=4&transport=polling\nc${i} failed net::ERR_CONNECTION_REFUSED\n`).join("");

const base64 = (bytes: Uint8Array | readonly number[] | string) => Buffer.from(bytes as Uint8Array).toString("base64");
const files = (...contents: readonly (readonly number[])[]) =>
  contents.map((bytes) => `w1 < 451-["file",{"_placeholder":true,"num":0}]\nw1 < [${base64(bytes)}]\n`).join("");

/** An open packet in the binary form of a payload: its kind, its length in digits of one byte each, 255, and the packet. */
const BINARY_OPEN = base64([0, ...Array.from(String(THREE.length), Number), 255, ...Buffer.from(THREE)]);

/** A POST with 17 events that ask for ACKs, and its answer. */
const manyPackets = (answer: string) =>
  `${OFFERED.replace('["websocket"]', "[]")}c5 ${POST} ${Array.from({ length: 17 }, (_, i) => `42${i}["mark",${i}]`).join("\\x1e")}\nc5 200 ${answer}\n+5000\nc4 200 42["news",1]\nc6 ${GET}`;

const replay = (first: string) =>
  `${SOCKET}${first}${LOST("w1")}${socket("w2", "B")}w2 > 42["join"]\nw2 > 42["move",1]\nw2 > 42["move",2]\nw2 > 42["move",3]\n+100\nw2 < 42["news",1]`;

export const MESSAGES: readonly Case[] = [
  {
    rule: "ack-never",
    what: "the server's handler of the event does not call its callback",
    fires: `${SOCKET}w1 > 420["save"]\n${beat("w1")}${beat("w1")}`,
    near: "it calls it late",
    ja: { what: "サーバのハンドラーがコールバックを呼ばない", near: "遅れて呼ぶ" },
    silent: `${SOCKET}w1 > 420["save"]\n${beat("w1")}+20000\nw1 < 430[]`,
  },
  {
    rule: "ack-slow",
    what: "the server takes two seconds for one of two events",
    fires: `${SOCKET}${acked("ask", 0, 20)}${acked("report", 5, 2000)}`,
    near: "it takes two seconds for both, as a slow network does",
    ja: { what: "2 つのイベントの一方に、サーバが 2 秒かける", near: "遅いネットワークのように、両方に 2 秒かかる" },
    silent: `${SOCKET}${acked("ask", 0, 2000)}${acked("report", 5, 2000)}`,
  },
  {
    rule: "duplicate-emits",
    what: "the page adds a listener each time it connects",
    fires: `${SOCKET}${seen("w1", 1, '["read",1]')}${LOST("w1")}${socket("w2", "B")}${seen("w2", 2, '["read",2]', '["read",2]')}${seen("w2", 3, '["read",3]', '["read",3]')}`,
    near: "it sends two copies from its first connection on",
    ja: { what: "ページが接続のたびにリスナーを追加する", near: "最初の接続から 2 つずつ送っている" },
    silent: `${SOCKET}${seen("w1", 1, '["read",1]', '["read",1]')}${LOST("w1")}${socket("w2", "B")}${seen("w2", 2, '["read",2]', '["read",2]')}${seen("w2", 3, '["read",3]', '["read",3]')}`,
  },
  {
    rule: "buffered-replay",
    what: "the page goes on emitting while it is disconnected",
    fires: replay('w1 > 42["join"]\n'),
    near: "it sends the same each time it connects",
    ja: { what: "ページが切断中も emit を続ける", near: "接続のたびに同じものを送る" },
    silent: replay('w1 > 42["join"]\nw1 > 42["move",1]\nw1 > 42["move",2]\nw1 > 42["move",3]\n'),
  },
  {
    rule: "double-connect",
    what: "the page calls `io()` twice with `forceNew`",
    fires: `${SOCKET}${socket("w2", "B")}${BOTH_LIVE}`,
    near: "each of the two sessions joins a namespace of its own",
    ja: { what: "ページが `forceNew` で `io()` を 2 回呼ぶ", near: "2 つのセッションが別々の名前空間に入る" },
    silent: `${SOCKET}${socket("w2", "B", "", "/chat,")}${BOTH_LIVE}`,
  },
  {
    rule: "session-leak",
    what: "a component connects each time it is shown, and never disconnects",
    fires: connections(""),
    near: "it disconnects each time it goes",
    ja: { what: "コンポーネントが表示のたびに接続し、切断しない", near: "消えるたびに切断する" },
    silent: connections("ID > 41\nID closed\n"),
  },
  {
    rule: "backoff-odd",
    what: "the page connects again at once after each failure",
    fires: attempts(100, 20, 30, 40, 20),
    near: "the client waits as long as its defaults say",
    ja: { what: "失敗するたびに、ページがすぐ接続し直す", near: "クライアントが既定値どおりに待つ" },
    silent: attempts(100, 900, 2300, 3700, 6100),
  },
  {
    rule: "python-post-limit",
    what: "a client that polls sends 17 packets at once to python-engineio",
    fires: manyPackets("OK"),
    near: "Socket.IO's own server takes them, and its handler calls no callback",
    ja: {
      what: "ポーリング中のクライアントが、python-engineio に 17 パケットを一度に送る",
      near: "Socket.IO 本来のサーバが受け取り、ハンドラーがコールバックを呼ばない",
    },
    silent: manyPackets("ok"),
  },
  {
    rule: "lengths-in-bytes",
    what: "the server counts the bytes of an emoji",
    fires: `${POLLING_3}c2 200 ${Buffer.byteLength(EMOJI)}:${EMOJI}`,
    near: "the answer is cut off",
    ja: { what: "サーバが絵文字をバイト数で数える", near: "応答が途中で切れている" },
    silent: `${POLLING_3}c2 200 40:${EMOJI}`,
  },
  {
    rule: "wrong-content-type",
    what: "the server sends a payload in binary form as text/plain",
    fires: `c1 GET ?EIO=3&transport=polling\nc1 200 [${BINARY_OPEN}]\n+2000\nc2 GET ?EIO=3&transport=polling`,
    near: "it sends it as bytes",
    ja: { what: "サーバがバイナリ形式のペイロードを text/plain として送る", near: "バイト列として送る" },
    silent: `c3 GET ?EIO=3&transport=polling\nc3 200 [${BINARY_OPEN}]\n+2000\nc4 GET ?EIO=3&transport=polling&sid=A`,
    answers: {
      c1: { headers: { "Content-Type": "text/plain; charset=UTF-8" } },
      c3: { headers: { "Content-Type": "application/octet-stream" } },
    },
  },
  {
    rule: "numbers-rounded",
    what: "the server sends a database id of 16 digits as a number",
    fires: `${SOCKET}w1 < 42["post",{"id":9007199254740993}]`,
    near: "it sends it as text",
    ja: { what: "サーバが 16 桁のデータベース ID を数値で送る", near: "文字列で送る" },
    silent: `${SOCKET}w1 < 42["post",{"id":"9007199254740993"}]`,
  },
  {
    rule: "namespace-with-comma",
    what: "the server has a namespace `/a,b`",
    fires: `${SOCKET}w1 < 42/a,b,["news",1]`,
    near: "the comma is in the data",
    ja: { what: "サーバに `/a,b` という名前空間がある", near: "コンマがデータの中にある" },
    silent: `${SOCKET}w1 < 42/a,["news","a,b"]`,
  },
  {
    rule: "utf8-broken",
    what: "the server cuts a text between the bytes of a character",
    fires: `${SOCKET}w1 < 42["news",1]\nw1 error Could not decode a text frame as UTF-8.\nw1 closed`,
    near: "the connection is reset",
    ja: { what: "サーバが文字のバイト列の途中でテキストを切る", near: "接続がリセットされる" },
    silent: `${SOCKET}w1 < 42["news",1]\nw1 error net::ERR_CONNECTION_RESET\nw1 closed`,
  },
  {
    rule: "old-binary-form",
    what: "the server puts the old type 4 before the bytes of each image",
    fires: `${SOCKET}${files([4, ...PNG], [4, ...PNG, 1])}`,
    near: "one of the attachments begins without it",
    ja: { what: "サーバが画像のバイト列の前に、昔の型 4 を付ける", near: "添付の 1 つには付いていない" },
    silent: `${SOCKET}${files([4, ...PNG], [4, ...PNG, 1], PNG)}`,
  },
  {
    rule: "heavy-event",
    what: "the server sends images as base64",
    fires: `${SOCKET}w1 < 42["image","${"iVBORw0KGgo".repeat(60_000)}"]\nw1 < 42["image","${"iVBORw0KGgo".repeat(50_000)}"]\nw1 < 42["news",1]`,
    near: "the images are small",
    ja: { what: "サーバが画像を base64 で送る", near: "画像が小さい" },
    silent: `${SOCKET}w1 < 42["image","${"iVBORw0KGgo".repeat(600)}"]\nw1 < 42["image","${"iVBORw0KGgo".repeat(500)}"]\nw1 < 42["news",1]`,
  },
  {
    rule: "not-visible",
    what: "the session upgrades to WebTransport",
    fires: `${OFFERED.replace("websocket", "webtransport")}t1 asked ?EIO=4&transport=webtransport\nt1 established`,
    near: "the WebTransport connection is not established",
    ja: { what: "セッションが WebTransport にアップグレードする", near: "WebTransport の接続が確立しない" },
    silent: `${OFFERED.replace("websocket", "webtransport")}t1 asked ?EIO=4&transport=webtransport\nt1 closed`,
  },
];
