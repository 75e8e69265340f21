// A session that stays on polling, or is slow to leave it.

import { type Case, GET, OFFERED, open, POST, UPGRADES, URL } from "./case.ts";

const ENDS = "c4 200 6\nw1 > 5\n";
const PROBED = "w1 101\nw1 > 2probe\n";

/** Polls that are answered with a noop after so many milliseconds. */
const noops = (ms: number) => Array.from({ length: 10 }, (_, i) => `c1${i} ${GET}\n+${ms}\nc1${i} 200 6\n`).join("");

/** A request that is redirected to the path without the slash, and followed. */
const redirect = (n: number, method: string, rest: string, answer: string) =>
  `c${n} ${method} ${URL}${rest}\nc${n} 308 /socket.io${URL}\nc${n + 1} ${method} /socket.io${URL}${rest} after c${n}\nc${n + 1} 200 ${answer}\n`;

export const UPGRADE: readonly Case[] = [
  {
    rule: "upgrade-not-offered",
    what: "the server has no package for websockets",
    fires: OFFERED.replace('["websocket"]', "[]"),
    near: "it offers one, and the client has only just connected",
    ja: { what: "サーバに WebSocket のパッケージがない", near: "提示はあり、クライアントは接続したばかりである" },
    silent: OFFERED,
  },
  {
    rule: "upgrade-not-tried",
    what: 'the client has the option `transports: ["polling"]`',
    fires: `${OFFERED}+24930\nc4 200 2\nc5 ${POST} 3\nc5 200 ok\nc6 ${GET}`,
    near: "it upgrades",
    ja: { what: 'クライアントに `transports: ["polling"]` が指定されている', near: "アップグレードする" },
    silent: `${OFFERED}${UPGRADES}${PROBED}w1 < 3probe\n${ENDS}+24930\nw1 < 2\nw1 > 3`,
  },
  {
    rule: "upgrade-refused",
    what: "a proxy drops the header Upgrade",
    fires: `${OFFERED}${UPGRADES}w1 400\nw1 error Error during WebSocket handshake: Unexpected response code: 400\nw1 closed\n+1000\nc4 200 42["news",1]\nc5 ${GET}`,
    near: "the page closes the session before the websocket is established",
    ja: { what: "プロキシが Upgrade ヘッダを落とす", near: "WebSocket が確立する前に、ページがセッションを閉じる" },
    silent: `${OFFERED}${UPGRADES}w1 error WebSocket is closed before the connection is established.\nw1 closed\nc5 ${POST} 1\nc5 200 ok`,
  },
  {
    rule: "upgrade-probe-unanswered",
    what: "another websocket server takes the connection, and does not know the probe",
    fires: `${OFFERED}${UPGRADES}${PROBED}+5000\nc4 200 42["news",1]\nc5 ${GET}`,
    near: "the page leaves while the answer may still come",
    ja: { what: "別の WebSocket サーバが接続を受け、プローブを知らない", near: "応答がまだ来うるうちにページを離れる" },
    silent: `${OFFERED}${UPGRADES}${PROBED}w1 gone\nc4 gone`,
  },
  {
    rule: "upgrade-slow",
    what: "the server ends the poll that waits not with a noop, but with its next ping",
    fires: `${OFFERED}${UPGRADES}${PROBED}w1 < 3probe\n+8000\nc4 200 2\nw1 > 5\nw1 > 3\nw1 < 42["news",1]`,
    near: "the network is slow, for the handshake as for the upgrade",
    ja: {
      what: "サーバが、待っているポーリングを noop ではなく次の ping で終える",
      near: "ネットワークが遅く、ハンドシェイクにも同じようにかかる",
    },
    silent: `${OFFERED.replace("\nc1 200", "\n+2000\nc1 200")}${UPGRADES}+2000\n${PROBED}w1 < 3probe\n${ENDS}`,
  },
  {
    rule: "poll-churn",
    what: "the server answers each poll at once",
    fires: `${OFFERED}c4 200 42["news",1]\n${noops(5)}`,
    near: "it does so while the session upgrades, as servers do to free the poll",
    ja: { what: "サーバがどのポーリングにもすぐ応答する", near: "アップグレードの間だけ、ポーリングを空けるためにそうする" },
    silent: `${OFFERED}c4 200 42["news",1]\n${UPGRADES}${PROBED}${noops(5)}`,
  },
  {
    rule: "every-request-redirected",
    what: "Next.js removes the slash at the end of the path",
    fires: `${redirect(1, "GET", "", open("A"))}${redirect(3, "POST", "&sid=A 40", "ok")}${redirect(5, "GET", "&sid=A", '40{"sid":"s"}')}`,
    near: "only the handshake is redirected",
    ja: { what: "Next.js がパスの末尾のスラッシュを消す", near: "ハンドシェイクだけがリダイレクトされる" },
    silent: `${redirect(1, "GET", "", open("A"))}c3 ${POST} 40\nc3 200 ok\nc5 ${GET}\nc5 200 40{"sid":"s"}`,
  },
  {
    rule: "lost-in-upgrade",
    what: "the server drops a POST that it gets while the session upgrades",
    fires: `${OFFERED}${UPGRADES}${PROBED}c5 ${POST} 420["join"]\nc5 200 ok\nw1 < 3probe\n${ENDS}+24000\nw1 < 2\nw1 > 3\n+15000\nw1 < 42["news",1]`,
    near: "the ACK comes over the websocket",
    ja: { what: "アップグレード中に届いた POST を、サーバが捨てる", near: "ACK が WebSocket で届く" },
    silent: `${OFFERED}${UPGRADES}${PROBED}c5 ${POST} 420["join"]\nc5 200 ok\nw1 < 3probe\n${ENDS}w1 < 430[]\n+24000\nw1 < 2\nw1 > 3\n+15000\nw1 < 42["news",1]`,
  },
];
