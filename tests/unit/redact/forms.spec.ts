import { expect, test } from "@playwright/test";
import { formsIn } from "../../../src/redact/forms.ts";
import { kindOfName } from "../../../src/redact/names.ts";
import { Needles } from "../../../src/redact/needles.ts";
import { play } from "../session/ladder-text.ts";
import { redacted } from "./support.ts";

const found = (text: string) => formsIn(text).map(({ from, to, kind }) => `${kind} ${text.slice(from, to)}`);

test("secrets are recognised by their form", () => {
  expect(found("mail to a.b+c@mail.example.org, or eve@x.io.")).toEqual(["email a.b+c@mail.example.org", "email eve@x.io"]);
  expect(found("pay with 4111-1111-1111-1111 or 378282246310005")).toEqual(["card 4111-1111-1111-1111", "card 378282246310005"]);
  expect(found("key=1; token=abc&pwd='x y'")).toEqual(["token abc", "password x"]);
  expect(found("password: hunter2")).toEqual(["password hunter2"]);
  expect(found("AKIAIOSFODNN7EXAMPLE and xoxb-1234567890")).toEqual(["token AKIAIOSFODNN7EXAMPLE", "token xoxb-1234567890"]);
  expect(found("-----BEGIN RSA PRIVATE KEY-----\nMII\n-----END RSA PRIVATE KEY-----!")).toEqual([
    "key -----BEGIN RSA PRIVATE KEY-----\nMII\n-----END RSA PRIVATE KEY-----",
  ]);
});

test("what only looks like a secret is none", () => {
  for (const text of [
    "4111 1111 1111 1112",
    "1700000000000 and 12345678901234567890",
    "me@localhost @mention a@b",
    "token: expired",
    "a basic understanding",
    "-----BEGIN CERTIFICATE-----\nMII\n-----END CERTIFICATE-----",
    "author=Ann tokenType=opaque passwordRequired=true",
  ])
    expect(found(text), text).toEqual([]);
});

test("names say what their values are, in any case and with any punctuation", () => {
  for (const [name, kind] of [
    ["X-Api-Key", "secret"],
    ["access_token", "token"],
    ["userPassword", "password"],
    ["connect.sid", "secret"],
    ["XSRF-TOKEN", "token"],
    ["tokens", "token"],
    ["author", null],
    ["passwordExpiresIn", null],
    ["token_type", null],
    ["sender", null],
  ] as const)
    expect(kindOfName(name), name).toBe(kind);
});

test("many texts are found at once, each wherever it stands", () => {
  const needles = new Needles<number>();
  const texts = ["secret-one", "one-secret", "et-one-sec", "secret-one-more"];
  for (const [value, text] of texts.entries()) needles.add(text, value);
  const text = "a secret-one-secret-one-more!";
  const all: string[] = [];
  needles.each(text, ({ from, to, value }) => all.push(`${value} ${text.slice(from, to)}`));
  expect(all).toEqual(["0 secret-one", "2 et-one-sec", "1 one-secret", "0 secret-one", "3 secret-one-more"]);
});

test("texts that are made to keep a reader busy take it no longer than others", async () => {
  // In time that grows with the square of these lengths, each would take minutes.
  const LENGTH = 400_000;
  const texts = [
    "eyJaaaaaa-",
    "a@",
    "1 ",
    "=",
    "token=",
    '"',
    "\\\\",
    "%4",
    "%41",
    "{",
    '{"a":[',
    "-----BEGIN ",
    "aA0",
    "a.b@c-",
    "bearer ",
    "0:",
    "b",
  ];
  for (const text of texts) {
    const store = play("w1 open ?EIO=4&transport=websocket");
    const body = text.repeat(LENGTH / text.length);
    for (const before of ["4", '42["a","', ""]) {
      store.push({ kind: "ws-frame", at: 1e12, id: "w1", direction: "sent", opcode: 1, body: { text: before + body } });
    }
    store.push({ kind: "ws-close", at: 1e12, id: "w1", code: 1000, reason: `${body}%`, cause: "hook" });
    expect((await redacted(store, "(a+)+b")).store.packets).toBe(store.packets);
  }
});
