// Random sessions for drawing.spec.ts. A plan says what the clients of a page do, and can be shrunk by fast-check. `eventsOf` makes its wire
// events, in the order in which a browser reports them, which is not always the order of their times.

import fc from "fast-check";
import { Store } from "../../src/session/store.ts";
import type { Body, Direction, Part, WireEvent } from "../../src/wire/event.ts";
import { eventName } from "./arbitraries.ts";

const START = 1_700_000_000_000;

const wait = fc.oneof(
  { weight: 60, arbitrary: fc.integer({ min: 0, max: 40 }) },
  { weight: 30, arbitrary: fc.constant(0) },
  { weight: 10, arbitrary: fc.double({ min: 0, max: 3, noNaN: true }) },
  { weight: 20, arbitrary: fc.constantFrom(400, 1_234, 5_000, 20_000, 25_000, 31_000, 61_000, 130_000) },
  { weight: 1, arbitrary: fc.constantFrom(3_700_000, 90_000_000) },
);
const outcome = fc.constantFrom("ok", "ok", "ok", "ok", "400", "502", "failed", "canceled", "never", "broken", "unseen", "empty");
const direction = fc.constantFrom<Direction>("sent", "received");
const name = fc.oneof(
  { weight: 30, arbitrary: fc.constantFrom("chat", "typing", "news") },
  {
    weight: 10,
    arbitrary: fc.oneof(
      eventName,
      fc.constantFrom("出来事の名前".repeat(9), "w".repeat(300), "\u202eabc\n\u0007", "😀👩‍👩‍👧".repeat(12), "\ud800"),
    ),
  },
);
const text = fc.oneof(fc.constantFrom("", "hello", "長い文".repeat(30), "m".repeat(400)), fc.string({ unit: "grapheme", maxLength: 20 }));
const namespace = fc.constantFrom("/", "/", "/", "/admin", "/日本", `/${"n".repeat(60)}`);
/** Id of the TCP connection that carries an exchange; empty if the browser does not report it. */
const connection = fc.constantFrom("", "1", "1", "1", "2", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11");

const begin = fc.record({ do: fc.constant("begin" as const), by: fc.constantFrom("polling", "websocket"), outcome });
const act = fc.oneof(
  {
    weight: 60,
    arbitrary: fc.record({
      do: fc.constant("say" as const),
      direction,
      name,
      text,
      namespace,
      ack: fc.option(fc.integer({ min: 0, max: 5 })),
      binary: fc.constantFrom(0, 0, 0, 0, 1, 2),
      whole: fc.boolean(),
    }),
  },
  { weight: 30, arbitrary: fc.record({ do: fc.constant("answer" as const), direction, namespace, ack: fc.integer({ min: 0, max: 5 }) }) },
  {
    weight: 30,
    arbitrary: fc.record({
      do: fc.constant("beat" as const),
      times: fc.constantFrom(1, 1, 1, 2, 2, 3, 3, 4, 4, 7, 7, 65),
      late: fc.constantFrom(0, 0, 0, 3, 900, 6_000, 24_000, 40_000),
      missing: fc.constantFrom("none", "none", "none", "none", "ping", "pong"),
    }),
  },
  { weight: 20, arbitrary: fc.record({ do: fc.constant("poll" as const), outcome }) },
  {
    weight: 30,
    arbitrary: fc.record({
      do: fc.constant("upgrade" as const),
      until: fc.constantFrom("switch", "switch", "switch", "switch", "open", "400", "101", "probe", "pong", "closed"),
      drained: fc.boolean(),
    }),
  },
  {
    weight: 20,
    arbitrary: fc.record({
      do: fc.constant("namespace" as const),
      namespace,
      how: fc.constantFrom("connect", "connect", "refused", "leave", "thrown out", "unanswered"),
    }),
  },
  {
    weight: 10,
    arbitrary: fc.record({
      do: fc.constant("raw" as const),
      direction,
      text: fc.oneof(
        fc.constantFrom("", "9", "42[", '451-["x"', "4", "6", "0{", "43[]", "2probe", "3probe", "5", "1", "41", `42${"[".repeat(80)}`),
        text,
      ),
    }),
  },
  {
    weight: 10,
    arbitrary: fc.record({
      do: fc.constant("close" as const),
      how: fc.constantFrom("1 sent", "1 received", "reported", "clean", "error", "navigation", "hook"),
    }),
  },
  {
    weight: 10,
    arbitrary: fc.record({
      do: fc.constant("cut" as const),
      said: fc.integer({ min: 0, max: 2 }),
      times: fc.constantFrom(0.3, 0.8, 1.02, 1.02, 1.5, 3),
      attempts: fc.integer({ min: 0, max: 4 }),
      heals: fc.boolean(),
    }),
  },
  { weight: 10, arbitrary: begin },
  {
    weight: 20,
    arbitrary: fc.record({
      do: fc.constant("page" as const),
      part: fc.constantFrom<Part>("page", "script", "script", "preflight"),
      path: fc.constantFrom("", "socket.io/socket.io.js", "search?q=1", `${"path/".repeat(50)}`, "socket.io/?EIO=4&transport=polling"),
      times: fc.constantFrom(1, 1, 5),
      outcome,
    }),
  },
  {
    weight: 10,
    arbitrary: fc.record({
      do: fc.constant("note" as const),
      what: fc.constantFrom("recording", "paused", "late", "hidden", "shown", "offline", "online", "mark"),
      text: fc.option(text, { nil: undefined }),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({ do: fc.constant("gap" as const), for: wait, packets: fc.option(fc.nat(9_999), { nil: undefined }) }),
  },
  { weight: 5, arbitrary: fc.record({ do: fc.constant("navigate" as const), state: fc.constantFrom("appeared", "navigated", "gone") }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant("webtransport" as const), closed: fc.boolean() }) },
);

const move = fc.record({
  wait,
  act,
  connection,
  /** Milliseconds between a request and its response. `body`: between the response and its body. */
  takes: wait,
  body: fc.constantFrom(0, 0, 1, 12, 300, 7_000),
  /** Milliseconds until a body is reported, because the capture has to ask the browser for it. */
  late: fc.constantFrom(0, 0, 0, 3, 25, 200),
});

const client = fc.record({
  eio: fc.constantFrom<0.9 | 3 | 4>(4, 4, 4, 3, 3, 3, 0.9),
  jsonp: fc.constantFrom(false, false, false, true),
  shared: fc.constantFrom(false, false, false, true),
  frame: fc.constantFrom("main", "main", "tab2", "worker"),
  host: fc.constantFrom("localhost:3000", "localhost:3000", `${"very-long-".repeat(9)}example.org`),
  begins: fc.integer({ min: 0, max: 400 }),
  /** Milliseconds until all events are reported: a worker has another connection to the browser than its page. */
  late: fc.constantFrom(0, 0, 0, 25, 1_000),
  times: fc.constantFrom([25_000, 20_000], [25_000, 5_000], [25_000, 60_000], [300, 200]),
  first: begin,
  moves: fc.array(move, { maxLength: 10 }),
});

export type Plan = readonly (typeof client extends fc.Arbitrary<infer C> ? C : never)[];
type ClientPlan = Plan[number];
type Move = ClientPlan["moves"][number];
type Begin = ClientPlan["first"];

/** A waiting long poll, with the connection and body of its response. */
interface Poll {
  readonly id: string;
  readonly move: Pick<Move, "connection" | "body">;
}

/** Plans of one to three clients on a page. */
export const plans: fc.Arbitrary<Plan> = fc.array(client, { minLength: 1, maxLength: 3 });

export function emptyStore(): Store {
  return new Store({ format: "lifeline-trace", version: 1, source: "test", createdAt: "2023-11-14T22:13:20.000Z" });
}

/** Wire events of a plan, in the order of their reports. */
export function eventsOf(plan: Plan): WireEvent[] {
  const reports = plan.flatMap((client, i) => new Player(client, i).play());
  return reports.sort((a, b) => a.at - b.at).map(({ event }) => event);
}

class Player {
  readonly #plan: ClientPlan;
  readonly #name: string;
  readonly #reports: { readonly at: number; readonly event: WireEvent }[] = [];
  #at: number;
  #move: Pick<Move, "connection" | "takes" | "body" | "late"> = { connection: "1", takes: 8, body: 1, late: 0 };
  #count = 0;
  #sids = 0;
  #ws: string | null = null;
  #upgrades = 0;
  #poll: Poll | null = null;

  constructor(plan: ClientPlan, index: number) {
    this.#plan = plan;
    this.#name = `${index}`;
    this.#at = START + plan.begins;
  }

  play() {
    this.#begin(this.#plan.first);
    for (const move of this.#plan.moves) {
      this.#at += move.wait;
      this.#move = move;
      this.#act(move.act);
    }
    return this.#reports;
  }

  #report(event: WireEvent): void {
    this.#reports.push({ at: event.at + this.#plan.late + (event.kind === "http-body" ? this.#move.late : 0), event });
  }

  #id(letter: string): string {
    return `${letter}${this.#name}.${this.#count++}`;
  }

  get #sid(): string {
    return `sid${this.#name}-${this.#sids}_AAAAAAAAAAA`;
  }

  get #legacy(): boolean {
    return this.#plan.eio === 0.9;
  }

  #url(transport: "polling" | "websocket", begins: boolean): string {
    const { eio, host } = this.#plan;
    const scheme = transport === "websocket" ? "ws" : "http";
    if (this.#legacy)
      return `${scheme}://${host}/socket.io/1/${begins ? "" : `${transport === "polling" ? "xhr-polling" : transport}/${this.#sid}`}?t=1`;
    const jsonp = transport === "polling" && this.#plan.jsonp ? "&j=0" : "";
    return `${scheme}://${host}/socket.io/?EIO=${eio}&transport=${transport}${jsonp}${begins ? "" : `&sid=${this.#sid}`}`;
  }

  #payload(packets: readonly string[], sent: boolean): string {
    if (this.#legacy)
      return packets.length === 1 ? (packets[0] ?? "") : packets.map((packet) => `\ufffd${packet.length}\ufffd${packet}`).join("");
    const joined = this.#plan.eio === 4 ? packets.join("\x1e") : packets.map((packet) => `${packet.length}:${packet}`).join("");
    if (!this.#plan.jsonp) return joined;
    return sent ? `d=${encodeURIComponent(Buffer.from(joined).toString())}` : `___eio[0](${JSON.stringify(joined)});`;
  }

  #request(method: "GET" | "POST" | "OPTIONS", url: string, part: Part, body?: string): string {
    const id = this.#id("c");
    const { frame } = this.#plan;
    this.#report({
      kind: "http-request",
      at: this.#at,
      id,
      method,
      url,
      headers: {},
      ...(body !== undefined && { body: { text: body } }),
      documentFrame: frame,
      part,
    });
    return id;
  }

  /** Answers a request at the present time. Its body may be reported later. */
  #respond(id: string, how: string, text: string, { connection, body }: Poll["move"] = this.#move): void {
    const at = this.#at;
    if (how === "never") return;
    if (how === "failed" || how === "canceled") {
      this.#report({
        kind: "http-failed",
        at,
        id,
        reason: how === "failed" ? "net::ERR_CONNECTION_RESET" : "net::ERR_ABORTED",
        canceled: how === "canceled",
      });
      return;
    }
    const status = how === "400" ? 400 : how === "502" ? 502 : 200;
    this.#report({
      kind: "http-response",
      at,
      id,
      status,
      statusText: status === 502 ? "Bad Gateway".repeat(9) : "",
      headers: { "content-type": "text/plain" },
      ...(connection !== "" && { connection: `${connection}${connection === "1" ? "" : this.#name}`, reused: body !== 1 }),
      protocol: this.#plan.shared ? "h2" : "http/1.1",
    });
    const own: Body =
      how === "unseen"
        ? { omitted: "evicted", bytes: 1_234 }
        : {
            text:
              how === "400"
                ? '{"code":1,"message":"Session ID unknown"}'
                : how === "broken"
                  ? `${text}\x1e9${text}`
                  : how === "empty"
                    ? ""
                    : text,
          };
    this.#at += body;
    this.#report({ kind: "http-body", at: this.#at, id, body: own });
    // The client's reaction to the response comes later.
    this.#at += 0.05;
  }

  #begin({ by, outcome: asked }: Begin): void {
    // If the handshake of a 0.9 session cannot be read, the session counts as refused, but has no row that says so. Avoid that.
    const outcome = this.#legacy && /^(unseen|empty|broken)$/.test(asked) ? "ok" : asked;
    const { eio, times } = this.#plan;
    this.#sids++;
    this.#ws = null;
    this.#poll = null;
    this.#upgrades = 0;
    const open = `0{"sid":"${this.#sid}","upgrades":["websocket"],"pingInterval":${times[0]},"pingTimeout":${times[1]}}`;
    if (by === "websocket" && !this.#legacy) {
      const id = this.#channel(true, outcome === "ok" ? "101" : outcome);
      if (outcome !== "ok" && outcome !== "broken") return;
      this.#ws = id;
      this.#frame("received", outcome === "ok" ? open : open.slice(0, 20));
    } else {
      const id = this.#request("GET", this.#url("polling", true), "engine");
      this.#at += this.#move.takes;
      const answer = this.#legacy ? `${this.#sid}:15:25:websocket,xhr-polling` : this.#payload([open, ...(eio === 3 ? ["40"] : [])], false);
      this.#respond(id, outcome, answer);
      if (outcome !== "ok") return;
      if (this.#legacy && by === "websocket") this.#ws = this.#channel(false, "101");
      this.#say("received", this.#legacy ? "1::" : "40");
      if (this.#plan.jsonp) this.#waitPoll();
    }
  }

  #channel(begins: boolean, how: string): string {
    const id = this.#id("w");
    this.#report({ kind: "ws-open", at: this.#at, id, url: this.#url("websocket", begins), documentFrame: this.#plan.frame });
    if (how === "never" || how === "open") return id;
    this.#at += this.#move.takes;
    if (how === "failed" || how === "canceled") {
      this.#report({ kind: "ws-error", at: this.#at, id, message: `WebSocket connection failed ${"Error ".repeat(20)}` });
      this.#report({ kind: "ws-close", at: this.#at, id, cause: "reported" });
      return id;
    }
    const status = Number(how) || 101;
    this.#report({ kind: "ws-handshake", at: this.#at, id, status, requestHeaders: {}, responseHeaders: {} });
    return id;
  }

  #frame(direction: Direction, text: string, on = this.#ws): void {
    if (on !== null) this.#report({ kind: "ws-frame", at: this.#at, id: on, direction, opcode: 1, body: { text } });
  }

  #waitPoll(): Poll {
    this.#poll ??= { id: this.#request("GET", this.#url("polling", false), "engine"), move: this.#move };
    return this.#poll;
  }

  /** Sends packets together, on the current transport. */
  #say(direction: Direction, ...packets: readonly string[]): void {
    if (this.#ws !== null) {
      for (const packet of packets) {
        if (/^b/.test(packet)) {
          const base64 = packet.replace(/^b4?/, "");
          this.#report({ kind: "ws-frame", at: this.#at, id: this.#ws, direction, opcode: 2, body: { base64 } });
        } else this.#frame(direction, packet);
      }
    } else if (direction === "sent") {
      const id = this.#request("POST", this.#url("polling", false), "engine", this.#payload(packets, true));
      this.#at += this.#move.takes;
      this.#respond(id, "ok", "ok");
    } else {
      const { id, move } = this.#waitPoll();
      this.#at += this.#move.takes;
      this.#respond(id, "ok", this.#payload(packets, false), move);
      this.#poll = null;
    }
  }

  #act(act: Move["act"]): void {
    const { eio, times, frame, host } = this.#plan;
    const [interval = 0, timeout = 0] = times;
    switch (act.do) {
      case "begin":
        this.#begin(act);
        break;
      case "say": {
        const prefix = act.namespace === "/" ? "" : `${act.namespace},`;
        const id = act.ack ?? "";
        if (this.#legacy) {
          this.#say(
            act.direction,
            `5:${id === "" ? "" : `${id}+`}:${act.namespace.slice(1)}:${JSON.stringify({ name: act.name, args: [act.text] })}`,
          );
          break;
        }
        const args = JSON.stringify([act.name, act.text, ...Array.from({ length: act.binary }, (_, num) => ({ _placeholder: true, num }))]);
        const head = act.binary === 0 ? `42${prefix}${id}${args}` : `45${act.binary}-${prefix}${id}${args}`;
        const attachment = this.#ws !== null || eio === 4 ? "bAQIDBA==" : "b4AQIDBA==";
        this.#say(act.direction, head, ...Array.from({ length: act.whole ? act.binary : Math.max(0, act.binary - 1) }, () => attachment));
        break;
      }
      case "answer":
        this.#say(act.direction, this.#legacy ? `6:::${act.ack}` : `43${act.namespace === "/" ? "" : `${act.namespace},`}${act.ack}["ok"]`);
        break;
      case "beat":
        for (let i = 0; i < act.times; i++) {
          this.#at += interval + act.late;
          const [ping, pong] = this.#legacy ? ["2::", "2::"] : ["2", "3"];
          const asks = eio === 4 || this.#legacy ? "received" : "sent";
          if (act.missing !== "ping") this.#say(asks, ping);
          this.#at += this.#move.takes;
          if (act.missing !== "pong") this.#say(asks === "sent" ? "received" : "sent", pong);
        }
        break;
      case "poll": {
        const { id, move } = this.#waitPoll();
        this.#at += this.#move.takes;
        this.#respond(id, act.outcome, this.#payload([this.#legacy ? "8::" : "6"], false), move);
        this.#poll = null;
        break;
      }
      case "upgrade":
        this.#upgrade(act.until, act.drained);
        break;
      case "namespace": {
        const prefix = act.namespace === "/" ? "" : `${act.namespace},`;
        if (act.how === "leave") this.#say("sent", `41${prefix}`);
        else if (act.how === "thrown out") this.#say("received", `41${prefix}`);
        else {
          this.#say("sent", `40${prefix}${eio === 4 ? '{"token":"x"}' : ""}`);
          this.#at += this.#move.takes;
          if (act.how === "refused") this.#say("received", `44${prefix}{"message":"${"Not authorized ".repeat(7)}"}`);
          else if (act.how === "connect") this.#say("received", `40${prefix}${eio === 4 ? `{"sid":"n${this.#count}"}` : ""}`);
        }
        break;
      }
      case "raw":
        this.#say(act.direction, act.text);
        break;
      case "close":
        this.#close(act.how);
        break;
      case "cut": {
        for (let i = 0; i < act.said; i++) {
          this.#at += 700;
          this.#frame("sent", `42${i === 0 ? "7" : ""}["into the void",${i}]`);
        }
        if (eio === 3) this.#frame("sent", "2");
        this.#at += Math.round((interval + timeout) * act.times);
        for (let i = 0; i < act.attempts; i++) {
          const id = this.#request("GET", this.#url("polling", true), "engine");
          this.#at += 77;
          this.#respond(id, "failed", "");
          this.#at += 1_000 * 2 ** i;
        }
        if (act.heals) this.#begin({ do: "begin", by: "websocket", outcome: "ok" });
        break;
      }
      case "page":
        for (let i = 0; i < act.times; i++) {
          const id = this.#request(act.part === "preflight" ? "OPTIONS" : "GET", `http://${host}/${act.path}`, act.part);
          this.#at += this.#move.takes;
          this.#respond(id, act.outcome, "text");
        }
        break;
      case "note":
        this.#report({ kind: "note", at: this.#at, what: act.what, ...(act.text !== undefined && { text: act.text }) } as WireEvent);
        break;
      case "gap":
        this.#report({
          kind: "gap",
          at: this.#at,
          until: this.#at + act.for,
          reason: "not-recording",
          ...(act.packets !== undefined && { packets: act.packets }),
        });
        this.#at += act.for;
        break;
      case "navigate":
        this.#report({
          kind: "context",
          at: this.#at,
          documentFrame: frame,
          type: "page",
          url: `http://${host}/next`,
          state: act.state,
        } as WireEvent);
        break;
      case "webtransport": {
        const id = this.#id("t");
        this.#report({
          kind: "wt-open",
          at: this.#at,
          id,
          url: `https://${host}/socket.io/?EIO=4&transport=webtransport&sid=${this.#sid}`,
        });
        this.#at += this.#move.takes;
        this.#report({ kind: "wt-established", at: this.#at, id });
        if (act.closed) this.#report({ kind: "wt-close", at: this.#at, id });
        break;
      }
    }
  }

  #upgrade(until: string, drained: boolean): void {
    // A session tries to upgrade only once.
    if (this.#ws !== null || this.#legacy || this.#upgrades++ > 0) return;
    this.#waitPoll();
    const id = this.#channel(false, until === "open" ? "open" : until === "400" ? "400" : "101");
    if (until === "open" || until === "400" || until === "101") return;
    this.#frame("sent", "2probe", id);
    this.#at += this.#move.takes;
    if (until === "closed") this.#report({ kind: "ws-close", at: this.#at, id, cause: "reported" });
    if (until === "probe" || until === "closed") return;
    this.#frame("received", "3probe", id);
    if (drained) this.#say("received", "6");
    if (until === "pong") return;
    this.#at += 1;
    this.#frame("sent", "5", id);
    this.#ws = id;
  }

  #close(how: string): void {
    if (how.startsWith("1")) {
      this.#say(how.endsWith("sent") ? "sent" : "received", this.#legacy ? "0::" : "1");
      return;
    }
    const id = this.#ws;
    this.#ws = null;
    if (id === null) return;
    if (how === "error") this.#report({ kind: "ws-error", at: this.#at, id, message: "Could not decode a text frame as UTF-8." });
    if (how === "clean")
      this.#report({ kind: "ws-close", at: this.#at, id, cause: "reported", code: 1000, reason: "bye".repeat(30), clean: true });
    else
      this.#report({
        kind: "ws-close",
        at: this.#at,
        id,
        cause: how === "navigation" ? "navigation" : how === "hook" ? "hook" : "reported",
      });
  }
}
