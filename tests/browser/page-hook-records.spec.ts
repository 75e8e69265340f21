// The page hook's records are exactly what the page sent and received, in order, and none are sent before they are asked for. In both browsers.

import { expect } from "@playwright/test";
import type { PageRecord } from "../../src/capture/page/records.ts";
import type { Body } from "../../src/wire/event.ts";
import { conversation, expectConversation, isOver } from "./support/conversation.ts";
import { type BrowserName, openHooked } from "./support/hooked.ts";
import { hasText, helloFrom, recordsOf, relaysWhen, test, texts } from "./support/hooked-test.ts";

test("records a conversation exactly", async ({ hooked, server }) => {
  const url = `${server.origin}/?told`;
  const tab = await hooked.newTab();
  await tab.goto(url);
  await hooked.control.evaluate(() => hookControl.record());
  await helloFrom(hooked, url);
  const said = await tab.evaluate(conversation);
  const relays = await relaysWhen(hooked, url, isOver);
  expect(relays.map(({ refused }) => refused)).toEqual([0]);
  expectConversation(recordsOf(relays), said, server.host);
  await tab.close();
});

test("records a conversation exactly where the browser writes messages as JSON", async ({ server }, info) => {
  test.skip(info.project.name === "firefox", "Firefox never does");
  const hooked = await openHooked("chromium", { hook: "relay first", json: true });
  try {
    const url = `${server.origin}/?json`;
    const tab = await hooked.newTab();
    await tab.goto(url);
    await hooked.control.evaluate(() => hookControl.record());
    await helloFrom(hooked, url);
    const said = await tab.evaluate(conversation);
    expectConversation(recordsOf(await relaysWhen(hooked, url, isOver)), said, server.host);
  } finally {
    await hooked.close();
  }
});

test("sends nothing before recording begins, then the records it has kept", async ({ hooked, server }) => {
  const url = `${server.origin}/?kept`;
  const tab = await hooked.newTab();
  await tab.goto(url);
  const echo = await tab.evaluate(async () => {
    const ws = new WebSocket(`${location.origin.replace("http", "ws")}/echo`);
    await new Promise((resolve) => ws.addEventListener("open", resolve));
    const got: unknown[] = [];
    const all = new Promise<void>((resolve) => {
      const listener = (event: MessageEvent) => {
        // The page keeps the event from other listeners. The hook must still record it.
        event.stopImmediatePropagation();
        got.push(typeof event.data);
        if (got.length === 3) resolve();
      };
      ws.addEventListener("message", listener, true);
    });
    ws.send("one");
    ws.send(new Uint8Array([1, 2, 3]));
    ws.send(new Blob(["blob"]));
    await all;
    return got;
  });
  expect(echo).toEqual(["string", "object", "object"]);
  expect(await hooked.control.evaluate(() => hookControl.messages)).toBe(0);
  await hooked.control.evaluate(() => hookControl.record());
  const records = recordsOf(await relaysWhen(hooked, url, (records) => records.length >= 8));
  const bodies = [{ text: "one" }, { base64: "AQID" }, { base64: "YmxvYg==" }];
  expect(records.map((record) => (record.kind === "frame" ? [record.direction, record.body] : record.kind))).toEqual([
    "open",
    "opened",
    ...bodies.map((body) => ["sent", body]),
    ...bodies.map((body) => ["received", body]),
  ]);
  await tab.close();
});

test("keeps a bounded number of records, and counts the dropped ones", async ({ hooked, server }) => {
  const url = `${server.origin}/?bounded`;
  const tab = await hooked.newTab();
  await tab.goto(url);
  const FLOOD = 5_000;
  const ECHOES = 20;
  await tab.evaluate(
    async ([flood, echoes]) => {
      const origin = location.origin.replace("http", "ws");
      const received = (ws: WebSocket, count: number) =>
        new Promise<void>((resolve) => {
          let got = 0;
          ws.onmessage = () => {
            if (++got === count) resolve();
          };
        });
      // Closed sockets must not displace the records of open ones.
      for (let i = 0; i < 5; i++) {
        const closed = new WebSocket(`${origin}/bye`);
        await new Promise((resolve) => closed.addEventListener("close", resolve));
      }
      const ws = new WebSocket(`${origin}/flood`);
      await new Promise((resolve) => ws.addEventListener("open", resolve));
      const all = received(ws, flood);
      ws.send(String(flood));
      await all;
      const big = new WebSocket(`${origin}/echo`);
      await new Promise((resolve) => big.addEventListener("open", resolve));
      const bigs = received(big, echoes + 1);
      for (let i = 0; i < echoes; i++) big.send("é".repeat(30_000));
      big.send("x".repeat(100_000));
      await bigs;
    },
    [FLOOD, ECHOES] as const,
  );
  await hooked.control.evaluate(() => hookControl.record());
  const isOmitted = (record?: PageRecord) => record?.kind === "frame" && "omitted" in record.body;
  const records = recordsOf(await relaysWhen(hooked, url, (records) => isOmitted(records.at(-1))));
  const frames = records.flatMap((record) => (record.kind === "frame" ? [record] : []));
  const lost = records.flatMap((record) => (record.kind === "lost" ? [record] : []));
  const sizes = frames.map(({ body }) => ("text" in body ? body.text.length : 0));
  expect(frames.length).toBeLessThan(256);
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(256_000);
  // The message that asks for the flood, the flood, the big messages and their echoes.
  expect(lost.reduce((sum, { frames }) => sum + frames, frames.length)).toBe(1 + FLOOD + 2 * (ECHOES + 1));
  expect(frames.at(-1)?.body).toEqual({ omitted: "too-large", bytes: 100_000 });
  // Both open sockets have their `open` record, and the records are in order.
  const opens = records.flatMap((record) => (record.kind === "open" ? [record.url] : []));
  expect(opens).toEqual([`ws://${server.host}/flood`, `ws://${server.host}/echo`]);
  expect(texts(records).slice(0, 2)).toEqual([String(FLOOD), expect.stringContaining('"id":100000')]);
  const numbers = records.map(({ n }) => n);
  expect(numbers).toEqual(numbers.toSorted((a, b) => a - b));
  await tab.close();
});

test("in a recorded tab, records of a new document begin at its start, with the initiator", async ({ hooked, server }) => {
  const url = `${server.origin}/eager`;
  await hooked.control.evaluate(() => hookControl.liveFromTheStart());
  try {
    const tab = await hooked.newTab();
    await tab.goto(url);
    const records = recordsOf(await relaysWhen(hooked, url, (records) => texts(records).length === 2));
    expect(records.map(({ n, kind }) => [n, kind])).toEqual([
      [1, "open"],
      [2, "opened"],
      [3, "frame"],
      [4, "frame"],
    ]);
    expect(records[0]).toMatchObject({ initiator: expect.stringMatching(/^http:.*\/eager:2:\d+$/) });
    await tab.close();
  } finally {
    await hooked.control.evaluate(() => hookControl.liveWhenAsked());
  }
});

test("sends nothing while stopped, and lists open sockets when recording resumes", async ({ hooked, server }) => {
  const url = `${server.origin}/?stopped`;
  const tab = await hooked.newTab();
  await tab.goto(url);
  const say = (text: string) =>
    tab.evaluate(async (text) => {
      const page = globalThis as { ws?: WebSocket };
      page.ws ??= new WebSocket(`${location.origin.replace("http", "ws")}/echo`);
      const { ws } = page;
      if (ws.readyState === 0) await new Promise((resolve) => ws.addEventListener("open", resolve));
      const got = new Promise((resolve) => ws.addEventListener("message", resolve, { once: true }));
      ws.send(text);
      await got;
      return text;
    }, text);
  await hooked.control.evaluate(() => hookControl.record());
  await say("first");
  await relaysWhen(hooked, url, (records) => texts(records).length === 2);
  await hooked.control.evaluate(() => hookControl.stop());
  await expect.poll(() => hooked.control.evaluate(() => hookControl.relays.every(({ ended }) => ended))).toBe(true);
  await hooked.control.evaluate(() => hookControl.forget());
  await say("meanwhile");
  expect(await hooked.control.evaluate(() => hookControl.messages)).toBe(0);
  await hooked.control.evaluate(() => hookControl.record());
  await say("again");
  const [relay, ...others] = await relaysWhen(hooked, url, (records) => texts(records).length === 4);
  expect(others).toEqual([]);
  expect(relay?.records[0]).toMatchObject({ kind: "found", socket: 1, url: `ws://${server.host}/echo`, readyState: 1 });
  expect(texts(relay?.records ?? [])).toEqual(["meanwhile", "meanwhile", "again", "again"]);
  await tab.close();
});

test("a document whose hello is answered with `stop`, or not at all, sends no records", async ({ hooked, server }) => {
  const url = `${server.origin}/eager`;
  for (const answer of ["stop", "nothing"] as const) {
    await hooked.control.evaluate((answer) => {
      hookControl.forget();
      hookControl.answerWith(answer);
    }, answer);
    const tab = await hooked.newTab();
    await tab.goto(url);
    await hooked.control.evaluate(() => hookControl.record());
    await expect
      .poll(() => hooked.control.evaluate(() => hookControl.relays.map(({ hello, ended }) => [hello?.url, ended])))
      .toContainEqual([url, true]);
    expect(recordsOf(await hooked.control.evaluate(() => hookControl.relays))).toEqual([]);
    await tab.close();
  }
});

test("records the messages that a page sends while it unloads", async ({ hooked, server }) => {
  const url = `${server.origin}/leaving`;
  const tab = await hooked.newTab();
  await tab.goto(url);
  await expect.poll(() => tab.evaluate(() => (globalThis as { isOpen?: boolean }).isOpen)).toBe(true);
  await hooked.control.evaluate(() => hookControl.record());
  await relaysWhen(hooked, url, (records) => records.length === 2);
  server.received.length = 0;
  await tab.goto(`${server.origin}/`);
  // Firefox closes the socket before the page is hidden.
  const words = hooked.name === "firefox" ? ["beforeunload"] : ["beforeunload", "pagehide", "unload"];
  await expect.poll(() => server.received).toEqual(words);
  const sent = (records: readonly PageRecord[]) =>
    records.flatMap((one) => (one.kind === "frame" && one.direction === "sent" ? [one.body] : []));
  const bodies: Body[] = words.map((text) => ({ text }));
  // The blob can no longer be read when the page unloads.
  if (hooked.name === "chromium") bodies.push({ omitted: "navigated", bytes: 10 });
  expect(sent(recordsOf(await relaysWhen(hooked, url, (records) => sent(records).length === bodies.length)))).toEqual(bodies);
  await tab.close();
});

test("a page restored from the back/forward cache is recorded again", async ({ hooked, server }) => {
  test.skip(hooked.name === "chromium", "Playwright disables Chromium's back/forward cache");
  const url = `${server.origin}/?resting`;
  const tab = await hooked.newTab();
  await tab.goto(url);
  await tab.evaluate(() => {
    addEventListener("pageshow", ({ persisted }) => Object.assign(globalThis, { persisted }));
  });
  await hooked.control.evaluate(() => hookControl.record());
  await helloFrom(hooked, url);
  await tab.goto(`${server.origin}/?elsewhere`);
  await tab.goBack();
  await expect.poll(() => tab.evaluate(() => (globalThis as { persisted?: boolean }).persisted)).toBe(true);
  const documents = async () =>
    (await hooked.control.evaluate(() => hookControl.relays)).flatMap(({ hello }) => (hello?.url === url ? [hello.document] : []));
  await expect.poll(async () => (await documents()).length).toBe(2);
  expect(new Set(await documents()).size).toBe(1);
  await tab.evaluate(async () => {
    const ws = new WebSocket(`${location.origin.replace("http", "ws")}/echo`);
    await new Promise((resolve) => ws.addEventListener("open", resolve));
    ws.send("back again");
  });
  await relaysWhen(hooked, url, hasText("back again"));
  await tab.close();
});

test("each document records its own sockets, once", async ({ hooked, server }) => {
  const url = `${server.origin}/?frames`;
  const tab = await hooked.newTab();
  await tab.goto(url);
  await tab.evaluate(async () => {
    const echo = `${location.origin.replace("http", "ws")}/echo`;
    const script = (who: string) =>
      `<script>const ws = new W${"ebSocket"}("${echo}"); ws.onopen = () => ws.send("${who}"); ws.onmessage = () => parent.postMessage("${who}", "*")</script>`;
    const done = new Set<string>();
    const all = new Promise<void>((resolve) => {
      addEventListener("message", ({ data }) => {
        if (done.add(data).size === 5) resolve();
      });
    });
    const add = (attributes: Partial<HTMLIFrameElement>, sandbox?: string) => {
      const frame = Object.assign(document.createElement("iframe"), attributes);
      if (sandbox) frame.setAttribute("sandbox", sandbox);
      document.body.append(frame);
      return frame.contentWindow as Window & typeof globalThis;
    };
    add({ srcdoc: script("srcdoc") });
    add({ srcdoc: script("sandboxed") }, "allow-scripts");
    add({ src: URL.createObjectURL(new Blob([script("blob")], { type: "text/html" })) });
    add({ src: `data:text/html,${encodeURIComponent(script("data"))}` });
    // This iframe's window is used before it has loaded its page.
    const inner = add({ src: "/eager" });
    const ws = new inner.WebSocket(echo);
    ws.onopen = () => ws.send("at once, before");
    const empty = add({});
    const other = new empty.WebSocket(echo);
    other.onopen = () => other.send("empty");
    other.onmessage = () => postMessage("empty", "*");
    await all;
  });
  await hooked.control.evaluate(() => hookControl.record());
  const wanted = ["srcdoc", "sandboxed", "blob", "data", "empty", "at once"];
  await expect
    .poll(async () => {
      const said = texts(recordsOf(await hooked.control.evaluate(() => hookControl.relays)));
      return wanted.map((who) => said.filter((text) => text === who).length);
    })
    .toEqual(wanted.map(() => 2));
  const relays = (await hooked.control.evaluate(() => hookControl.relays)).filter(({ records }) => texts(records).includes("at once"));
  expect(relays.map(({ records }) => texts(records).filter((text) => text === "at once").length)).toEqual([2]);
  await tab.close();
});

test("records arrive also when the hook starts before the relay", async ({ server }, info) => {
  const hooked = await openHooked(info.project.name as BrowserName, { hook: "hook first" });
  try {
    const url = `${server.origin}/eager`;
    const tab = await hooked.newTab();
    await tab.goto(url);
    await hooked.control.evaluate(() => hookControl.record());
    const records = recordsOf(await relaysWhen(hooked, url, (records) => texts(records).length === 2));
    expect(records.map(({ kind }) => kind)).toEqual(["open", "opened", "frame", "frame"]);
  } finally {
    await hooked.close();
  }
});

test("attached to a loaded page, an open socket is found at its next message, sent or received", async ({ server }, info) => {
  const hooked = await openHooked(info.project.name as BrowserName, {});
  try {
    const url = `${server.origin}/?late`;
    const tab = await hooked.newTab();
    await tab.goto(url);
    await tab.evaluate(async () => {
      const origin = location.origin.replace("http", "ws");
      const talking = new WebSocket(`${origin}/echo`);
      const listening = new WebSocket(`${origin}/flood`);
      await Promise.all([talking, listening].map((ws) => new Promise((resolve) => ws.addEventListener("open", resolve))));
      const got: string[] = [];
      for (const ws of [talking, listening]) ws.onmessage = ({ data }) => got.push(data);
      // The page keeps the unpatched `send`, so the hook sees only what this socket receives.
      Object.assign(globalThis, { talking, listening, got, send: WebSocket.prototype.send });
    });
    await hooked.control.evaluate(async () => {
      await hookControl.attachLate();
      // Attaching twice must have no further effect.
      await hookControl.attachLate();
      await hookControl.record();
    });
    await helloFrom(hooked, url);
    const stack = await tab.evaluate(async () => {
      const page = globalThis as unknown as { talking: WebSocket; listening: WebSocket; got: string[]; send: WebSocket["send"] };
      const until = (count: number) =>
        new Promise<void>((resolve) => {
          const look = () => (page.got.length >= count ? resolve() : setTimeout(look, 5));
          look();
        });
      page.talking.send("found");
      await until(1);
      page.send.call(page.listening, "2");
      await until(3);
      const anew = new WebSocket(page.talking.url);
      anew.onopen = () => anew.send("anew");
      await new Promise((resolve) => anew.addEventListener("message", resolve));
      try {
        new WebSocket("nope:");
      } catch (error) {
        return (error as Error).stack ?? "";
      }
      return "";
    });
    expect(stack).not.toContain("extension:");
    const relays = await relaysWhen(hooked, url, (records) => texts(records).filter((text) => text === "anew").length === 2);
    expect(relays).toHaveLength(1);
    const shown = recordsOf(relays).map((record) =>
      record.kind === "frame"
        ? [record.socket, record.direction, record.body]
        : record.kind === "lost"
          ? record
          : [record.socket, record.kind],
    );
    const tick = (id: number) => ({ text: `42["tick",{"id":${100_000 + id},"user":"u1","text":"lorem ipsum dolor"}]` });
    expect(shown).toEqual([
      [1, "found"],
      [1, "sent", { text: "found" }],
      [1, "received", { text: "found" }],
      [2, "found"],
      [2, "received", tick(0)],
      [2, "received", tick(1)],
      [3, "open"],
      [3, "opened"],
      [3, "sent", { text: "anew" }],
      [3, "received", { text: "anew" }],
    ]);
  } finally {
    await hooked.close();
  }
});
