// The figures of docs/figures.md: scenario, versions and captions. To add a figure, add it here and run `npm run figures`.

import { nameOf } from "./server.mjs";

/** @import { Version } from "./server.mjs" */

/**
 * @typedef {object} Figure
 * @property {string} name name of its scenario
 * @property {readonly Version[]} versions
 * @property {true} [isCompared] both versions are also drawn side by side, which shows the first session of each
 * @property {string} heading
 * @property {string} headingJa
 * @property {string} see what the figure shows
 * @property {string} seeJa the same in Japanese
 */

/** The oldest and the newest version that most figures show. @type {readonly Version[]} */
const both = ["1.3.5", "4.8.4"];

/** @type {readonly Figure[]} */
export const gallery = [
  {
    name: "basic-flow",
    versions: both,
    isCompared: true,
    heading: "1 · The basic flow",
    headingJa: "1 · 基本的な流れ",
    see: "The page and its script, the handshake with its values, a long poll as a span from its request to its response, the upgrade with the time of each leg, then messages and heartbeats on the websocket. Up to revision 3 of Engine.IO the client sends the pings, from revision 4 on the server does.",
    seeJa:
      "セッション開始、ロングポーリング、アップグレード、メッセージ、接続確認 (ping/pong)。ping を送るのは Engine.IO 3 まではクライアント、4 からはサーバ。",
  },
  {
    name: "polling-messages",
    versions: both,
    isCompared: true,
    heading: "2 · Messages while polling",
    headingJa: "2 · polling 中のメッセージ",
    see: "Before the upgrade, the page sends with a POST on one connection, while a long poll on another waits for the server's messages. Each request is drawn on the lifeline of the connection that carried it.",
    seeJa: "クライアントからは POST、サーバからは別の接続で待つ GET の応答。どの要求がどの接続を使ったかが分かる。",
  },
  {
    name: "upgrade",
    versions: both,
    isCompared: true,
    heading: "3 · Polling and websocket side by side",
    headingJa: "3 · polling と websocket の並行",
    see: "While the websocket opens, polls still bring messages. A noop ends the last poll before the upgrade packet. After that, polling is not used any more.",
    seeJa: "websocket が開く間も poll は続き、最後の poll は upgrade の前に noop で終わる。",
  },
  {
    name: "cut-short",
    versions: both,
    isCompared: true,
    heading: "4 A · The path is cut, for less than the ping timeout",
    headingJa: "4 A · 経路断 (ping タイムアウトより短い)",
    see: "No bytes get through, although both sides keep sending. When the path is back, everything arrives late, and the session goes on: its sid stays the same, and no handshake follows.",
    seeJa: "経路が戻ると、その間に送ったものが遅れて届き、セッションはそのまま続く。",
  },
  {
    name: "cut-long",
    versions: both,
    heading: "4 B · The path is cut, for longer",
    headingJa: "4 B · 経路断 (ping タイムアウトより長い)",
    see: "The last packet from the server, the packets that did not arrive, the heartbeat that was due, and the predicted and the actual moment at which the client gave up. Then a handshake begins a new session, linked to the old one.",
    seeJa:
      "サーバから最後に受信したパケット、届かなかったパケット、来るはずだった ping、クライアントが切断と判定する予測時刻と実際の時刻。続いて新しいセッションが始まる。",
  },
  {
    name: "server-closes",
    versions: both,
    heading: "5 · The server closes",
    headingJa: "5 · サーバ側からの close",
    see: "The websocket closes, and the browser does not report who closed it. The client reconnects with a new session. The connections that carried the polls stayed open and are used again.",
    seeJa: "websocket が閉じ、クライアントは新しいセッションで戻る。polling の接続は開いたままで、再び使われる。",
  },
  {
    name: "client-closes",
    versions: both,
    heading: "6 A · The client closes",
    headingJa: "6 A · クライアント側からの close",
    see: "The client sends a disconnect and closes the websocket; the server does not answer. Then the page connects again, and a handshake begins a new session.",
    seeJa: "クライアントが disconnect を送って websocket を閉じ、新しいセッションを始める。",
  },
  {
    name: "server-disconnects",
    versions: both,
    heading: "6 B · The server disconnects for good",
    headingJa: "6 B · サーバからの完全な切断",
    see: "The server sends a disconnect of the namespace and closes. The client takes it as a decision and does not reconnect. A new session begins only when the page calls connect().",
    seeJa:
      "サーバが disconnect を送って閉じる。クライアントはこれをサーバの判断とみなし、自動では再接続しない。ページが connect() を呼ぶと新しいセッションが始まる。",
  },
  {
    name: "backoff",
    versions: both,
    heading: "6 C · Reconnecting",
    headingJa: "6 C · 再接続",
    see: "The server cannot be reached for a while. Each attempt waits twice as long as the one before, here almost without the usual randomness, until one succeeds and a new session begins.",
    seeJa:
      "サーバにしばらく届かない。試行のたびに待ち時間が 2 倍になり（ここでは乱数をほぼなくしている）、成功すると新しいセッションが始まる。",
  },
  {
    name: "missed-pong",
    versions: ["4.8.4"],
    heading: "7 · A missed pong",
    headingJa: "7 · pong が返らない",
    see: "From revision 4 on the server sends the pings. The client stops answering, and the server gives up after its timeout. Each ping without a pong says when the pong was due.",
    seeJa: "Engine.IO 4 からはサーバが ping を送る。クライアントが答えなくなると、サーバはタイムアウトで切断する。",
  },
  {
    name: "jsonp",
    versions: ["2.5.1"],
    heading: "8 · JSONP polling",
    headingJa: "8 · JSONP polling",
    see: "Polling without XMLHttpRequest: each response is a script, each message to the server is a form.",
    seeJa: "XMLHttpRequest を使わない polling。応答はスクリプト、送信はフォーム。",
  },
  {
    name: "websocket-only",
    versions: both,
    isCompared: true,
    heading: "9 A · Websocket only",
    headingJa: "9 A · websocket のみ",
    see: "The handshake is the first packet on the websocket, and there is no upgrade.",
    seeJa: "セッション開始の応答は websocket の最初のパケット。アップグレードはない。",
  },
  {
    name: "polling-only",
    versions: both,
    isCompared: true,
    heading: "9 B · Polling only",
    headingJa: "9 B · polling のみ",
    see: "GET responses and POST bodies carry both heartbeats and messages.",
    seeJa: "接続確認 (ping/pong)もメッセージも GET と POST の本文で運ばれる。",
  },
  {
    name: "refused-upgrade",
    versions: ["4.8.4"],
    heading: "10 · A refused upgrade",
    headingJa: "10 · 拒否されたアップグレード",
    see: "A proxy before the server answers the websocket with 400. The session stays on polling, and the upgrade shows which leg is missing.",
    seeJa: "サーバの手前のプロキシが websocket に 400 を返す。セッションは polling のまま続く。",
  },
  {
    name: "no-sticky-sessions",
    versions: ["4.8.4"],
    heading: "11 · No sticky sessions",
    headingJa: "11 · スティッキーセッションなし",
    see: "Requests go to two servers in turn. The second server does not have the session of the first and answers with code 1, until all requests go to one server.",
    seeJa: "2 台のサーバに交互に届くと、もう一方はセッションを知らず code 1 を返す。",
  },
  {
    name: "recovery",
    versions: ["4.8.4"],
    heading: "12 A · Connection state recovery",
    headingJa: "12 A · 接続状態の復元",
    see: "The connection is cut, and the session is recovered: the missed events arrive before the answer to CONNECT.",
    seeJa: "経路断の後にセッションが復元され、その間のイベントが CONNECT の応答の前に届く。",
  },
  {
    name: "recovery-failed",
    versions: ["4.8.4"],
    heading: "12 B · A recovery that failed",
    headingJa: "12 B · 復元できない場合",
    see: "The connection is cut for longer than the server keeps the session: the client asks for recovery, and gets a new session.",
    seeJa: "サーバがセッションを保持する時間より長い経路断。クライアントは復元を求めるが、新しいセッションになる。",
  },
  {
    name: "namespaces",
    versions: ["4.8.4"],
    heading: "13 · Namespaces",
    headingJa: "13 · namespace",
    see: "Several namespaces share one session, each with a stripe of its own; two are refused.",
    seeJa: "1 つのセッションに複数の namespace。2 つは拒否される。",
  },
  {
    name: "binary-acks",
    versions: both,
    isCompared: true,
    heading: "14 A · Binary and acks",
    headingJa: "14 A · バイナリと ack",
    see: "Attachments are listed under their packet. Each ack is paired with its question and shows how long it took.",
    seeJa: "添付はパケットにまとめ、ack は問い合わせと対にして所要時間を示す。",
  },
  {
    name: "binary-polling",
    versions: both,
    isCompared: true,
    heading: "14 B · Binary by polling",
    headingJa: "14 B · polling でのバイナリ",
    see: "Bytes while the client is on polling. Engine.IO 3 sends them as a binary body with lengths before each packet; Engine.IO 4 writes them as base64 into the text, after the letter b.",
    seeJa: "polling 中のバイナリ。Engine.IO 3 は長さを付けたバイナリの本文で送り、Engine.IO 4 は文字 b に続く base64 として本文に書く。",
  },
  {
    name: "two-clients",
    versions: both,
    heading: "16 A · Two clients on a page",
    headingJa: "16 A · 1 ページに 2 つのクライアント",
    see: "Each client has its own session and connections. The sessions stand side by side at the left.",
    seeJa: "それぞれのセッションが左端に並ぶ。",
  },
  {
    name: "reload",
    versions: both,
    heading: "16 B · The page is loaded again",
    headingJa: "16 B · ページの再読み込み",
    see: "A session belongs to one load of a page. When the page is loaded again, its session ends, and the new page begins one with an id of its own.",
    seeJa: "セッションはページの 1 回の読み込みに属する。再読み込みすると終わり、新しいページが別の ID で始める。",
  },
  {
    name: "worker-and-iframe",
    versions: ["4.8.4"],
    heading: "17 · In a worker and in iframes",
    headingJa: "17 · worker と iframe",
    see: "Clients outside the page itself are recorded too, also in an iframe of another site.",
    seeJa: "worker や iframe（別サイトを含む）の中のクライアントも記録される。",
  },
  {
    name: "old-client",
    versions: ["4.8.4"],
    heading: "18 · An old client",
    headingJa: "18 · 古いクライアント",
    see: "A socket.io 2 client connects to a socket.io 4 server, which refuses it with code 5.",
    seeJa: "socket.io 2 のクライアントを 4 のサーバが code 5 で拒否する。",
  },
  {
    name: "webtransport",
    versions: ["4.8.4"],
    heading: "19 · WebTransport",
    headingJa: "19 · WebTransport",
    see: "WebTransport cannot be established, and the client uses a websocket. For a WebTransport session that works, the browser reports only that it is established, never its data.",
    seeJa: "WebTransport は失敗し、websocket に切り替わる。",
  },
  {
    name: "late-attach",
    versions: ["4.8.4"],
    heading: "20 · Attached in the middle",
    headingJa: "20 · 途中からの記録",
    see: "Recording began in the middle of the session. A row says that everything before is missing.",
    seeJa: "途中から記録を始めた場合。それより前の記録がないことを示す行がある。",
  },
];

/** A file in docs/figures. Without a version it is the one with both versions side by side. @type {(name: string, version: Version | null, lang: "en" | "ja") => string} */
export const fileOf = (name, version, lang) => `${name}${version === null ? "" : `-${version}`}${lang === "en" ? "" : `.${lang}`}.svg`;

/** What the files of a figure show: each of its versions, and both side by side. @type {(figure: Figure) => readonly (Version | null)[]} */
export const drawingsOf = ({ versions, isCompared }) => (isCompared ? [...versions, null] : versions);

/** docs/figures.md. */
export function galleryPage() {
  const sections = gallery.map((figure) => {
    const { name, versions, isCompared, heading, see, seeJa } = figure;
    const pictures = versions.map(
      (version) => `![${heading.replace(/^.*· /, "")}, ${nameOf(version)}](figures/${fileOf(name, version, "en")})`,
    );
    if (isCompared) pictures.push(`[Side by side](figures/${fileOf(name, null, "en")})`);
    const japanese = drawingsOf(figure)
      .map((version) => `[${version === null ? "並べて比較" : nameOf(version)}](figures/${fileOf(name, version, "ja")})`)
      .join(" · ");
    return [`## ${heading}`, see, ...pictures, `日本語: ${seeJa} ${japanese}`].join("\n\n");
  });
  return `${["# Figures", INTRO, ...sections].join("\n\n")}\n`;
}

const INTRO = `Diagrams of Socket.IO sessions, drawn by Lifeline from live pages. \`npm run figures\` plays each scenario in Chromium while the panel
records, saves the trace, and draws it with the command line, in English and Japanese. \`npm start -- --scenario NAME\` plays one in a window.`;
