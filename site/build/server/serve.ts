import {createHash} from "node:crypto";
import {readFile} from "node:fs/promises";
import {createServer, type IncomingMessage, type ServerResponse} from "node:http";
import type {AddressInfo} from "node:net";
import {join, resolve, sep} from "node:path";

/** Gives the file at a path relative to the site ("assets/page-1A2B.js"), or null where there is none. */
type ReadFile = (path: string) => Promise<Uint8Array | null>;

/** Answers a request itself and returns true, or leaves it to the files. `path` is relative to the site. */
type Route = (path: string, request: IncomingMessage, response: ServerResponse) => boolean;

interface ServeOptions {
  /** Where the files come from: a folder's path, or a function. */
  files: string | ReadFile;
  /** The path under which the site stands, with a slash at both ends. Default "/". */
  base?: string;
  /** The first port to try; 0 takes any free one. When taken, the next is tried, twenty times. Default 0. */
  port?: number;
  /** Sends the headers for cross-origin isolation, which WebAssembly threads need. Default true. */
  isolated?: boolean;
  /** Answers that are not files. */
  route?: Route;
}

export interface Server {
  /** "http://localhost:4321/base/". */
  url: string;
  /** Stops listening and drops open connections. */
  close(): Promise<void>;
}

/** What isolates a page from other origins: grants SharedArrayBuffer to it. */
const isolationHeaders: Readonly<Record<string, string>> = {
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Embedder-Policy": "require-corp",
  "Cross-Origin-Resource-Policy": "same-origin"
};

/** Serves a static site on this machine. Rejects when no port can be had. */
export async function serve(options: ServeOptions): Promise<Server> {
  const base = options.base ?? "/";
  if (!/^\/(.*\/)?$/.test(base)) throw new RangeError(`base must begin and end with "/", not ${JSON.stringify(base)}`);
  const read = typeof options.files === "string" ? folderFiles(options.files) : options.files;
  const server = createServer((request, response) => {
    answer(request, response, base, read, options).catch((error: unknown) => {
      response.writeHead(500, {"Content-Type": "text/plain; charset=utf-8"});
      response.end(String(error));
    });
  });
  const first = options.port ?? 0;
  const port = await listen(server, first, first === 0 ? 0 : first + 20);
  return {
    url: `http://localhost:${port}${base}`,
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      })
  };
}

/** Reads files of one folder, and nothing outside it. */
function folderFiles(folder: string): ReadFile {
  const root = resolve(folder);
  return async (path) => {
    const file = resolve(join(root, path));
    if (!file.startsWith(root + sep)) return null;
    try {
      return await readFile(file);
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code;
      if (code === "ENOENT" || code === "EISDIR" || code === "ENOTDIR" || code === "ENAMETOOLONG") return null;
      throw error;
    }
  };
}

/**
 * The path within the site that a request's target names, percent-decoded; a folder's is its index.html. Null for what
 * names nothing: another base, a malformed escape, an encoded slash, a step upwards.
 */
export function sitePath(target: string, base: string): string | null {
  const raw = target.split(/[?#]/, 1)[0] ?? "";
  if (!raw.startsWith(base)) return null;
  const segments: string[] = [];
  for (const segment of raw.slice(base.length).split("/")) {
    let decoded: string;
    try {
      decoded = decodeURIComponent(segment);
    } catch {
      return null;
    }
    if (decoded === ".." || decoded === "." || /[/\\\0]/.test(decoded)) return null;
    segments.push(decoded);
  }
  if (segments.at(-1) === "") segments[segments.length - 1] = "index.html";
  return segments.join("/");
}

async function answer(request: IncomingMessage, response: ServerResponse, base: string, read: ReadFile, options: ServeOptions) {
  const target = request.url ?? "/";
  const headers: Record<string, string> = {"Cache-Control": "no-cache", "X-Content-Type-Options": "nosniff"};
  if (options.isolated !== false) Object.assign(headers, isolationHeaders);
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  if (base !== "/" && (target === "/" || target === base.slice(0, -1))) {
    response.writeHead(302, {Location: base}).end();
    return;
  }
  const path = sitePath(target, base);
  if (path !== null && options.route?.(path, request, response)) return;
  if (request.method !== "GET" && request.method !== "HEAD") {
    response.writeHead(405, {Allow: "GET, HEAD"}).end();
    return;
  }
  const body = path === null ? null : await read(path);
  if (body === null || path === null) {
    const page = await read("404.html");
    response.writeHead(404, {"Content-Type": mediaType(page ? "404.html" : "404.txt")});
    response.end(request.method === "HEAD" ? undefined : (page ?? "Not found"));
    return;
  }
  const tag = `"${createHash("sha1").update(body).digest("base64url")}"`;
  response.setHeader("ETag", tag);
  if (request.headers["if-none-match"] === tag) {
    response.writeHead(304).end();
    return;
  }
  response.writeHead(200, {"Content-Type": mediaType(path), "Content-Length": body.byteLength});
  response.end(request.method === "HEAD" ? undefined : body);
}

function listen(server: ReturnType<typeof createServer>, port: number, last: number): Promise<number> {
  return new Promise((done, fail) => {
    const retry = (error: NodeJS.ErrnoException) => {
      if (error.code === "EADDRINUSE" && port < last) listen(server, port + 1, last).then(done, fail);
      else fail(error);
    };
    server.once("error", retry);
    server.listen(port, () => {
      server.off("error", retry);
      done((server.address() as AddressInfo).port);
    });
  });
}

const TYPES: Record<string, string> = {
  html: "text/html; charset=utf-8",
  md: "text/markdown; charset=utf-8",
  css: "text/css; charset=utf-8",
  js: "text/javascript; charset=utf-8",
  mjs: "text/javascript; charset=utf-8",
  ts: "text/plain; charset=utf-8",
  txt: "text/plain; charset=utf-8",
  json: "application/json; charset=utf-8",
  map: "application/json; charset=utf-8",
  webmanifest: "application/manifest+json",
  wasm: "application/wasm",
  svg: "image/svg+xml",
  png: "image/png",
  jpg: "image/jpeg",
  gif: "image/gif",
  webp: "image/webp",
  ico: "image/x-icon",
  woff2: "font/woff2",
  zip: "application/zip"
};

/** The media type for a file's name: a browser refuses a module or a WebAssembly file that comes under another one. */
function mediaType(path: string): string {
  return TYPES[path.slice(path.lastIndexOf(".") + 1).toLowerCase()] ?? "application/octet-stream";
}
