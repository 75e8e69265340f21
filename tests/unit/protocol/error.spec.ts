// The body of a refused request, as one line of text.

import { expect, test } from "@playwright/test";
import { errorText, pageTitle } from "../../../src/protocol/engine/error.ts";

test("an error of engine.io has its message and code, with the known meaning of the code when the server's words differ", () => {
  expect(errorText('{"code":1,"message":"Session ID unknown"}')).toBe("Session ID unknown (code 1)");
  expect(errorText('{"code":4,"message":"not\\n today"}')).toBe("Forbidden: not today (code 4)");
  expect(errorText('{"code":4}')).toBe("Forbidden (code 4)");
  expect(errorText('{"error":"busy"}')).toBe('{"error":"busy"}');
});

test("a web page is told by its title, without the status", () => {
  // https://github.com/socketio/socket.io/issues/4293
  const nginx = `<html>\r\n<head><title>413 Request Entity Too Large</title></head>\r\n<body>\r\n<center><h1>413 Request Entity Too Large</h1></center>\r\n<hr>`;
  expect(errorText(nginx)).toBe("Request Entity Too Large");
  expect(errorText("<!-- a\nb --><!DOCTYPE html><TITLE lang=en>\n Web server\n is down &#124; a.test &amp; b </TITLE><p>More")).toBe(
    "Web server is down | a.test & b",
  );
});

test("a page without a title is told by its first heading, or else by its text", () => {
  expect(errorText("<html><title></title><body><h1>502 <b>Bad</b> Gateway</h1><p>more")).toBe("Bad Gateway");
  // Express: https://github.com/pillarjs/finalhandler
  expect(errorText("<pre>Cannot GET /socket.io/</pre>")).toBe("Cannot GET /socket.io/");
  expect(errorText("<style>a { b: c }</style><script>x < y</script> gone &nbsp;")).toBe("gone");
  expect(errorText("<&#99999999;&unknown;")).toBe("<&#99999999;&unknown;");
});

test("any other body is one line of at most 200 characters", () => {
  expect(errorText("upstream\r\nconnect  error")).toBe("upstream connect error");
  expect(errorText("x".repeat(300))).toHaveLength(200);
  expect(errorText(" ")).toBe("");
});

test("only a body that begins with < is a web page", () => {
  expect(pageTitle("<title>Sign in</title>")).toBe("Sign in");
  expect(pageTitle("2:40<title>x</title>")).toBeNull();
  expect(pageTitle("")).toBeNull();
});
