// A client that cannot connect.

import { ASK, type Case, open, POLLING, POST, UNKNOWN } from "./case.ts";

const OPEN = open("A", "", '"websocket"');
const WEBSOCKET = `w1 open ?EIO=4&transport=websocket\nw1 101\nw1 < ${OPEN}`;
const THREE = `95:${OPEN.padEnd(95)}2:40`;
const PAGES = "context appeared\ncontext appeared @other\n";

export const CONNECT: readonly Case[] = [
  {
    rule: "server-unreachable",
    what: "no server listens at the port; the client tries three times",
    fires: [1, 2, 3].map((n) => `c${n} ${ASK}\nc${n} failed net::ERR_CONNECTION_REFUSED\n+1200`).join("\n"),
    near: "the page itself blocks the request",
    ja: { what: "ポートで待ち受けるサーバがなく、クライアントが 3 回試す", near: "ページ自身が要求を遮断する" },
    silent: `c1 ${ASK}\nc1 failed csp`,
  },
  {
    rule: "wrong-path",
    what: "the server answers 404 with a page of its own",
    fires: `c1 ${ASK}\nc1 404 <title>Error</title><pre>Cannot GET /socket.io/</pre>`,
    near: "Engine.IO itself refuses the request, with a code",
    ja: { what: "サーバが 404 と自分のページを返す", near: "Engine.IO 自身がコード付きで拒否する" },
    silent: `c1 ${ASK}\nc1 403 {"code":4,"message":"Forbidden"}`,
  },
  {
    rule: "server-error",
    what: "a proxy answers 502",
    fires: `c1 ${ASK}\nc1 502 <html><title>502 Bad Gateway</title>`,
    near: "the server refuses with 403",
    ja: { what: "プロキシが 502 を返す", near: "サーバが 403 で拒否する" },
    silent: `c1 ${ASK}\nc1 403 {"code":4,"message":"Forbidden"}`,
  },
  {
    rule: "handshake-refused",
    what: "`allowRequest` of the server says no",
    fires: `c1 ${ASK}\nc1 403 {"code":4,"message":"Forbidden"}`,
    near: "the revisions of client and server differ",
    ja: { what: "サーバの `allowRequest` が拒否する", near: "クライアントとサーバのリビジョンが違う" },
    silent: 'c1 GET ?EIO=3&transport=polling\nc1 400 {"code":5,"message":"Unsupported protocol version"}',
  },
  {
    rule: "redirected",
    what: "the handshake is sent to a login page",
    fires: `c1 ${ASK}\nc1 302 /login\nc2 GET /login after c1\nc2 200 <!doctype html><title>Sign in</title>`,
    near: "the login page itself answers, without a redirect",
    ja: { what: "ハンドシェイクがログインページへ送られる", near: "リダイレクトなしにログインページが返る" },
    silent: `c1 ${ASK}\nc1 200 <!doctype html><title>Sign in</title>`,
  },
  {
    rule: "version-mismatch",
    what: "a client of socket.io 4 asks a server of socket.io 2",
    fires: `c1 ${ASK}\nc1 200 ${THREE}`,
    near: "a client of socket.io 2 asks a server of socket.io 2",
    ja: {
      what: "socket.io 4 のクライアントが socket.io 2 のサーバに接続する",
      near: "socket.io 2 のクライアントが socket.io 2 のサーバに接続する",
    },
    silent: `c1 GET ?EIO=3&transport=polling\nc1 200 ${THREE}`,
  },
  {
    rule: "cors-blocked",
    what: "the server's answer does not allow the page's origin",
    fires: `page http://localhost:5173/\nc1 ${ASK}\nc1 failed MissingAllowOriginHeader`,
    near: "nothing answers",
    ja: { what: "サーバの応答がページのオリジンを許していない", near: "何も応答しない" },
    silent: `c1 ${ASK}\nc1 failed net::ERR_CONNECTION_REFUSED`,
  },
  {
    rule: "cors-hides-status",
    what: "a proxy answers the preflight with 502, so the request is not sent",
    fires: `c1 ${ASK}\nc2 OPTIONS ?EIO=4&transport=polling\nc2 502\nc1 failed net::ERR_FAILED (PreflightInvalidStatus)`,
    near: "the answer has no other fault than that it does not allow the page's origin",
    ja: {
      what: "プリフライトにプロキシが 502 を返し、要求が送られない",
      near: "応答はページのオリジンを許していないだけで、ほかに問題がない",
    },
    silent: `c1 ${ASK}\nc1 failed MissingAllowOriginHeader`,
  },
  {
    rule: "mixed-or-blocked",
    what: "the page's content security policy does not allow the connection",
    fires: `c1 ${ASK}\nc1 failed csp`,
    near: "nothing answers",
    ja: { what: "ページの Content Security Policy が接続を許していない", near: "何も応答しない" },
    silent: `c1 ${ASK}\nc1 failed net::ERR_CONNECTION_REFUSED`,
  },
  {
    rule: "not-engine-io",
    what: "a plain websocket server says hello",
    fires: "w1 open ?EIO=4&transport=websocket\nw1 101\nw1 < hello\nw1 closed",
    near: "the server sends an open packet",
    ja: { what: "ただの WebSocket サーバが hello と送る", near: "サーバが open パケットを送る" },
    silent: `${WEBSOCKET}\nw1 > 40\nw1 < 40{"sid":"s"}`,
  },
  {
    rule: "invalid-namespace",
    what: "the client joins a namespace that the server does not have",
    fires: `${WEBSOCKET}\nw1 > 40/chat,\nw1 < 44/chat,{"message":"Invalid namespace"}`,
    near: "the application refuses the client in that namespace",
    ja: { what: "クライアントが、サーバにない名前空間に入ろうとする", near: "その名前空間でアプリケーションがクライアントを拒否する" },
    silent: `${WEBSOCKET}\nw1 > 40/chat,\nw1 < 44/chat,{"message":"no token"}`,
  },
  {
    rule: "connect-refused-by-app",
    what: "a middleware of the server refuses the client",
    fires: `${WEBSOCKET}\nw1 > 40/chat,\nw1 < 44/chat,{"message":"no token"}`,
    near: "the server does not have the namespace",
    ja: { what: "サーバのミドルウェアがクライアントを拒否する", near: "サーバにその名前空間がない" },
    silent: `${WEBSOCKET}\nw1 > 40/chat,\nw1 < 44/chat,{"message":"Invalid namespace"}`,
  },
  {
    rule: "handshake-from-cache",
    what: "the browser's cache answers the handshake, with a session id that the server does not know any more",
    fires: `${POLLING}\nc2 ${POST} 40\nc2 ${UNKNOWN}`,
    near: "the server itself answers it, and another server gets the next request",
    ja: {
      what: "ブラウザのキャッシュがハンドシェイクに応答し、サーバはそのセッション ID をもう知らない",
      near: "サーバ自身が応答し、次の要求が別のサーバに届く",
    },
    silent: `${POLLING}\nc2 ${POST} 40\nc2 ${UNKNOWN}`.replaceAll("c1", "c9"),
    answers: { c1: { from: "disk-cache" } },
  },
  {
    rule: "shared-session-id",
    what: "the server takes the session id from a cookie, and a page and its iframe get the same one",
    fires: `${PAGES}${POLLING}\nc2 ${ASK} @other\nc2 200 ${open("A")} @other`,
    near: "each of the two gets its own",
    ja: { what: "サーバがセッション ID をクッキーから取り、ページとその iframe に同じものを渡す", near: "それぞれに別のものを渡す" },
    silent: `${PAGES}${POLLING}\nc2 ${ASK} @other\nc2 200 ${open("B")} @other`,
  },
];
