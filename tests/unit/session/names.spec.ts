import { expect, test } from "@playwright/test";
import { play } from "./ladder-text.ts";

const OPEN = '0{"sid":"A","upgrades":[],"pingInterval":300,"pingTimeout":200}';

test("events of the same namespace and name have the same number, whatever carried them", () => {
  const store = play(`
    w1 open ?EIO=4&transport=websocket
    w1 < ${OPEN}
    w1 > 40
    w1 < 40{"sid":"s"}
    w1 < 42["chat",1]
    w1 > 42["chat",2]
    w1 < 42/admin,["chat",3]
    w1 < 451-["chat",{"_placeholder":true,"num":0}]
    w1 < 421["ask"]
    w1 > 431["answer"]
  `);
  const { entries, names } = store;
  const events = Array.from({ length: entries.length }, (_, entry) => names[entries.event(entry)] ?? null).filter((name) => name !== null);
  expect(events).toEqual([
    { nsp: "/", name: "chat" },
    { nsp: "/", name: "chat" },
    { nsp: "/admin", name: "chat" },
    { nsp: "/", name: "chat" },
    { nsp: "/", name: "ask" },
  ]);
  expect(names.length).toBe(4);
});
