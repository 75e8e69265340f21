// A server whose answers lead elsewhere, and a page that asks it as a client of Engine.IO asks. What the panel says of them must be the same in
// every browser and mode.

import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Page, TestInfo } from "@playwright/test";
import { type AnyPanel, recording } from "../../../demo/devtools.mjs";
import { expect } from "./demo.ts";
import { expectFindings } from "./findings.ts";
import { savedTrace, storeOf } from "./panel.ts";

const QUERY = "?EIO=4&transport=polling";
const OPEN = '0{"sid":"A","upgrades":[],"pingInterval":25000,"pingTimeout":20000}';

/** `/socket.io/…` goes on to `/socket.io…`; a handshake with `signedOut` goes to a login page, one with `elsewhere` to another origin. */
async function startSite() {
  const server = createServer((request, response) => {
    const { pathname, search, searchParams } = new URL(request.url ?? "", "http://localhost");
    const answer = (status: number, headers: Readonly<Record<string, string>>, body = "") => response.writeHead(status, headers).end(body);
    const { port } = server.address() as AddressInfo;
    if (pathname === "/socket.io/") {
      if (searchParams.has("signedOut")) return answer(302, { Location: "/login?next=x" });
      if (searchParams.has("elsewhere")) return answer(307, { Location: `http://127.0.0.1:${port}/hidden${search}` });
      return answer(308, { Location: `/socket.io${search}` });
    }
    if (pathname === "/hidden") return answer(521, { "Content-Type": "text/html" }, "<title>Web server is down</title>");
    if (pathname === "/login") return answer(200, { "Content-Type": "text/html" }, "<title>Sign in</title>");
    if (pathname !== "/socket.io") return answer(200, { "Content-Type": "text/html" }, "<title>page</title>");
    const body = request.method === "POST" ? "ok" : searchParams.has("sid") ? '40{"sid":"s"}' : OPEN;
    return answer(200, { "Content-Type": request.method === "POST" ? "text/html" : "text/plain" }, body);
  });
  await new Promise<void>((resolve) => server.listen(0, resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://localhost:${port}/`,
    hidden: `http://127.0.0.1:${port}/hidden`,
    close: () =>
      new Promise((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
      }),
  };
}

/** Asks for this URL, and returns the answer or "failed". */
const ask = (page: Page, url: string, body?: string) =>
  page.evaluate(
    ([url, body]) =>
      fetch(url, body === undefined ? {} : { method: "POST", body }).then(
        (r) => r.text(),
        () => "failed",
      ),
    [url, body] as const,
  );

/**
 * `hidden`: what the browser tells of an answer of this URL that the page may not read. `besides`: the rules that find something in that, besides
 * those about redirects.
 */
export async function expectRedirects(
  open: AnyPanel,
  info: TestInfo,
  hidden: (url: string) => unknown,
  ...besides: readonly string[]
): Promise<void> {
  const { page, panel } = open;
  await recording(open);
  const site = await startSite();
  try {
    await page.goto(site.url);
    expect(await ask(page, `/socket.io/${QUERY}`)).toBe(OPEN);
    expect(await ask(page, `/socket.io/${QUERY}&sid=A`, "40")).toBe("ok");
    expect(await ask(page, `/socket.io/${QUERY}&sid=A`)).toBe('40{"sid":"s"}');
    expect(await ask(page, `/socket.io/${QUERY}&signedOut`)).toContain("Sign in");
    expect(await ask(page, `/socket.io/${QUERY}&elsewhere`)).toBe("failed");
    const sessions = () =>
      panel.evaluate(() =>
        globalThis.lifeline?.store.sessions.map(({ sid, state, packets, problem }) => ({ sid, state, packets, problem })),
      );
    await expect.poll(sessions).toEqual([
      { sid: "A", state: "open", packets: 3, problem: null },
      {
        sid: null,
        state: "closed",
        packets: 0,
        problem: ["reasonRedirected", "302 → /login", ["reasonAnswer", 200, ["reasonWebPage", "Sign in"]]],
      },
      { sid: null, state: "closed", packets: 0, problem: hidden(site.hidden) },
    ]);
    expectFindings(storeOf(await savedTrace(open, info)), ["every-request-redirected", "redirected", ...besides]);
  } finally {
    await site.close();
  }
}
