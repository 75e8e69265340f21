// One connection to a browser with several pages: what comes and goes is that of the right page.

import { expect, test } from "@playwright/test";
import { BrowserConnection, type BrowserPage } from "../../../src/capture/chromium/browser-connection.ts";

function connected() {
  const sent: { id: number; method: string; params: object; sessionId?: string }[] = [];
  const pages: BrowserPage[] = [];
  const connection = new BrowserConnection((message) => sent.push(JSON.parse(message)));
  const receive = (message: object) => connection.receive(JSON.stringify(message));
  const attached = (sessionId: string, parent?: string) =>
    receive({ method: "Target.attachedToTarget", params: { sessionId, targetInfo: { type: "any" } }, sessionId: parent });
  void connection.watch((page) => pages.push(page));
  receive({ id: sent[0]?.id, result: {} });
  /** Everything that a page's target gets. */
  const heard = (page: BrowserPage | undefined) => {
    const got: string[] = [];
    page?.target.listen({
      message: ({ method, sessionId }) => got.push(`${method} ${sessionId ?? "page"}`),
      detached: (reason) => got.push(reason),
    });
    return got;
  };
  return { connection, sent, pages, receive, attached, heard };
}

test("each page gets the events of its own session and of its iframes and workers, at any depth, and no other's", () => {
  const { sent, pages, receive, attached, heard } = connected();
  expect(sent).toMatchObject([{ method: "Target.setAutoAttach", params: { waitForDebuggerOnStart: true, flatten: true } }]);
  for (const page of ["A", "B"]) attached(page);
  const [ofA, ofB] = pages.map(heard);
  attached("frame", "A");
  attached("worker", "frame");
  receive({ method: "Page.frameNavigated", sessionId: "B" });
  receive({ method: "Network.requestWillBeSent", sessionId: "worker" });
  receive({ method: "Target.targetInfoChanged" });
  expect(ofA).toEqual(["Target.attachedToTarget page", "Target.attachedToTarget frame", "Network.requestWillBeSent worker"]);
  expect(ofB).toEqual(["Page.frameNavigated page"]);
});

test("commands go to the page, or to one of its sessions, and get their own answers and errors", async () => {
  const { sent, pages, receive, attached } = connected();
  attached("A");
  const target = pages[0]?.target;
  const answers = [target?.send("Page.enable", {}), target?.send("Network.enable", {}, "worker"), target?.send("No.such", {})];
  const [, first, second, third] = sent;
  expect([first?.sessionId, second?.sessionId]).toEqual(["A", "worker"]);
  receive({ id: second?.id, result: { of: "worker" }, sessionId: "worker" });
  receive({ id: third?.id, error: { message: "'No.such' wasn't found" }, sessionId: "A" });
  receive({ id: first?.id, result: { of: "page" }, sessionId: "A" });
  const [page, worker, none] = await Promise.allSettled(answers);
  expect([page, worker]).toMatchObject([{ value: { of: "page" } }, { value: { of: "worker" } }]);
  expect(none).toMatchObject({ status: "rejected", reason: { message: "'No.such' wasn't found" } });
});

test("a page that closes, and a browser that ends, leave no command without an answer", async () => {
  const { connection, pages, receive, attached, heard } = connected();
  for (const page of ["A", "B"]) attached(page);
  const [ofA, ofB] = pages.map(heard);
  const [inA, inB] = pages.map(({ target }) => target.send("Page.enable", {}));
  receive({ method: "Target.detachedFromTarget", params: { sessionId: "A" } });
  await expect(inA).rejects.toThrow("Session closed");
  expect([ofA, ofB]).toEqual([["closed"], []]);
  connection.end();
  await expect(inB).rejects.toThrow("Session closed");
  await expect(connection.send("Browser.getVersion")).rejects.toThrow("closed");
  expect(ofB).toEqual(["closed"]);
});
