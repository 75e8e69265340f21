// A session that ends, or ends again and again.

import { ASK, beat, type Case, GET, open, POLLING, POST, socket, UNKNOWN } from "./case.ts";

const HOUR = 3_600_000;
const AGAIN = `+1000\n${socket("w2", "B")}`;
const MOST = ',"maxPayload":1000000';
const LARGE = `["file","${"x".repeat(1_200_000)}"]`;
const BINARY = (name: string) => `w1 < 451-["${name}",{"_placeholder":true,"num":0}]\n`;
const STRICT = "w1 open ?EIO=4&transport=websocket\nw1 error WebSocket is closed before the connection is established.\nw1 closed\n";
const JOINED = `${POLLING}\nc2 ${POST} 40\nc2 200 ok\nc3 ${GET}`;
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
    silent: `${POLLING}\nc2 ${GET}\nc3 ${POST} 1\nc2 ${UNKNOWN}\nc3 200 ok`,
  },
  {
    rule: "ping-timeout",
    what: "after a ping nothing arrives any more",
    fires: `${socket("w1", "A")}${beat("w1")}+60000\n${socket("w2", "B")}`,
    near: "the connection closes before the client's time is over",
    silent: `${socket("w1", "A")}${beat("w1")}+40000\nw1 closed\n${AGAIN}`,
  },
  {
    rule: "server-pings-late",
    what: "the server is busy: its ping is late, while other packets arrive",
    fires: `${socket("w1", "A")}+25500\nw1 < 42["news",1]\n+2490\nw1 < 2\nw1 > 3`,
    near: "the ping is in time, and the client's pong is late",
    silent: `${socket("w1", "A")}+24970\nw1 < 2\n+3000\nw1 > 3`,
  },
  {
    rule: "resumed-after-sleep",
    what: "the computer sleeps for an hour",
    fires: `${JOINED}\nc3 200 40{"sid":"s"}\n${ASLEEP}\nc4 ${GET}\nc4 ${UNKNOWN}\n+1000\nc5 ${ASK}\nc5 200 ${open("B")}`,
    near: "it sleeps for 5 s, and the session lives on until a minute later",
    silent: `${socket("w1", "A")}clock 5000\n+5000\n${beat("w1").repeat(3)}w1 closed`,
  },
  {
    rule: "idle-proxy-cut",
    what: "a proxy cuts websockets that are idle for 60 s, and the heartbeat comes every 90 s",
    fires: `${socket("w1", "A", "", "", 90_000)}+60000\nw1 closed\n${AGAIN}`,
    near: "it is cut sooner after its last packet, as a network that breaks does",
    silent: `${socket("w1", "A", "", "", 90_000)}+40000\nw1 closed\n${AGAIN}`,
  },
  {
    rule: "payload-too-large",
    what: "the client sends an event of 1.2 MB, and the server accepts 1 MB",
    fires: `${socket("w1", "A", MOST)}w1 > 42${LARGE}\n+20\nw1 closed\n${AGAIN}`,
    near: "the server sends one of that size, which its limit does not concern",
    silent: `${socket("w1", "A", MOST)}w1 < 42${LARGE}\n+20\nw1 closed\n${AGAIN}`,
  },
  {
    rule: "client-parse-error",
    what: "the JSON of a packet is broken",
    fires: `${socket("w1", "A")}w1 < 42["news",}\nw1 closed\n${AGAIN}`,
    near: "the client goes on after it",
    silent: `${socket("w1", "A")}w1 < 42["news",}\nw1 > 42["next"]\nw1 closed\n${AGAIN}`,
  },
  {
    rule: "nan-in-json",
    what: "a server in Python sends NaN",
    fires: `${socket("w1", "A")}w1 < 42["value",{"celsius":NaN}]\nw1 closed\n${AGAIN}`,
    near: "NaN is in a text",
    silent: `${socket("w1", "A")}w1 < 42["value",{"celsius":"NaN"}]\nw1 closed\n${AGAIN}`,
  },
  {
    rule: "attachments-interleaved",
    what: "a second packet comes before the attachment of the first one",
    fires: `${socket("w1", "A")}${BINARY("a")}${BINARY("b")}w1 < [AQID]\nw1 < [BAUG]\nw1 closed\n${AGAIN}`,
    near: "each attachment follows its packet at once",
    silent: `${socket("w1", "A")}${BINARY("a")}w1 < [AQID]\n${BINARY("b")}w1 < [BAUG]\nw1 closed\n${AGAIN}`,
  },
  {
    rule: "two-polls",
    what: "a second poll is sent while the first one waits",
    fires: `${POLLING}\nc2 ${GET}\n+1000\nc3 ${GET}\nc2 200 1\nc3 400 {"code":3,"message":"Bad request"}`,
    near: "both are answered, and the session goes on",
    silent: `${POLLING}\nc2 ${GET}\n+10\nc3 ${GET}\nc2 200 40{"sid":"s"}\nc3 200 42["news",1]\nc4 ${GET}`,
  },
  {
    rule: "server-closed",
    what: "the application on the server calls `socket.disconnect()`",
    fires: `${socket("w1", "A")}w1 < 41\nw1 closed`,
    near: "the websocket closes, and no side has said that it ends the session",
    silent: `${socket("w1", "A")}w1 closed\n${AGAIN}`,
  },
  {
    rule: "client-closed",
    what: "the page calls `socket.disconnect()`",
    fires: `${socket("w1", "A")}w1 > 41\nw1 closed`,
    near: "the client closes the session because it cannot read a packet",
    silent: `${socket("w1", "A")}w1 < 42["news",}\nw1 closed\n${AGAIN}`,
  },
  {
    rule: "page-left",
    what: "the page is loaded again",
    fires: `context appeared\n${socket("w1", "A")}context navigated\n${socket("w2", "B")}`,
    near: "the page closes its session before it leaves",
    silent: `context appeared\n${socket("w1", "A")}w1 > 41\nw1 closed\n+5000\ncontext navigated\n${socket("w2", "B")}`,
  },
  {
    rule: "closed-before-established",
    what: "React's StrictMode runs the effect that connects twice",
    fires: `${STRICT}${socket("w2", "A")}`,
    near: "the page closes its websocket early, and opens the next one only seconds later",
    silent: `${STRICT}+5000\n${socket("w2", "A")}`,
  },
  {
    rule: "server-restarted",
    what: "the server is started again",
    fires: `${socket("w1", "A")}w1 closed\n+1000\nc1 ${ASK}\nc1 failed net::ERR_CONNECTION_REFUSED\n+2000\n${socket("w2", "B")}`,
    near: "the browser has no network at the next attempt",
    silent: `${socket("w1", "A")}w1 closed\n+1000\nc1 ${ASK}\nc1 failed net::ERR_INTERNET_DISCONNECTED\n+2000\n${socket("w2", "B")}`,
  },
  {
    rule: "recovered",
    what: "the server still has the state of the socket",
    fires: recovery("p"),
    near: "the server makes a new socket",
    silent: recovery("q"),
  },
  {
    rule: "not-recovered",
    what: "the server has dropped the state of the socket",
    fires: recovery("q"),
    near: "the server gives the state back",
    silent: recovery("p"),
  },
];
