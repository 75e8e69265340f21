// A web server of a few files, for the applications that bring none.
import { createReadStream } from "node:fs";
import { createServer } from "node:http";
import { extname } from "node:path";

/** @type {Record<string, string>} */
const types = { ".html": "text/html; charset=utf-8", ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml" };

/**
 * @param {(path: string) => string | undefined} find the file of a path, if there is one
 */
export const serveFiles = (find) =>
  createServer((request, response) => {
    const { pathname } = new URL(request.url ?? "/", "http://localhost");
    const file = find(pathname);
    if (file === undefined) return response.writeHead(404).end();
    response.writeHead(200, { "content-type": types[extname(file)] ?? "application/octet-stream" });
    createReadStream(file)
      .on("error", (error) => response.destroy(error))
      .pipe(response);
  });
