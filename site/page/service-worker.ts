/**
 * Keeps the whole book for offline reading, one cache per build, and isolates its pages from other origins.
 *
 * Files under assets/ carry a hash of their content in their names, so any cache of ours that has one has the right one.
 * Pages and Markdown do not: they come from the current build's cache only. A new build is installed whole before it takes
 * over, and an old build's cache stays as long as a page that may belong to it is open; so no page ever sees two builds.
 */

/** What the build writes in front of this script. */
interface Build {
  id: string;
  /** Paths relative to the scope → the first 16 characters of the SHA-256, base64url, of the file. */
  files: Record<string, string>;
  /** Content security policies of scripts, which workers obey, and of all that is no page. Pages bring theirs. */
  policies?: {script: string; other: string};
}

/** Sent by a page: keep the book. Answered on the port with `Saved`. */
export interface SaveMessage {
  type: "save";
}

/** How much of the book is kept. `missing` files are tried again at the next visit. */
export interface Saved {
  saved: number;
  missing: number;
  /** Files that this message fetched. */
  fetched: number;
}

interface ExtendableEvent extends Event {
  waitUntil(promise: Promise<unknown>): void;
}
/** Chromium has static routes since 123; other browsers have no such method. */
interface InstallEvent extends ExtendableEvent {
  addRoutes?(
    routes: readonly {condition: {urlPattern: {pathname: string}; requestMethod: string}; source: "cache"}[]
  ): Promise<void>;
}
interface WorkerFetchEvent extends ExtendableEvent {
  readonly request: Request;
  readonly resultingClientId: string;
  respondWith(response: Promise<Response>): void;
}
interface WorkerMessageEvent extends ExtendableEvent {
  readonly data: unknown;
  readonly ports: readonly MessagePort[];
}
interface WorkerScope {
  readonly GANTRY_BUILD: Build;
  readonly registration: ServiceWorkerRegistration;
  readonly clients: {claim(): Promise<void>; matchAll(options: object): Promise<readonly {id: string; url: string}[]>};
  skipWaiting(): Promise<void>;
  addEventListener(type: "install", listener: (event: InstallEvent) => void): void;
  addEventListener(type: "activate", listener: (event: ExtendableEvent) => void): void;
  addEventListener(type: "fetch", listener: (event: WorkerFetchEvent) => void): void;
  addEventListener(type: "message", listener: (event: WorkerMessageEvent) => void): void;
}

/** Milliseconds for which saving waits, at most, for a page to say that it stands. */
const LONGEST_LOADING = 10_000;

/** No site can put an answer into a frame. */
const UNFRAMED = "frame-ancestors 'none'";

const NOT_KEPT = `<!doctype html><html lang="en"><title>Not kept · Gantry</title><link rel="icon" href="data:,">
<p>This page is not kept for offline reading yet. Open it once while you are online.`;

const worker = globalThis as unknown as WorkerScope;
const build = worker.GANTRY_BUILD;
const scope = worker.registration.scope;
// The scope in the name, between characters that no URL path holds unescaped: books under other paths of this origin have caches too.
const family = `gantry <${scope}> `;
const current = family + build.id;
const visitors = `${family}visitors`;

worker.addEventListener("install", (event) => {
  routeAssets(event);
  // The first visit is not kept waiting; a later build must be whole before it may take over.
  const ready = worker.registration.active ? save().then(requireWhole) : Promise.resolve();
  event.waitUntil(ready.then(() => worker.skipWaiting()));
});

worker.addEventListener("activate", (event) => event.waitUntil(worker.clients.claim().then(forget)));

worker.addEventListener("message", (event) => {
  if ((event.data as SaveMessage | null)?.type !== "save") return;
  loadingUntil = 0;
  const answer = save().then((saved) => event.ports[0]?.postMessage(saved));
  event.waitUntil(answer.then(forget));
});

worker.addEventListener("fetch", (event) => {
  const {request} = event;
  const path = pathOf(request.url);
  if (request.method !== "GET" || path === null || path === "sw.js" || request.headers.has("range")) return;
  if (request.mode === "navigate") {
    loadingUntil = Date.now() + LONGEST_LOADING;
    event.waitUntil(remember(event.resultingClientId));
  }
  event.respondWith(
    (path.startsWith("assets/") ? asset(request, path) : page(request, path)).then((answer) => guarded(answer, path))
  );
});

/**
 * Has the browser take files under assets/ out of the caches by itself, where it can: a chapter has a hundred and more, and each
 * would wait for this script. What no cache has comes from the network.
 */
function routeAssets(event: InstallEvent): void {
  const pathname = `${new URL(scope).pathname.replace(/[\\^$.*+?(){}[\]|:]/g, "\\$&")}assets/*`;
  event.addRoutes?.([{condition: {urlPattern: {pathname}, requestMethod: "GET"}, source: "cache"}]).catch(() => undefined);
}

/** The file of this book that a URL names, or null for what is outside. A folder's is its index.html. */
function pathOf(url: string): string | null {
  const bare = url.replace(/[?#].*$/s, "");
  if (!bare.startsWith(scope)) return null;
  const path = bare.slice(scope.length);
  return path === "" ? "index.html" : path;
}

/** A file whose name tells its content: from any of our caches, the newest first. */
async function asset(request: Request, path: string): Promise<Response> {
  for (const name of [current, ...(await oldCaches())]) {
    const found = await (await caches.open(name)).match(scope + path);
    if (found) return found;
  }
  return fetch(request);
}

/** A page, a Markdown file: the current build's, else what the server has. */
async function page(request: Request, path: string): Promise<Response> {
  const found = path in build.files ? await (await caches.open(current)).match(scope + path) : undefined;
  if (found) return found;
  try {
    return await fetch(request);
  } catch (error) {
    if (request.mode !== "navigate") throw error;
    return new Response(NOT_KEPT, {
      status: 503,
      headers: {
        "Content-Type": "text/html; charset=utf-8",
        "Content-Security-Policy": `default-src 'none'; img-src data:; ${UNFRAMED}`
      }
    });
  }
}

/** The same answer with the headers that protect its reader and grant cross-origin isolation, for servers that cannot send them. */
function guarded(response: Response, path: string): Response {
  if (response.type === "opaqueredirect" || response.type === "error" || response.status === 0) return response;
  const headers = new Headers(response.headers);
  const policy = policyOf(path);
  // A page's own was noted when it was kept; without it, the page's head says it still.
  if (policy !== undefined) headers.set("Content-Security-Policy", policy);
  else if (!headers.has("Content-Security-Policy")) headers.set("Content-Security-Policy", UNFRAMED);
  headers.set("X-Frame-Options", "DENY");
  headers.set("X-Content-Type-Options", "nosniff");
  headers.set("Referrer-Policy", "no-referrer");
  headers.set("Cross-Origin-Opener-Policy", "same-origin");
  headers.set("Cross-Origin-Embedder-Policy", "require-corp");
  headers.set("Cross-Origin-Resource-Policy", "same-origin");
  const {status, statusText} = response;
  return new Response(status === 204 || status === 304 ? null : response.body, {status, statusText, headers});
}

/** The policy of what is no page. */
function policyOf(path: string): string | undefined {
  const {script, other} = build.policies ?? {};
  const policy = /\.m?js$/.test(path) ? script : /\.\w+$/.test(path) && !path.endsWith(".html") ? other : undefined;
  return policy && `${policy}; ${UNFRAMED}`;
}

/** The policy that a page carries in its head, as a header says it. */
function policyOfPage(content: ArrayBuffer): string {
  const head = new TextDecoder().decode(content.slice(0, 8192));
  const [, written] = /<meta http-equiv="Content-Security-Policy" content="([^"]*)">/.exec(head) ?? [];
  return written === undefined ? UNFRAMED : `${written.replaceAll("&quot;", '"').replaceAll("&amp;", "&")}; ${UNFRAMED}`;
}

let saving: Promise<Saved> | undefined;
/** A page is being loaded; it sends its message once it stands. Saving beside it would make it twice as slow. */
let loadingUntil = 0;

/** Brings what is missing into the current build's cache, few files at a time. Never rejects for a file that fails. */
function save(): Promise<Saved> {
  saving ??= fill().finally(() => (saving = undefined));
  return saving;
}

async function fill(): Promise<Saved> {
  const cache = await caches.open(current);
  const kept = new Set((await cache.keys()).map((request) => request.url));
  const queue = Object.keys(build.files).filter((path) => !kept.has(scope + path));
  const result = {saved: Object.keys(build.files).length - queue.length, missing: 0, fetched: 0};
  const old = await oldCaches();
  const take = async () => {
    for (let path = queue.pop(); path !== undefined; path = queue.pop()) {
      while (Date.now() < loadingUntil) await new Promise((resolve) => setTimeout(resolve, 100));
      const response = (await fromOld(path, old)) ?? (await download(path));
      try {
        if (!response) throw new Error(`${path} could not be had`);
        // With its headers: what a static route gives passes no script.
        await cache.put(scope + path, guarded(response, path));
        result.saved++;
        result.fetched++;
      } catch {
        // Offline, a newer build on the server, storage full: the next visit tries again.
        result.missing++;
      }
    }
  };
  await Promise.all([take(), take(), take(), take()]);
  return result;
}

async function fromOld(path: string, old: readonly string[]): Promise<Response | undefined> {
  if (!path.startsWith("assets/")) return undefined;
  for (const name of old) {
    const found = await (await caches.open(name)).match(scope + path);
    if (found) return found;
  }
  return undefined;
}

/** A file from the server, tried twice; undefined when it cannot be had or is not the one that this build has. */
async function download(path: string): Promise<Response | undefined> {
  for (let attempt = 0; attempt < 2; attempt++) {
    try {
      const cache = attempt > 0 ? "reload" : path.startsWith("assets/") ? "default" : "no-cache";
      const response = await fetch(scope + path, {cache, credentials: "same-origin"});
      if (!response.ok) continue;
      const content = await response.arrayBuffer();
      if ((await digest(content)) !== build.files[path]) continue;
      // Rebuilt: a redirected response is refused for navigations.
      const headers = new Headers({"Content-Type": response.headers.get("Content-Type") ?? "application/octet-stream"});
      if (path.endsWith(".html")) headers.set("Content-Security-Policy", policyOfPage(content));
      return new Response(content, {headers});
    } catch {
      continue;
    }
  }
  return undefined;
}

async function digest(content: ArrayBuffer): Promise<string> {
  const bytes = new Uint8Array(await crypto.subtle.digest("SHA-256", content));
  return btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .slice(0, 16);
}

function requireWhole(saved: Saved): void {
  if (saved.missing > 0) throw new Error(`${saved.missing} files of the new edition could not be had: the one before stays`);
}

/** Names of this book's caches of other builds, the newest first. */
async function oldCaches(): Promise<string[]> {
  const names = await caches.keys();
  return names.filter((name) => name.startsWith(family) && name !== current && name !== visitors).reverse();
}

/** Notes that a page of this build is open (or about to be). */
async function remember(client: string): Promise<void> {
  await (await caches.open(visitors)).put(`${scope}visitor/${client}`, new Response(build.id));
}

/** Deletes caches of other builds when every open page is known to be of this one, and what was noted of closed pages. */
async function forget(): Promise<void> {
  const notes = await caches.open(visitors);
  const clients = await worker.clients.matchAll({includeUncontrolled: true, type: "window"});
  const open = new Set(clients.filter(({url}) => url.startsWith(scope)).map(({id}) => `${scope}visitor/${id}`));
  let others = 0;
  for (const id of open) if ((await (await notes.match(id))?.text()) !== build.id) others++;
  for (const {url} of await notes.keys()) if (!open.has(url)) await notes.delete(url);
  if (others === 0) await Promise.all((await oldCaches()).map((name) => caches.delete(name)));
}
