// Every reason has a sentence in each language, on the row that shows it. The tables below do not compile when a reason is missing.

import { expect, test } from "@playwright/test";
import { omittedReason, reasonText } from "../../../../src/diagram/words/reason-text.ts";
import { socketWords } from "../../../../src/diagram/words/socket-words.ts";
import { type Translate, translationFor } from "../../../../src/messages/messages.ts";
import type { Reason } from "../../../../src/protocol/reason.ts";
import { Store } from "../../../../src/session/store.ts";
import type { GapReason, OmittedReason, WireEvent } from "../../../../src/wire/event.ts";
import { ladderOf } from "../support.ts";

const reasons: { readonly [K in Reason[0]]: Extract<Reason, readonly [unknown, ...unknown[]]> & readonly [K, ...unknown[]] } = {
  notCaptured: ["notCaptured", "evicted"],
  reasonNoAllowOrigin: ["reasonNoAllowOrigin", "521"],
  reasonHidden: ["reasonHidden", "403", "AllowOriginMismatch"],
  reasonHiddenAgain: ["reasonHiddenAgain", "net::ERR_FAILED (MissingAllowOriginHeader)", "521"],
  reasonPreflight: ["reasonPreflight", "403", "PreflightInvalidStatus"],
  reasonRedirected: ["reasonRedirected", "302, 308", ["reasonWebPage", "Sign in"]],
  reasonFromWorker: ["reasonFromWorker", ["reasonWebPage", "Offline"]],
  reasonFromWorkerAfter: ["reasonFromWorkerAfter", "503", "net::ERR_FAILED"],
  reasonFailedWorker: ["reasonFailedWorker", "net::ERR_FAILED", "net::ERR_CONNECTION_REFUSED"],
  reasonNoSuchPacket: ["reasonNoSuchPacket"],
  reasonRecordedBase64: ["reasonRecordedBase64"],
  reasonNotUtf8: ["reasonNotUtf8"],
  reasonEmptyPacket: ["reasonEmptyPacket"],
  reasonNoBinary09: ["reasonNoBinary09"],
  reasonNotPacket09: ["reasonNotPacket09"],
  reasonNoType: ["reasonNoType", '"x"'],
  reasonNoBase64: ["reasonNoBase64", "b4"],
  reasonNotPayload: ["reasonNotPayload"],
  reasonNotJsonpAnswer: ["reasonNotJsonpAnswer"],
  reasonNotJsonpPost: ["reasonNotJsonpPost"],
  reasonNoLength: ["reasonNoLength"],
  reasonTooManyPackets: ["reasonTooManyPackets", 65_535],
  reasonCutOffCharacters: ["reasonCutOffCharacters", 10, 4],
  reasonCutOffBytes: ["reasonCutOffBytes", 11, 5],
  reasonLengthInBytes: ["reasonLengthInBytes", 25, 23],
  reasonLengthInCodePoints: ["reasonLengthInCodePoints", 22, 23],
  reasonNoKind: ["reasonNoKind", "0x07"],
  reasonHandshakeJson: ["reasonHandshakeJson"],
  reasonHandshakeObject: ["reasonHandshakeObject"],
  reasonHandshakeSid: ["reasonHandshakeSid"],
  reasonHandshakeEmpty: ["reasonHandshakeEmpty"],
  reasonAnswer: ["reasonAnswer", 204, ["reasonEmptyAnswer"]],
  reasonEmptyAnswer: ["reasonEmptyAnswer"],
  reasonWebPage: ["reasonWebPage", "Shop"],
  reasonNotEngine: ["reasonNotEngine", "pong"],
  reasonNotEngineBytes: ["reasonNotEngineBytes"],
  reasonNot200: ["reasonNot200"],
  reasonOtherRevision: ["reasonOtherRevision", 3, 4],
  reasonNoPing: ["reasonNoPing", 45],
  reasonBinaryAsText: ["reasonBinaryAsText"],
  reasonNoAnswer: ["reasonNoAnswer", 20],
  reasonNoAnswerYet: ["reasonNoAnswerYet"],
  reasonNoOpenPacket: ["reasonNoOpenPacket", 40],
  reasonEndedBeforeOpen: ["reasonEndedBeforeOpen", 41],
  reasonLostBeforeOpen: ["reasonLostBeforeOpen", 42],
  reasonNotOpenPacket: ["reasonNotOpenPacket", "40"],
  reasonTlsFailed: ["reasonTlsFailed"],
  reasonNoOpenPacketYet: ["reasonNoOpenPacketYet"],
  reasonUnused: ["reasonUnused"],
  reasonBlockedCsp: ["reasonBlockedCsp", "csp"],
  reasonBlockedMixed: ["reasonBlockedMixed", "mixed-content"],
  reasonBlockedClient: ["reasonBlockedClient", "net::ERR_BLOCKED_BY_CLIENT (inspector)"],
  reasonFromWorkerOrServer: ["reasonFromWorkerOrServer", "503 Offline"],
  reasonNoPoll: ["reasonNoPoll"],
  wsErrorUnsaid: ["wsErrorUnsaid"],
  reasonNot101: ["reasonNot101", "400"],
  reasonClosedBeforeOpen: ["reasonClosedBeforeOpen", "1008 policy"],
  reasonUnread: ["reasonUnread", '2["x",NaN]', ["reasonJsonCutOff", 7]],
  reasonConnectError: ["reasonConnectError", "/admin", "not allowed"],
  reasonTooLarge: ["reasonTooLarge", 200, 100],
  reasonNotSocketPacket: ["reasonNotSocketPacket"],
  reasonNoJson: ["reasonNoJson", "NaN", 17],
  reasonJsonUnexpected: ["reasonJsonUnexpected", "}", 18],
  reasonJsonTrailingComma: ["reasonJsonTrailingComma", 19],
  reasonJsonControl: ["reasonJsonControl", "U+000A", 20],
  reasonJsonCutOff: ["reasonJsonCutOff", 21],
  reasonJsonAfterEnd: ["reasonJsonAfterEnd", "]", 22],
  reasonAckIdNumber: ["reasonAckIdNumber"],
  reasonAckIdTooLarge: ["reasonAckIdTooLarge"],
  reasonCountTooLarge: ["reasonCountTooLarge"],
  reasonNoEventName: ["reasonNoEventName"],
  reasonNoAckId: ["reasonNoAckId"],
  reasonNoComma: ["reasonNoComma", "/chat"],
  reasonAfterNamespace: ["reasonAfterNamespace", "/chat", "oops"],
  reasonUnannounced: ["reasonUnannounced"],
  reasonNoneAnnounced: ["reasonNoneAnnounced", "BINARY_EVENT"],
  reasonNewerName: ["reasonNewerName", "disconnect"],
  reasonNewerData: ["reasonNewerData"],
  reasonNewerCount: ["reasonNewerCount", 11],
  reasonOutOfTurn: ["reasonOutOfTurn", 1, 2],
  reasonTooDeep: ["reasonTooDeep", 1000],
  reasonTakesObject: ["reasonTakesObject", "CONNECT"],
  reasonTakesNothing: ["reasonTakesNothing", "DISCONNECT"],
  reasonTakesNamedArray: ["reasonTakesNamedArray", "EVENT"],
  reasonTakesArray: ["reasonTakesArray", "ACK"],
  reasonTakesJson: ["reasonTakesJson", "CONNECT_ERROR"],
  reasonNoCount: ["reasonNoCount", "BINARY_EVENT"],
  reasonPlaceholderNumber: ["reasonPlaceholderNumber"],
  reasonTooManyAttachments: ["reasonTooManyAttachments", 3, 2],
  reasonNoSuchAttachment: ["reasonNoSuchAttachment", 7, 2],
  reasonAttachmentsMissing: ["reasonAttachmentsMissing", 1, 2],
  reasonNoPlaceholder: ["reasonNoPlaceholder", 1, 2],
};
const omitted: Readonly<Record<OmittedReason, true>> = {
  "not-reported": true,
  evicted: true,
  navigated: true,
  "too-large": true,
  late: true,
  "not-asked": true,
  failed: true,
  "no-room": true,
  "not-in-file": true,
  away: true,
};
const gaps: Readonly<Record<GapReason, true>> = {
  cleared: true,
  "not-recording": true,
  "worker-messages": true,
  "not-kept": true,
  undecided: true,
  "background-ended": true,
  "clock-jumped": true,
  "no-messages": true,
  "broken-lines": true,
  "session-unnamed": true,
};

/** The text of the only row of some events, without its length. */
function wordsOf(events: readonly WireEvent[], t: Translate): string {
  const store = new Store({ format: "lifeline-trace", version: 1, source: "firefox", createdAt: "" });
  for (const event of events) store.push(event);
  const ladder = ladderOf(store, {}, t);
  const row = ladder.whole().rows.at(-1);
  if (row?.kind === "gap" || row?.kind === "mark") return row.remark || row.text;
  return row?.kind === "packet" ? (row.remark ?? "") : "";
}

const gap = (reason: string): readonly WireEvent[] => [{ kind: "gap", at: 1000, until: 1000, reason: reason as GapReason }];
const frame = (reason: string): readonly WireEvent[] => [
  { kind: "ws-open", at: 1000, id: "w", url: "ws://localhost/socket.io/?EIO=4&transport=websocket" },
  { kind: "ws-frame", at: 1001, id: "w", direction: "received", opcode: 2, body: { omitted: reason as OmittedReason } },
];

for (const language of ["en", "ja"]) {
  test(`every reason is a sentence of its own in ${language}, with its values`, async () => {
    const t = await translationFor(language);
    const sentences = [
      ...Object.values(reasons).map((reason) => {
        const { remark = "" } = socketWords(t, { type: "invalid", nsp: "/", attachments: 0, reason }, "received", null, "/");
        const values = reason[0] === "notCaptured" ? [] : reason.slice(1);
        for (const value of values)
          expect(remark).toContain(Array.isArray(value) ? reasonText(t, value as unknown as Reason) : String(value));
        return remark;
      }),
      // A row of content that is away shows what the columns tell instead.
      ...Object.keys(omitted).map((reason) => (reason === "away" ? omittedReason(t, reason) : wordsOf(frame(reason), t))),
      // Clearing is the user's own doing: its row says no reason.
      ...Object.keys(gaps).flatMap((reason) => (reason === "cleared" ? [] : wordsOf(gap(reason), t))),
    ];
    for (const sentence of sentences) {
      expect(sentence).toMatch(language === "ja" ? /[\u3040-\u30ff\u4e00-\u9fff]/ : /^[\x20-\x7e’]+$/);
      expect(sentence).not.toMatch(/\$\d|reason[A-Z]/);
    }
    expect(new Set(sentences).size).toBe(sentences.length);
  });

  test(`a reason of another program is shown as it is in ${language}`, async () => {
    const t = await translationFor(language);
    expect(wordsOf(gap("the modem was off"), t)).toBe("the modem was off");
    expect(wordsOf(frame("modem-off"), t)).toContain("modem-off");
    expect(wordsOf(gap("toString"), t)).toBe("toString");
  });
}

test("the reused request id of a CDP log is a sentence in each language, and the browser's own words stay as they are", async () => {
  const texts = await Promise.all(["en", "ja"].map(async (language) => reasonText(await translationFor(language), "id-reused")));
  expect(new Set([...texts, "id-reused"]).size).toBe(3);
  expect(reasonText(await translationFor("ja"), "net::ERR_FAILED")).toBe("net::ERR_FAILED");
});

test("a request that failed because the computer went to sleep says so in each language", async () => {
  const said = await Promise.all(
    ["en", "ja"].map(async (language) => reasonText(await translationFor(language), "net::ERR_NETWORK_IO_SUSPENDED")),
  );
  expect(said).toEqual([
    "the computer went to sleep (net::ERR_NETWORK_IO_SUSPENDED)",
    "コンピューターがスリープした (net::ERR_NETWORK_IO_SUSPENDED)",
  ]);
});
