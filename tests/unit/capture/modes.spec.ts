import { expect, test } from "@playwright/test";
import { goingOn, type StartOptions } from "../../../src/capture/modes.ts";

test("a recording after a pause goes on with the sockets of the one before, and a new recording with none", () => {
  const begunWith: unknown[] = [];
  let recordings = 0;
  const way = goingOn((_sink, { sockets }: { readonly sockets: string | undefined }) => {
    begunWith.push(sockets);
    return { sockets: `of recording ${++recordings}`, stop: () => {} } as never;
  });
  const start = () => way.start({ event: () => {}, state: () => {} }, {} as StartOptions);
  start();
  start();
  way.forget();
  start();
  expect(begunWith).toEqual([undefined, "of recording 1", undefined]);
});
