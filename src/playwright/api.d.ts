// What `lifeline-devtools/playwright` exports. The build copies this file into the package, so it imports nothing but Playwright's types.

import type {
  BrowserContext,
  Expect,
  MatcherReturnType,
  Page,
  PlaywrightTestArgs,
  PlaywrightTestOptions,
  PlaywrightWorkerArgs,
  PlaywrightWorkerOptions,
  TestType,
} from "@playwright/test";

/** `on`: record every test and attach its traffic. `retain-on-failure`: attach it if the test fails. `off`: record nothing. */
export type LifelineMode = "on" | "retain-on-failure" | "off";

export interface LifelineOptions {
  /** What to record and attach. An object changes more than the mode, which is then `retain-on-failure` if it is left out. */
  lifeline:
    | LifelineMode
    | {
        readonly mode?: LifelineMode;
        /** `false` keeps session ids, tokens, cookies and other secrets in what is attached and in error messages. They are replaced by default. */
        readonly redact?: boolean;
        /** Regular expressions for more secrets, as `--pattern` of the command line. */
        readonly patterns?: readonly string[];
        /** The language of what is attached and of error messages. */
        readonly lang?: "en" | "ja";
      };
}

/** What Engine.IO traffic a test has caused so far, in all its pages. Matchers take it in place of a page. */
export interface Recording {
  /**
   * Records the pages of a context that is not made by the `browser` fixture, such as one of `chromium.launchPersistentContext()`. Resolves when
   * its pages are being recorded. The pages of all other contexts are recorded without it.
   */
  record(context: BrowserContext): Promise<void>;
}

export interface LifelineFixtures {
  recording: Recording;
}

interface Waiting {
  /** Milliseconds to wait for it to become so. The timeout of `expect` by default, or `within` if that is longer. */
  readonly timeout?: number;
}

interface Of {
  /** Only sessions whose address (origin and path, such as `http://localhost:3000/socket.io/`) contains this text or matches it. */
  readonly url?: string | RegExp;
}

export interface ConnectedOptions extends Waiting, Of {
  /** Most milliseconds from the first request to the answer that connects. Attempts that failed before it count. */
  readonly within?: number;
  /** The namespace. Any, by default. `null`: plain Engine.IO, which has none. */
  readonly namespace?: string | null;
}

export interface UpgradedOptions extends Waiting, Of {
  /** Most milliseconds from the first request to the change of transport. Attempts that failed before it count. */
  readonly within?: number;
}

export interface AnsweredOptions extends Waiting, Of {
  /** Most milliseconds from the event to its ACK. */
  readonly within?: number;
  /** The namespace. Any, by default. */
  readonly namespace?: string;
}

export interface NoFindingsOptions extends Waiting, Of {
  /** The least severity that counts: `warning` by default. */
  readonly min?: "error" | "warning" | "info";
  /** Rules whose findings do not count, such as `stayed-on-polling`. */
  readonly ignore?: readonly string[];
}

type Matcher<Args extends readonly unknown[]> = (received: Page | Recording, ...args: Args) => Promise<MatcherReturnType>;

export type LifelineMatchers = {
  /** A session is open and connected to a namespace now. */
  toHaveConnected: Matcher<[options?: ConnectedOptions]>;
  /** A session has changed from polling to websocket or WebTransport, or began there. */
  toHaveUpgraded: Matcher<[options?: UpgradedOptions]>;
  /** The page has sent this event and asked for an ACK, and every time it did, the server has answered. */
  toHaveAnswered: Matcher<[event: string, options?: AnsweredOptions]>;
  /** A session was recorded, and no rule finds anything wrong with any of them. */
  toHaveNoFindings: Matcher<[options?: NoFindingsOptions]>;
};

export declare const test: TestType<
  PlaywrightTestArgs & PlaywrightTestOptions & LifelineOptions & LifelineFixtures,
  PlaywrightWorkerArgs & PlaywrightWorkerOptions
>;

export declare const expect: Expect<LifelineMatchers>;
