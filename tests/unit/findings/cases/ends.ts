// A session that ends, or ends again and again.

import { ASK, beat, type Case, GET, open, POLLING, POST, socket, UNKNOWN } from "./case.ts";

const HOUR = 3_600_000;
const AGAIN = `+1000\n${socket("w2", "B")}`;
const MOST = ',"maxPayload":1000000';
const LARGE = `["file","${"x".repeat(1_200_000)}"]`;
const BINARY = (name: string) => `w1 < 451-["${name}",{"_placeholder":true,"num":0}]\n`;
const STRICT = "w1 open ?EIO=4&transport=websocket\nw1 error WebSocket is closed before the connection is established.\nw1 closed\n";
const JOINED = `${POLLING}\nc2 ${POST} 40\nc2 200 ok\nc3 ${GET}`;
/** A session of Engine.IO 3, in which the client pings. */
const THREE = `w1 open ?EIO=3&transport=websocket\nw1 101\nw1 < ${open("A")}\nw1 < 40\n`;
const ASLEEP = `clock ${HOUR}\n+${HOUR}`;

/** The socket has a pid, gets an event with the offset o1, and is lost. The next session asks for what it missed, and is given `pid`. */
const recovery = (pid: string) =>
  `${socket("w1", "A").replace('"sA"', '"s","pid":"p"')}w1 < 42["news",1,"o1"]\nw1 closed\n+2000\n${socket("w2", "B")
    .replace("w2 > 40", 'w2 > 40{"pid":"p","offset":"o1"}')
    .replace('"sB"', `"s","pid":"${pid}"`)}`;

export const ENDS: readonly Case[] = [
  {
    rule: "sid-unknown",
    what: "two servers share the requests, and each knows only its own sessions",
    fires: `${POLLING}\nc2 ${POST} 40\nc2 ${UNKNOWN}\n+1000\nc3 ${ASK}\nc3 200 ${open("B")}\nc4 POST ?EIO=4&transport=polling&sid=B 40\nc4 ${UNKNOWN}`,
    near: "the client has closed the session while its poll was under way",
    ja: {
      what: "2 台のサーバが要求を分け合い、それぞれ自分のセッションしか知らない",
      near: "ポーリングの途中でクライアントがセッションを閉じている",
    },
    silent: `${POLLING}\nc2 ${GET}\nc3 ${POST} 1\nc2 ${UNKNOWN}\nc3 200 ok`,
  },
  {
    rule: "ping-timeout",
    what: "after a ping nothing arrives any more",
    fires: `${socket("w1", "A")}${beat("w1")}+60000\n${socket("w2", "B")}`,
    near: "the connection closes before the client's time is over",
    ja: { what: "ping の後、何も届かなくなる", near: "クライアントの待ち時間が終わる前に接続が閉じる" },
    silent: `${socket("w1", "A")}${beat("w1")}+40000\nw1 closed\n${AGAIN}`,
  },
  {
    rule: "server-pings-late",
    what: "the server is busy: its ping is late, while other packets arrive",
    fires: `${socket("w1", "A")}+25500\nw1 < 42["news",1]\n+2490\nw1 < 2\nw1 > 3`,
    near: "the ping is in time, and the client's pong is late",
    ja: { what: "サーバが忙しく、ほかのパケットは届くのに ping が遅れる", near: "ping は時間どおりで、クライアントの pong が遅れる" },
    silent: `${socket("w1", "A")}+24970\nw1 < 2\n+3000\nw1 > 3`,
  },
  {
    rule: "throttled-tab",
    what: "the tab is hidden, and a client of socket.io 2 pings late",
    fires: `${THREE}+5000\nhidden\n+30000\nw1 > 2\nw1 < 3\n+5000\nshown`,
    near: "the ping is as late, and the tab is in front",
    ja: { what: "タブが非表示で、socket.io 2 のクライアントの ping が遅れる", near: "ping の遅れは同じだが、タブは表示されている" },
    silent: `${THREE}+5000\nhidden\n+10\nshown\n+30000\nw1 > 2\nw1 < 3`,
  },
  {
    rule: "resumed-after-sleep",
    what: "the computer sleeps for an hour",
    fires: `${JOINED}\nc3 200 40{"sid":"s"}\n${ASLEEP}\nc4 ${GET}\nc4 ${UNKNOWN}\n+1000\nc5 ${ASK}\nc5 200 ${open("B")}`,
    near: "it sleeps for 5 s, and the session lives on until a minute later",
    ja: { what: "コンピューターが 1 時間スリープする", near: "5 秒だけスリープし、セッションがその 1 分後まで続く" },
    silent: `${socket("w1", "A")}clock 5000\n+5000\n${beat("w1").repeat(3)}w1 closed`,
  },
  {
    rule: "idle-proxy-cut",
    what: "a proxy cuts websockets that are idle for 60 s, and the heartbeat comes every 90 s",
    fires: `${socket("w1", "A", "", "", 90_000)}+60000\nw1 closed\n+1000\n${socket("w2", "B", "", "", 90_000)}`,
    near: "it is cut sooner after its last packet, as a network that breaks does",
    ja: {
      what: "プロキシが 60 秒無通信の WebSocket を切り、ハートビートは 90 秒ごとにしか来ない",
      near: "最後のパケットからもっと早く、ネットワークが切れる時のように終わる",
    },
    silent: `${socket("w1", "A", "", "", 90_000)}+40000\nw1 closed\n${AGAIN}`,
  },
  {
    rule: "payload-too-large",
    what: "the client sends an event of 1.2 MB, and the server accepts 1 MB",
    fires: `${socket("w1", "A", MOST)}w1 > 42${LARGE}\n+20\nw1 closed\n${AGAIN}`,
    near: "the server sends one of that size, which its limit does not concern",
    ja: {
      what: "クライアントが 1.2 MB のイベントを送り、サーバは 1 MB までしか受け付けない",
      near: "サーバがその大きさのものを送る (サーバの上限は関係しない)",
    },
    silent: `${socket("w1", "A", MOST)}w1 < 42${LARGE}\n+20\nw1 closed\n${AGAIN}`,
  },
  {
    rule: "client-parse-error",
    what: "the JSON of a packet is broken",
    fires: `${socket("w1", "A")}w1 < 42["news",}\nw1 closed\n${AGAIN}`,
    near: "the client goes on after it",
    ja: { what: "パケットの JSON が壊れている", near: "クライアントがその後も続ける" },
    silent: `${socket("w1", "A")}w1 < 42["news",}\nw1 > 42["next"]\nw1 closed\n${AGAIN}`,
  },
  {
    rule: "nan-in-json",
    what: "a server in Python sends NaN",
    fires: `${socket("w1", "A")}w1 < 42["value",{"celsius":NaN}]\nw1 closed\n${AGAIN}`,
    near: "NaN is in a text",
    ja: { what: "Python のサーバが NaN を送る", near: "NaN が文字列の中にある" },
    silent: `${socket("w1", "A")}w1 < 42["value",{"celsius":"NaN"}]\nw1 closed\n${AGAIN}`,
  },
  {
    rule: "attachments-interleaved",
    what: "a second packet comes before the attachment of the first one",
    fires: `${socket("w1", "A")}${BINARY("a")}${BINARY("b")}w1 < [AQID]\nw1 < [BAUG]\nw1 closed\n${AGAIN}`,
    near: "each attachment follows its packet at once",
    ja: { what: "1 つ目のパケットの添付より先に、2 つ目のパケットが来る", near: "どの添付も、そのパケットのすぐ後に続く" },
    silent: `${socket("w1", "A")}${BINARY("a")}w1 < [AQID]\n${BINARY("b")}w1 < [BAUG]\nw1 closed\n${AGAIN}`,
  },
  {
    rule: "two-polls",
    what: "a second poll is sent while the first one waits",
    fires: `${POLLING}\nc2 ${GET}\n+1000\nc3 ${GET}\nc2 200 1\nc3 400 {"code":3,"message":"Bad request"}`,
    near: "both are answered, and the session goes on",
    ja: { what: "1 つ目のポーリングが待つ間に、2 つ目が送られる", near: "どちらにも応答があり、セッションが続く" },
    silent: `${POLLING}\nc2 ${GET}\n+10\nc3 ${GET}\nc2 200 40{"sid":"s"}\nc3 200 42["news",1]\nc4 ${GET}`,
  },
  {
    rule: "server-closed",
    what: "the application on the server calls `socket.disconnect()`",
    fires: `${socket("w1", "A")}w1 < 41\nw1 closed`,
    near: "the websocket closes, and no side has said that it ends the session",
    ja: {
      what: "サーバのアプリケーションが `socket.disconnect()` を呼ぶ",
      near: "WebSocket が閉じるが、どちらの側も終わりを告げていない",
    },
    silent: `${socket("w1", "A")}w1 closed\n${AGAIN}`,
  },
  {
    rule: "client-closed",
    what: "the page calls `socket.disconnect()`",
    fires: `${socket("w1", "A")}w1 > 41\nw1 closed`,
    near: "the client closes the session because it cannot read a packet",
    ja: { what: "ページが `socket.disconnect()` を呼ぶ", near: "クライアントがパケットを読めず、セッションを閉じる" },
    silent: `${socket("w1", "A")}w1 < 42["news",}\nw1 closed\n${AGAIN}`,
  },
  {
    rule: "page-left",
    what: "the page is loaded again",
    fires: `context appeared\n${socket("w1", "A")}context navigated\n${socket("w2", "B")}`,
    near: "the page closes its session before it leaves",
    ja: { what: "ページが再読み込みされる", near: "ページが、離れる前に自分でセッションを閉じる" },
    silent: `context appeared\n${socket("w1", "A")}w1 > 41\nw1 closed\n+5000\ncontext navigated\n${socket("w2", "B")}`,
  },
  {
    rule: "closed-before-established",
    what: "React's StrictMode runs the effect that connects twice",
    fires: `${STRICT}${socket("w2", "A")}`,
    near: "the page closes its websocket early, and opens the next one only seconds later",
    ja: { what: "React の StrictMode が、接続する effect を 2 度実行する", near: "ページが WebSocket を早く閉じ、次のものを数秒後に開く" },
    silent: `${STRICT}+5000\n${socket("w2", "A")}`,
  },
  {
    rule: "server-restarted",
    what: "the server is started again",
    fires: `${socket("w1", "A")}w1 closed\n+1000\nc1 ${ASK}\nc1 failed net::ERR_CONNECTION_REFUSED\n+2000\n${socket("w2", "B")}`,
    near: "the browser has no network at the next attempt",
    ja: { what: "サーバが再起動される", near: "次の試行の時、ブラウザがネットワークにつながっていない" },
    silent: `${socket("w1", "A")}w1 closed\n+1000\nc1 ${ASK}\nc1 failed net::ERR_INTERNET_DISCONNECTED\n+2000\n${socket("w2", "B")}`,
  },
  {
    rule: "recovered",
    what: "the server still has the state of the socket",
    fires: recovery("p"),
    near: "the server makes a new socket",
    ja: { what: "サーバにソケットの状態が残っている", near: "サーバが新しいソケットを作る" },
    silent: recovery("q"),
  },
  {
    rule: "not-recovered",
    what: "the server has dropped the state of the socket",
    fires: recovery("q"),
    near: "the server gives the state back",
    ja: { what: "サーバがソケットの状態を捨てている", near: "サーバが状態を返す" },
    silent: recovery("p"),
  },
];
