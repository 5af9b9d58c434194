// A static host as strict as the strictest: a sub-path, the content policy, and nothing else.

import { createServer } from "node:http";
import { readFile } from "node:fs/promises";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";

/** The built page; DIST names another build. */
export const dist = process.env.DIST || fileURLToPath(new URL("../../../dist/", import.meta.url));

/** The policy the page promises to run under. */
export const policy =
  "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; object-src 'none'; base-uri 'self'";

const types = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".txt": "text/plain; charset=utf-8",
  ".wasm": "application/wasm",
  ".webmanifest": "application/manifest+json",
  ".woff2": "font/woff2",
};

/**
 * Serves `folder` under `base` on a free port of this machine.
 *
 * `change(path)` may answer in place of a file: `{ status, type, body }`, or nothing.
 */
export async function serve({ folder = dist, base = "/sub/path/", change = () => undefined } = {}) {
  const server = createServer(async (request, response) => {
    const answer = await answerTo(request, folder, base, change);
    response.writeHead(answer.status, {
      "content-type": answer.type,
      "content-security-policy": policy,
      "x-content-type-options": "nosniff",
      "cache-control": "no-store",
    });
    response.end(request.method === "HEAD" ? undefined : answer.body);
  });
  await new Promise((ready, failed) => {
    server.once("error", failed);
    server.listen(0, "127.0.0.1", ready);
  });
  return {
    address: `http://127.0.0.1:${server.address().port}${base}`,
    async stop() {
      server.closeAllConnections();
      await new Promise((stopped) => server.close(stopped));
    },
  };
}

const notFound = { status: 404, type: types[".txt"], body: "not found" };

async function answerTo(request, folder, base, change) {
  const { pathname } = new URL(request.url, "http://host");
  if (!pathname.startsWith(base)) return notFound;
  let path = normalize(decodeURIComponent(pathname.slice(base.length)));
  if (path.startsWith("..")) return notFound;
  if (path === "." || path.endsWith("/")) path = join(path, "index.html");
  const changed = change(path);
  if (changed) return { status: 200, type: types[extname(path)], ...changed };
  try {
    const body = await readFile(join(folder, path));
    return { status: 200, type: types[extname(path)] ?? "application/octet-stream", body };
  } catch {
    return notFound;
  }
}
