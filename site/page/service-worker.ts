import {fileAnswer, guarded, notKept} from "./edition/answers.ts";
import type {Edition, ForgedMessage, Saved, SaveMessage, VouchMessage} from "./edition/build.ts";
import type {WorkerFetchEvent, WorkerScope} from "./edition/scope.ts";
import {digestOf, genuineCopy, heldCopy, hold} from "./edition/copies.ts";

/**
 * Keeps the whole book for offline reading, one cache per build, and isolates its pages from other origins.
 *
 * Every script of this origin can write to the caches, a cell's too: they are a heap of bytes, and what is taken out of them is held
 * against the digest that this script has of the file, at each answer. A cache's word for anything but bytes is not heard.
 * A new build is installed whole before it takes over, and an old build's cache stays as long as a page that may belong to it is
 * open, so no page ever sees two builds. Such a page says which content its own files have: for itself alone.
 */

/** Milliseconds for which saving waits, at most, for a page to say that it stands. */
const LONGEST_LOADING = 10_000;

/** Milliseconds that a page has to say which content a file of its edition has. */
const LONGEST_VOUCHING = 2000;

/** Caches of other builds that are looked into: whoever fills the storage with more makes nothing slower. */
const MOST_OLD = 4;

const worker = globalThis as unknown as WorkerScope;
const build = worker.GANTRY_BUILD;
const files = new Map(Object.entries(build.files));
const onUse = new Set(build.onUse?.files);
const scope = worker.registration.scope;
// The scope in the name, between characters that no URL path holds unescaped: books under other paths of this origin have caches too.
const family = `gantry <${scope}> `;
const current = family + build.id;
const visitors = `${family}visitors`;

if (scope === new URL("./", worker.location.href).href) serve();
else leave();

function serve(): void {
  worker.addEventListener("install", (event) => {
    // The first visit is not kept waiting; a later build must be whole before it may take over.
    const ready = worker.registration.active ? save().then(requireWhole) : Promise.resolve();
    event.waitUntil(ready.then(() => worker.skipWaiting()));
  });

  worker.addEventListener("activate", (event) => event.waitUntil(worker.clients.claim().then(forget)));

  worker.addEventListener("message", (event) => {
    if ((event.data as SaveMessage | null)?.type !== "save") return;
    loadingUntil = 0;
    const [port] = event.ports;
    const digests = Object.fromEntries([...files].filter(([path]) => path.startsWith("assets/")));
    port?.postMessage({type: "edition", digests} satisfies Edition);
    // A page that was on its way while this worker began is nobody's yet.
    const claimed = worker.clients.claim().catch(() => undefined);
    const answer = claimed.then(tellForged).then(save);
    event.waitUntil(answer.then((saved) => port?.postMessage(saved)).then(forget));
  });

  worker.addEventListener("fetch", (event) => {
    const {request} = event;
    const path = pathOf(request.url);
    if (request.method !== "GET" || path === null || path === "sw.js" || request.headers.has("range")) return;
    if (request.mode === "navigate") {
      loadingUntil = Date.now() + LONGEST_LOADING;
      opened = undefined;
      event.waitUntil(remember(event.resultingClientId));
    }
    if (request.destination === "worker" && event.resultingClientId) owners.set(event.resultingClientId, event.clientId);
    event.respondWith(answer(event, path));
  });
}

/** Somebody registered this script for a part of the book, where it would answer wrongly for ever. */
function leave(): void {
  worker.addEventListener("install", (event) => event.waitUntil(worker.skipWaiting()));
  worker.addEventListener("activate", (event) => event.waitUntil(worker.registration.unregister()));
}

/** The file of this book that a URL names, or null for what is outside. A folder's is its index.html. */
function pathOf(url: string): string | null {
  const bare = url.replace(/[?#].*$/s, "");
  if (!bare.startsWith(scope)) return null;
  const path = bare.slice(scope.length);
  return path === "" ? "index.html" : path;
}

/** A file of the current build, or of the one that an open page belongs to, as that build has it; else what the server has. */
async function answer({request, clientId}: WorkerFetchEvent, path: string): Promise<Response> {
  // Storage that is forbidden or broken has nothing kept.
  const digest = files.get(path) ?? (await vouched(clientId, path).catch(() => undefined));
  const found = digest === undefined ? undefined : await kept(path, digest).catch(() => undefined);
  if (found) return fileAnswer(path, found, build);
  // What is kept on use is kept from here on.
  if (digest !== undefined && (found === null || isOnUse(path))) {
    const content = await download(path, digest);
    if (content) {
      // Storage may be full.
      if (files.has(path)) await put(path, content).catch(() => undefined);
      return fileAnswer(path, content, build);
    }
  }
  try {
    return guarded(await fetch(request), path, build);
  } catch (error) {
    if (request.mode !== "navigate") throw error;
    return notKept(found === null);
  }
}

/** A file's content out of any of our caches. Undefined when none has it, null when one had something else, which is thrown away. */
async function kept(path: string, digest: string): Promise<Blob | null | undefined> {
  const copy = heldCopy(digest);
  if (copy) return copy;
  const own = await currentCache();
  let found = await genuineCopy(own, scope + path, digest, build.largest);
  if (found === null) await throwAway(own, path);
  if (found || !path.startsWith("assets/")) return found;
  // A name under assets/ tells its content: another edition has none by the same name.
  for (const name of await oldCaches()) {
    const cache = await caches.open(name);
    const other = await genuineCopy(cache, scope + path, digest, build.largest);
    if (other) return other;
    if (other === null) {
      await throwAway(cache, path);
      found = null;
    }
  }
  return found;
}

let opened: Promise<Cache> | undefined;

/** This build's cache, opened once for each page: it may have been deleted since. */
function currentCache(): Promise<Cache> {
  return (opened ??= caches.open(current).catch((error: unknown) => {
    opened = undefined;
    throw error;
  }));
}

async function throwAway(cache: Cache, path: string): Promise<void> {
  await cache.delete(scope + path, {ignoreVary: true});
  forgeries.add(path);
  await tellForged();
}

/** Clients of workers → the page that started them. */
const owners = new Map<string, string>();

/** The digest that a file has by the word of the page that asks for it, if that page was opened in another edition. */
async function vouched(client: string, path: string): Promise<string | undefined> {
  if (!path.startsWith("assets/") || !(await isInOld(path))) return undefined;
  const page = await worker.clients.get(owners.get(client) ?? client);
  if (!page) return undefined;
  const {port1, port2} = new MessageChannel();
  return new Promise((done) => {
    port1.onmessage = ({data}: MessageEvent<unknown>) => done(typeof data === "string" ? data : undefined);
    setTimeout(done, LONGEST_VOUCHING);
    page.postMessage({type: "vouch", path} satisfies VouchMessage, [port2]);
  });
}

async function isInOld(path: string): Promise<boolean> {
  for (const name of await oldCaches()) if (await (await caches.open(name)).match(scope + path)) return true;
  return false;
}

/** Files whose copy was not the book's own, until pages have heard of it. */
const forgeries = new Set<string>();

/** Tells every open page. One that is still loading hears of it when it has the book saved. */
async function tellForged(): Promise<void> {
  if (forgeries.size === 0) return;
  const clients = await worker.clients.matchAll({type: "window"});
  const message: ForgedMessage = {type: "forged", paths: [...forgeries]};
  for (const client of clients) client.postMessage(message);
  if (loadingUntil === 0) forgeries.clear();
}

let saving: Promise<Saved> | undefined;
/** A page is being loaded; it sends its message once it stands. Saving beside it would make it twice as slow. */
let loadingUntil = 0;

/** Saves what is missing. A visit that comes meanwhile joins in, and what could not be had by then is tried again for it. */
function save(): Promise<Saved> {
  const begun = saving;
  const more = async (first: Saved): Promise<Saved> => {
    if (first.missing === 0) return first;
    const second = await fill();
    return {...second, fetched: first.fetched + second.fetched};
  };
  const own = (begun ? begun.then(more) : fill()).finally(() => {
    if (saving === own) saving = undefined;
  });
  saving = own;
  return own;
}

/** Brings what is missing into the current build's cache, few files at a time. Never rejects for a file that fails. */
async function fill(): Promise<Saved> {
  opened = undefined;
  const cache = await currentCache();
  const there = new Set<string>();
  for (const {url} of await cache.keys()) {
    if (files.has(url.slice(scope.length)) && url.startsWith(scope)) there.add(url);
    else await cache.delete(url, {ignoreVary: true, ignoreMethod: true});
  }
  const all = [...files];
  const queue = (await isUsed(there)) ? all : all.filter(([path]) => !isOnUse(path));
  const result: Saved = {type: "saved", saved: 0, missing: 0, fetched: 0};
  const take = async () => {
    for (let next = queue.pop(); next; next = queue.pop()) {
      const [path, digest] = next;
      while (Date.now() < loadingUntil) await new Promise((resolve) => setTimeout(resolve, 100));
      // What was put there in another's name is looked for now: offline, its reader would have nothing.
      const found = there.has(scope + path) ? await genuineCopy(cache, scope + path, digest, build.largest) : undefined;
      if (found) {
        result.saved++;
        continue;
      }
      if (found === null) await throwAway(cache, path);
      try {
        const content = (await kept(path, digest)) ?? (await download(path, digest));
        if (!content) throw new Error(`${path} could not be had`);
        await put(path, content);
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

/** Files that most readers never need are kept from their first use on, whole, and in every later edition. */
function isOnUse(path: string): boolean {
  return onUse.has(path);
}

/** True when one of them is kept, in this edition (`there`: URLs) or in another. */
async function isUsed(there: ReadonlySet<string>): Promise<boolean> {
  if (!build.onUse) return false;
  const folder = scope + build.onUse.folder;
  if ([...there].some((url) => url.startsWith(folder))) return true;
  for (const name of await oldCaches()) {
    if ((await (await caches.open(name)).keys()).some(({url}) => url.startsWith(folder))) return true;
  }
  return false;
}

async function put(path: string, content: Blob): Promise<void> {
  await (await currentCache()).put(scope + path, new Response(content));
}

/** A file from the server, tried twice; undefined when it cannot be had or is not the one that the build has. */
async function download(path: string, digest: string): Promise<Blob | undefined> {
  for (let attempt = 0; attempt < 2; attempt++) {
    try {
      const cache = attempt > 0 ? "reload" : path.startsWith("assets/") ? "default" : "no-cache";
      const response = await fetch(scope + path, {cache, credentials: "same-origin"});
      if (!response.ok) continue;
      const content = await response.arrayBuffer();
      if ((await digestOf(content)) !== digest) continue;
      return hold(digest, content);
    } catch {
      continue;
    }
  }
  return undefined;
}

function requireWhole(saved: Saved): void {
  if (saved.missing > 0) throw new Error(`${saved.missing} files of the new edition could not be had: the one before stays`);
}

/** Names of this book's caches of other builds, the newest first. */
async function oldCaches(): Promise<string[]> {
  const names = await caches.keys();
  const old = names.filter((name) => name.startsWith(family) && name !== current && name !== visitors);
  return old.reverse().slice(0, MOST_OLD);
}

/** Notes that a page of this build is open (or about to be). Forged, it keeps or takes away an old page's files, and no more. */
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
  const old = (await caches.keys()).filter((name) => name.startsWith(family) && name !== current && name !== visitors);
  if (others === 0) await Promise.all(old.map((name) => caches.delete(name)));
}
