import type {IncomingMessage, ServerResponse} from "node:http";
import type {Readable} from "node:stream";
import {pipeline} from "node:stream/promises";
import {lockedPolicy, policyHeader, scriptPolicy} from "../pages/policy.ts";
import type {FindFile, SiteFile} from "./files.ts";
import {mediaType} from "../assets/media-type.ts";
import {byteRange, isSameFile, isSince, namesTag, preferredEncoding} from "./negotiate.ts";

/** Milliseconds after which a client that takes nothing of its answer is given up. */
const PATIENCE = 120_000;

/** Files that carry a hash of their content in their names never change. */
const HASHED = /^assets\/.*-[A-Z0-9]{8}\.\w+$/;

/** Sends a file of the site, or 404 with the site's own page. Resolves when it is sent, or the client has gone. */
export async function sendFile(request: IncomingMessage, response: ServerResponse, path: string | null, find: FindFile) {
  const file = path === null ? null : await find(path);
  if (path !== null && file !== null) return send(request, response, path, file);
  const page = await find("404.html");
  if (page === null) return sendText(response, 404, "Not found");
  const size = page.sizes.get("identity") ?? 0;
  restrict(response, page.policy);
  response.writeHead(404, {"Content-Type": mediaType("404.html"), "Content-Length": size});
  await flow(request, response, () => page.stream("identity", 0, size - 1), size);
}

async function send(request: IncomingMessage, response: ServerResponse, path: string, file: SiteFile): Promise<void> {
  const {headers, method} = request;
  const {digest, modified} = file;
  const asked = method === "HEAD" ? undefined : headers.range;
  // A part of a file is a part of it as it is.
  const encoding = asked === undefined ? preferredEncoding(headers["accept-encoding"], [...file.sizes.keys()]) : "identity";
  const size = file.sizes.get(encoding) ?? 0;
  const tag = `"${digest}${encoding === "identity" ? "" : `.${encoding}`}"`;
  restrict(response, path.endsWith(".html") ? file.policy : /\.m?js$/.test(path) ? scriptPolicy : lockedPolicy);
  response.setHeader("Cache-Control", HASHED.test(path) ? "public, max-age=31536000, immutable" : "no-cache");
  response.setHeader("Vary", "Accept-Encoding");
  response.setHeader("ETag", tag);
  if (modified) response.setHeader("Last-Modified", modified.toUTCString());
  const none = headers["if-none-match"];
  const since = headers["if-modified-since"];
  const same = none !== undefined ? namesTag(none, tag) : since !== undefined && !!modified && isSince(since, modified);
  if (same) return void response.writeHead(304).end();
  response.setHeader("Accept-Ranges", "bytes");
  const range = isSameFile(headers["if-range"] as string | undefined, tag, modified) ? byteRange(asked, size) : undefined;
  if (range === "none") {
    response.setHeader("Content-Range", `bytes */${size}`);
    return sendText(response, 416, `This file has ${size} bytes`);
  }
  const {start, end} = range ?? {start: 0, end: size - 1};
  if (range) response.setHeader("Content-Range", `bytes ${start}-${end}/${size}`);
  if (encoding !== "identity") response.setHeader("Content-Encoding", encoding);
  response.writeHead(range ? 206 : 200, {"Content-Type": mediaType(path), "Content-Length": end - start + 1});
  await flow(request, response, () => file.stream(encoding, start, end), end - start + 1);
}

/** A line of text, such as a refusal. */
export function sendText(response: ServerResponse, status: number, text: string, more: Record<string, string> = {}): void {
  const body = `${text}\n`;
  const headers = {"Content-Type": "text/plain; charset=utf-8", "Content-Length": Buffer.byteLength(body), ...more};
  response.writeHead(status, headers);
  // To HEAD, Node sends no body.
  response.end(body);
}

/** The body, as fast as the client takes it. */
async function flow(request: IncomingMessage, response: ServerResponse, body: () => Readable, size: number): Promise<void> {
  if (request.method === "HEAD" || size === 0) return void response.end();
  response.setTimeout(PATIENCE, () => request.socket.destroy());
  try {
    await pipeline(body(), response);
  } catch (error) {
    // Too late for another answer. A client that has gone away is no failure.
    request.socket.destroy();
    if ((error as NodeJS.ErrnoException).code !== "ERR_STREAM_PREMATURE_CLOSE") throw error;
  }
}

/** Puts the policy of what is sent in the place of the strictest, unless this server sends none, as plain file servers do. */
function restrict(response: ServerResponse, policy: string | undefined): void {
  if (response.hasHeader("Content-Security-Policy")) response.setHeader("Content-Security-Policy", policyHeader(policy));
}
