// The basic scenario: sessions from their handshake to their close, with everything that the demo page can do in between. Scenarios wait for
// what the page shows, never for a time.

/** @import { Locator, Page } from "@playwright/test" */
/** @import { DemoServer } from "../server.mjs" */

/** Server options of the scenario: frequent heartbeats, and upgrades that wait until messages have been sent by polling. */
export const basicOptions = { pingInterval: 400, pingTimeout: 20_000, holdUpgrades: true };

/**
 * Presses the buttons and reads the events of one client on the demo page.
 * @param {Locator} card
 */
export function clientCard(card) {
  const lines = card.getByRole("log").locator("li");
  /** @type {(text: string) => Locator} */
  const line = (text) => lines.filter({ hasText: text });
  return {
    card,
    /** @param {"connected" | "disconnected"} state */
    reaches: (state, transport = "") =>
      card.locator(`xpath=self::*[@data-state="${state}"${transport && ` and @data-transport="${transport}"`}]`).waitFor(),
    /**
     * Clicks a button, without a mouse, and waits for one more event that contains this text.
     * @param {string} action
     * @param {string} answer
     */
    press: (action, answer) =>
      card.evaluate(
        (section, [name, text]) => {
          const log = section.querySelector("[role=log]");
          const button = /** @type {HTMLElement | null} */ (section.querySelector(`[data-do="${name}"]`));
          if (!log || !button) throw new Error(`the card has no button “${name}”`);
          const count = () => [...log.children].filter(({ textContent }) => textContent?.includes(text)).length;
          const before = count();
          return new Promise((resolve, reject) => {
            const timer = setTimeout(() => reject(new Error(`“${name}” was not followed by “${text}”`)), 30_000);
            const observer = new MutationObserver(() => {
              if (count() === before) return;
              observer.disconnect();
              clearTimeout(timer);
              resolve(undefined);
            });
            observer.observe(log, { childList: true });
            button.click();
          });
        },
        /** @type {const} */ ([action, answer]),
      ),
    line,
  };
}

/** The first client of a page. @type {(page: Page) => ReturnType<typeof clientCard>} */
export const firstClient = (page) => clientCard(page.getByRole("region").first());

/** Waits until the page's log has two answered heartbeats of a transport. @type {(page: Page, transport: string) => Promise<unknown>} */
export const twoHeartbeats = (page, transport) =>
  page.waitForFunction(
    // Socket.IO 0.9 ends a poll with a noop in place of a heartbeat.
    (wanted) =>
      globalThis.__log.filter(
        ({ type, transport, data }) => (type === "pong" || type === "noop") && transport === wanted && data === undefined,
      ).length >= 2,
    transport,
    { polling: 50 },
  );

/**
 * @param {{ page: Page, server: DemoServer, url?: string }} stage `url`: URL of the page, if it is not the server's
 */
export async function basic({ page, server, url = server.url }) {
  await page.goto(url);
  const client = firstClient(page);
  await client.reaches("connected", "polling");
  await client.press("say", "/ said");
  await client.press("ask", "/ ack");
  await server.emit("said", "by polling, unasked");
  await client.line('/ said "by polling, unasked"').waitFor();

  await server.releaseUpgrades();
  await client.reaches("connected", "websocket");
  await client.press("say", "/ said");
  await client.press("ask", "/ ack");
  await client.press("be asked", "/ thanks");
  await client.press("unicode", '/ said "😀 é Ã© 日本語"');
  await client.press("send bytes", "/ bytes");
  await client.press("send nested bytes", "/ ack");
  await client.press("receive bytes", "/ bytes");
  await client.press("join", "/admin hello");
  await client.press("say in admin", "/admin said");
  await client.press("refused", "/nope");
  await twoHeartbeats(page, "websocket");

  await client.press("server closes", "/admin hello");
  await client.reaches("connected", "websocket");
  await client.press("say", "/ said");
  await client.press("client closes", "/ disconnect");
  await client.reaches("disconnected");
}
