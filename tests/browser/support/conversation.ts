// A conversation with every kind of message and every way in which a websocket can end, and the records that the hook must make of it.

import { expect } from "@playwright/test";
import type { PageRecord } from "../../../src/capture/page/records.ts";

/** Runs in a page. Returns the messages: direction, opcode, and text or bytes in base64. */
export async function conversation(): Promise<[direction: string, opcode: number, data: string][]> {
  const said: [string, number, string | Promise<string>][] = [];
  const base64 = (bytes: Uint8Array) => btoa(String.fromCharCode(...bytes));
  const bytesOf = async (data: BufferSource | Blob) => base64(new Uint8Array(await new Response(data).arrayBuffer()));
  const note = (direction: string, data: string | BufferSource | Blob) =>
    said.push(typeof data === "string" ? [direction, 1, data] : [direction, 2, bytesOf(data)]);
  const url = location.origin.replace("http", "ws");
  const talk = async (path: string, binaryType: BinaryType, say: (string | BufferSource | Blob)[], count: number) => {
    const ws = new WebSocket(`${url}${path}`);
    ws.binaryType = binaryType;
    let got = 0;
    await new Promise((resolve) => ws.addEventListener("open", resolve));
    const all = new Promise<void>((resolve) => {
      ws.onmessage = ({ data }) => {
        note("received", data);
        if (++got === count) resolve();
      };
    });
    for (const data of say) {
      note("sent", data instanceof ArrayBuffer || ArrayBuffer.isView(data) ? new Blob([data]) : data);
      ws.send(data);
      // A later change of the buffer must not change the record.
      if (data instanceof Uint8Array) data.fill(255);
    }
    await all;
    return ws;
  };
  const closed = (ws: WebSocket, act: () => void) =>
    new Promise((resolve) => {
      ws.onclose = resolve;
      act();
    });
  const bytes = () => Uint8Array.from({ length: 256 }, (_, i) => i);
  const all = [
    ...["text", "", "é😀\u0000", "lone \ufffd", "x".repeat(300_000)],
    ...[bytes(), bytes().buffer, bytes().subarray(7, 9), new DataView(bytes().buffer, 250), new Float32Array([1.5]), new ArrayBuffer(0)],
    ...[new Blob(["blob"]), "after a blob", new Blob([bytes()]), new Uint8Array([1]), "last"],
  ];
  const first = await talk("/echo", "blob", all, all.length);
  const second = await talk(
    "/echo",
    "arraybuffer",
    all.map((data) => (data instanceof Uint8Array ? bytes() : data)),
    all.length,
  );
  const kinds = await talk("/kinds", "blob", ["100"], 100);
  await closed(first, () => first.close(3005, "bye é"));
  await closed(second, () => second.close());
  await closed(kinds, () => kinds.close(1000));
  const bye = new WebSocket(`${url}/bye`, ["chat"]);
  await closed(bye, () => {});
  const terminated = new WebSocket(`${url}/terminate`);
  terminated.onopen = () => {
    note("sent", "terminate");
    terminated.send("terminate");
  };
  await closed(terminated, () => {});
  const refused = new WebSocket(`${url}/refuse`);
  await closed(refused, () => {});
  const given = new WebSocket(`${url}/echo`);
  await closed(given, () => given.close());
  return Promise.all(said.map(async ([direction, opcode, data]) => [direction, opcode, await data] as [string, number, string]));
}

export function expectConversation(records: readonly PageRecord[], said: Awaited<ReturnType<typeof conversation>>, host: string): void {
  const frames = records.flatMap((record) => (record.kind === "frame" ? [record] : []));
  const recorded = frames.map(({ direction, opcode, body }) => [
    direction,
    opcode,
    "text" in body ? body.text : "base64" in body ? body.base64 : body,
  ]);
  expect(recorded).toEqual(said);
  const numbers = records.map(({ n }) => n);
  expect(numbers).toEqual(numbers.toSorted((a, b) => a - b));
  expect(new Set(numbers).size).toBe(numbers.length);
  const times = records.map(({ at }) => at);
  expect(times).toEqual(times.toSorted((a, b) => a - b));
  expect(Math.abs((times.at(-1) ?? 0) - Date.now())).toBeLessThan(60_000);
  const life = (socket: number) =>
    records.flatMap((record) => {
      if (record.kind === "lost" || record.kind === "frame" || record.socket !== socket) return [];
      const { n, at, socket: _, ...rest } = record;
      return [rest.kind === "open" ? { kind: rest.kind, url: rest.url } : rest];
    });
  const open = (path: string) => ({ kind: "open", url: `ws://${host}${path}` });
  const opened = { kind: "opened", protocol: "", extensions: "" };
  expect([1, 2, 3, 4, 5, 6, 7].map(life)).toEqual([
    [open("/echo"), opened, { kind: "closing", code: 3005, reason: "bye é" }, { kind: "close", code: 3005, reason: "bye é", clean: true }],
    [open("/echo"), opened, { kind: "closing" }, { kind: "close", code: 1005, reason: "", clean: true }],
    [open("/kinds"), opened, { kind: "closing", code: 1000 }, { kind: "close", code: 1000, reason: "", clean: true }],
    [open("/bye"), { ...opened, protocol: "chat" }, { kind: "close", code: 4001, reason: "server says bye", clean: true }],
    [open("/terminate"), opened, ...life(5).slice(2, -1), { kind: "close", code: 1006, reason: "", clean: false }],
    [open("/refuse"), { kind: "error" }, { kind: "close", code: 1006, reason: "", clean: false }],
    [open("/echo"), { kind: "closing" }, { kind: "error" }, { kind: "close", code: 1006, reason: "", clean: false }],
  ]);
}
/** Whether the conversation's last socket has closed. */
export const isOver = (records: readonly PageRecord[]): boolean => records.some((record) => record.kind === "close" && record.socket === 7);
