// A trace as a HAR file in the Network panel of Chromium's own DevTools.

import { readFileSync } from "node:fs";
import { harText } from "../unit/har-text.ts";
import { expect, test } from "./support/demo.ts";
import { storeOf } from "./support/panel.ts";

/** The parts of the front end that are used. */
interface ImportedRequest {
  readonly requestMethod: string;
  readonly statusCode: number;
  url(): string;
  resourceType(): { name(): string };
  requestFormData(): Promise<string | null>;
  requestContentData(): Promise<{ readonly text: string }>;
  frames(): readonly { readonly type: string; readonly time: number; readonly opCode: number; readonly text: string }[];
}

interface WrittenEntry {
  readonly request: { readonly method: string; readonly url: string; readonly postData?: { readonly text: string } };
  readonly response: { readonly status: number; readonly content: { readonly text?: string } };
  readonly _resourceType: string;
  readonly _webSocketMessages?: readonly { readonly type: string; readonly time: number; readonly opcode: number; readonly data: string }[];
}

test("DevTools open the HAR file of a trace, with its requests, bodies and messages", async ({ takePanel }) => {
  const trace = new Uint8Array(readFileSync(new URL("../fixtures/cdp/socketio-4.8.jsonl", import.meta.url)));
  const text = await harText(storeOf(trace));
  const { devtools } = await takePanel();
  const imported = await devtools.evaluate(async (text) => {
    const [network, logs] = ["./panels/network/network.js", "./models/logs/logs.js"];
    const { NetworkPanel } = await import(network);
    const { NetworkLog } = await import(logs);
    const log = NetworkLog.NetworkLog.instance();
    await NetworkPanel.NetworkPanel.instance().networkLogView.onLoadFromFile(new File([text], "trace.har"));
    const read = log.requests().map(async (request: ImportedRequest) => ({
      method: request.requestMethod,
      url: request.url(),
      status: request.statusCode,
      posted: await request.requestFormData(),
      type: request.resourceType().name(),
      body: (await request.requestContentData()).text,
      messages: request.frames().map(({ type, time, opCode, text }) => [type, time, opCode, text]),
    }));
    const requests = await Promise.all(read);
    log.reset(true);
    return requests;
  }, text);
  const written = JSON.parse(text).log.entries.map(({ request, response, _resourceType, _webSocketMessages = [] }: WrittenEntry) => ({
    ...{ method: request.method, url: request.url, status: response.status, posted: request.postData?.text ?? null, type: _resourceType },
    body: response.content.text ?? "",
    messages: _webSocketMessages.map(({ type, time, opcode, data }) => [type, time, opcode, data]),
  }));
  expect(imported).toEqual(written);
  expect(written.flatMap(({ messages }: (typeof imported)[number]) => messages).length).toBeGreaterThan(20);
});
