import type {IncomingMessage, RequestListener, ServerResponse} from "node:http";
import {createServer as createPlain} from "node:http";
import type {AddressInfo, Socket} from "node:net";
import {isolation, lockedPolicy, policyHeader, protection} from "../pages/policy.ts";
import {sendFile, sendText} from "./answer.ts";
import {createEncrypted, type Listener} from "./encrypted.ts";
import {folderFiles, functionFiles, type ReadFile} from "./files.ts";
import {bindings, type Host, isOurs, isTrusted, ownAddresses, urlsOf} from "./hosts.ts";

/** Answers a request itself and returns true, or leaves it to the files. `path` is relative to the site. */
type Route = (path: string, request: IncomingMessage, response: ServerResponse) => boolean;

interface ServeOptions {
  /** Where the files come from: a folder's path, or a function. */
  files: string | ReadFile;
  /** The path under which the site stands, with a slash at both ends. Default "/". */
  base?: string;
  /** The first port to try; 0 takes any free one. When taken, the next is tried, twenty times. Default 0. */
  port?: number;
  /** Who can reach it. Default: this machine alone. */
  host?: Host;
  /** Serves over https, with this key and certificate (PEM). */
  tls?: {key: string; cert: string};
  /** Sends the headers that protect pages and isolate them, which WebAssembly threads need. False: as a plain file server. Default true. */
  isolated?: boolean;
  /** Answers that are not files. */
  route?: Route;
}

export interface Server {
  /** "http://localhost:4321/base/". */
  url: string;
  /** All addresses, for this machine and for others. */
  urls: readonly string[];
  /** Stops listening and drops open connections. */
  close(): Promise<void>;
}

/** Serves a static site. Rejects when no port can be had, and for a host that this machine is not. */
export async function serve(options: ServeOptions): Promise<Server> {
  const {base = "/", port: first = 0, host, tls} = options;
  if (!/^\/(.*\/)?$/.test(base)) throw new RangeError(`base must begin and end with "/", not ${JSON.stringify(base)}`);
  const find = typeof options.files === "string" ? folderFiles(options.files) : functionFiles(options.files);
  const respond = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    if (options.isolated !== false) setHeaders(response, tls !== undefined || isTrusted(request.headers.host));
    response.setHeader("Cache-Control", "no-cache");
    if (!isOurs(request.headers.host, host)) return refuse(response, request.headers.host);
    const target = request.url ?? "/";
    if (base !== "/" && (target === "/" || target === base.slice(0, -1))) return sendText(response, 302, base, {Location: base});
    const path = sitePath(target, base);
    if (path !== null && options.route?.(path, request, response)) return;
    if (request.method === "GET" || request.method === "HEAD") return sendFile(request, response, path, find);
    sendText(response, 405, "There is nothing here but files to read", {Allow: "GET, HEAD"});
  };
  const listener = oneAtATime(respond);
  const create = (): Listener => (tls ? createEncrypted(tls, listener) : createPlain(listener));
  const {servers, port} = await listenAll(create, host, first, first === 0 ? 0 : first + 20);
  const urls = urlsOf(host, tls ? "https" : "http", port, base);
  return {
    url: urls[0] ?? "",
    urls,
    async close() {
      await Promise.all(servers.map(closeServer));
    }
  };
}

/** What every answer says, unless it knows better. On an address that they do not trust, browsers isolate nothing, and complain. */
function setHeaders(response: ServerResponse, trusted: boolean): void {
  response.setHeader("Content-Security-Policy", policyHeader(lockedPolicy));
  for (const [name, value] of Object.entries({...protection, ...(trusted ? isolation : {})})) response.setHeader(name, value);
}

function refuse(response: ServerResponse, host = ""): void {
  const named = JSON.stringify(host.slice(0, 100));
  const how = "To serve others, start it with --host, or with --host and the name that they shall use.";
  sendText(response, 421, `This server does not answer to the name ${named}. ${how}`, {Connection: "close"});
}

/** More requests than this on one connection wait in its socket, not in memory. */
const WAITING = 32;
/** Whoever sends more than this all the same, before the first is answered, is not a reader. */
const MOST_WAITING = 10_000;

/**
 * Answers the requests of a connection one after the other, as they have to arrive: a client that sends thousands at once, or takes
 * none of its answers, costs no more than one of them and a few kilobytes for each that waits.
 */
function oneAtATime(respond: (request: IncomingMessage, response: ServerResponse) => Promise<void>): RequestListener {
  const queues = new WeakMap<Socket, {count: number; last: Promise<void>}>();
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    if (request.socket.destroyed) return;
    const over = new Promise<void>((done) => response.once("close", done));
    try {
      await respond(request, response);
    } catch (error) {
      console.error(error);
      if (response.headersSent) request.socket.destroy();
      else sendText(response, 500, "This file could not be read");
    }
    await over;
  };
  return (request, response) => {
    const {socket} = request;
    const queue = queues.get(socket) ?? {count: 0, last: Promise.resolve()};
    queues.set(socket, queue);
    queue.count++;
    if (queue.count > MOST_WAITING) return void socket.destroy();
    if (queue.count > WAITING) socket.pause();
    queue.last = queue.last
      .then(() => answer(request, response))
      .finally(() => {
        queue.count--;
        if (queue.count <= WAITING) socket.resume();
      });
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

/** Listens on all addresses of a host, on one port: the first that all of them have free. */
async function listenAll(create: () => Listener, host: Host, first: number, last: number) {
  for (let port = first, tries = 0; ; tries++) {
    const servers: Listener[] = [];
    let chosen = port;
    try {
      for (const address of bindings(host)) {
        const server = create();
        const taken = await listen(server, chosen, address);
        if (taken === null) continue;
        servers.push(server);
        chosen = taken;
      }
      return {servers, port: chosen};
    } catch (error) {
      await Promise.all(servers.map(closeServer));
      const {code} = error as NodeJS.ErrnoException;
      if (code !== "EADDRINUSE" || (first === 0 ? tries > 20 : port >= last)) throw hostError(error, host);
      if (first !== 0) port++;
    }
  }
}

/** The port, or null where this machine has no such address family: `::1` and `::` without IPv6. */
async function listen(server: Listener, port: number, address: string): Promise<number | null> {
  try {
    await new Promise<void>((done, fail) => {
      server.once("error", fail);
      server.listen(port, address, () => {
        server.off("error", fail);
        done();
      });
    });
  } catch (error) {
    const lacking = ["EADDRNOTAVAIL", "EAFNOSUPPORT", "EINVAL"].includes((error as NodeJS.ErrnoException).code ?? "");
    if (lacking && address === "::") return listen(server, port, "0.0.0.0");
    if (lacking && address === "::1") return null;
    throw error;
  }
  return (server.address() as AddressInfo).port;
}

function closeServer(server: Listener): Promise<void> {
  return new Promise((done) => {
    server.close(() => done());
    server.closeAllConnections();
  });
}

/** What is wrong with a host that was asked for, in words. */
function hostError(error: unknown, host: Host): unknown {
  const {code = ""} = error as NodeJS.ErrnoException;
  if (typeof host !== "string" || !["ENOTFOUND", "EADDRNOTAVAIL", "EAFNOSUPPORT", "EINVAL", "EAI_AGAIN"].includes(code))
    return error;
  const own = ["localhost", ...ownAddresses()].join(", ");
  return new Error(`--host ${host}: that is no name or address of this machine. It has ${own}; --host alone takes them all.`);
}
