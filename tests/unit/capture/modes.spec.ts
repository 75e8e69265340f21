import { expect, test } from "@playwright/test";
import { continuing, type StartOptions } from "../../../src/capture/modes.ts";

test("a capture after a pause continues with the sockets of the one before, and a new recording begins with none", () => {
  const begunWith: unknown[] = [];
  let recordings = 0;
  const mode = continuing((_sink, { sockets }: { readonly sockets: string | undefined }) => {
    begunWith.push(sockets);
    return { sockets: `of recording ${++recordings}`, stop: () => {} } as never;
  });
  const start = () => mode.start({ event: () => {}, state: () => {} }, {} as StartOptions);
  start();
  start();
  mode.forget();
  start();
  expect(begunWith).toEqual([undefined, "of recording 1", undefined]);
});
