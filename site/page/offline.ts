import {followMargins} from "./chrome/margin.ts";
import type {Edition, ForgedMessage, Saved, SaveMessage, VouchMessage} from "./edition/build.ts";

/** Script of its own on every published page: follows its margins, keeps the book for offline reading, and says so quietly. */

const HOUR = 3_600_000;

/** What browsers withhold from a page that came over plain http from another machine. */
const PLAIN =
  "This address is not encrypted, so the browser keeps nothing for reading offline, trains on one thread only, and copies no link. All else works.";
const UNTRUSTED =
  "The browser does not trust this server's certificate, so it keeps nothing for reading offline. All else works.";

/** Says when a new edition has taken over. The first worker that a page gets is none. */
function watchForEditions(container: ServiceWorkerContainer): void {
  let controlled = container.controller !== null;
  container.addEventListener("controllerchange", () => {
    if (controlled) say("A new edition is ready: ", reloadLink());
    controlled = true;
  });
}

/**
 * Registers the service worker of the book at `root` (an absolute URL that ends in "/") and has it save every file. Does
 * nothing where service workers are not to be had.
 */
async function keepOffline(root: string): Promise<void> {
  if (!("serviceWorker" in navigator)) return;
  const container = navigator.serviceWorker;
  let registration: ServiceWorkerRegistration;
  try {
    registration = await container.register(new URL("sw.js", root), {scope: root, updateViaCache: "none"});
  } catch (error) {
    // Private windows, forbidden storage, a server without sw.js: the book reads as well online.
    if (/certificate/i.test(String(error))) tell("certificate", UNTRUSTED);
    return;
  }
  checkHourly(registration);
  void leaveToTheBook(root);
  await saveAll(await container.ready);
}

/** Has the worker save every file, and says so once all are there; or how many are not, with a way to try again. */
async function saveAll(registration: ServiceWorkerRegistration): Promise<void> {
  const {saved, missing, fetched} = await save(registration);
  if (document.querySelector(".edition a")) return;
  if (missing === 0) {
    if (fetched > 0) say("Saved for offline reading");
    return;
  }
  const retry = document.createElement("button");
  retry.type = "button";
  retry.className = "quiet";
  retry.textContent = "Retry";
  retry.addEventListener("click", () => {
    say("Saving for offline reading…");
    void saveAll(registration);
  });
  const files = `${missing} of its ${saved + missing} files could not be saved`;
  say(`The book is not kept for offline reading yet: ${files}. `, retry);
}

/** The edition that this page belongs to, as its own worker knew it: path under assets/ → digest. */
let own: Edition["digests"] | undefined;

function save(registration: ServiceWorkerRegistration): Promise<Saved> {
  return new Promise((done) => {
    const {port1, port2} = new MessageChannel();
    port1.onmessage = ({data}: MessageEvent<Edition | Saved>) => {
      if (data.type === "saved") done(data);
      else own ??= data.digests;
    };
    const message: SaveMessage = {type: "save"};
    registration.active?.postMessage(message, [port2]);
  });
}

/** Hears what the worker found, and says which content this page's own files have, for a worker of another edition. */
function answerWorker(container: ServiceWorkerContainer): void {
  container.addEventListener("message", ({data, ports}: MessageEvent<VouchMessage | ForgedMessage | null>) => {
    if (data?.type === "vouch") ports[0]?.postMessage(own && Object.hasOwn(own, data.path) ? own[data.path] : null);
    if (data?.type === "forged") tellForged(data.paths);
  });
}

const told = new Set<string>();

/** Names the files that were not the book's own: somebody wrote them, and the reader may know who. */
function tellForged(paths: readonly string[]): void {
  for (const path of paths) told.add(path);
  const files = new Intl.ListFormat("en").format(told);
  const text = `What was stored here as ${files} was not the book’s own, and has been thrown away. A cell that ran on this site may have written it. `;
  const close = closeButton();
  statusLine("forged").replaceChildren(text, close);
}

/** Takes away workers that were started for a part of this book, out of its own scripts: they keep nothing, and answer wrongly. */
async function leaveToTheBook(root: string): Promise<void> {
  for (const registration of await navigator.serviceWorker.getRegistrations()) {
    const {scope, active, waiting, installing} = registration;
    const script = (active ?? waiting ?? installing)?.scriptURL ?? "";
    const ours = script.startsWith(`${root}assets/`) || script.replace(/\?.*/s, "") === `${root}sw.js`;
    if (ours && scope !== root) await registration.unregister();
  }
}

function checkHourly(registration: ServiceWorkerRegistration): void {
  let last = Date.now();
  document.addEventListener("visibilitychange", () => {
    if (document.hidden || Date.now() - last < HOUR) return;
    last = Date.now();
    registration.update().catch(() => undefined);
  });
}

function reloadLink(): HTMLElement {
  const link = document.createElement("a");
  link.href = location.href;
  link.textContent = "Reload";
  link.addEventListener("click", (event) => {
    event.preventDefault();
    location.reload();
  });
  return link;
}

/** Says what is missing at this address, where the reader sees it, until they have seen enough of it. */
function tell(what: string, text: string): void {
  const key = `gantry:told-${what}`;
  try {
    if (localStorage.getItem(key) !== null) return;
  } catch {
    // Storage is forbidden: it is said each time.
  }
  const close = closeButton();
  close.addEventListener("click", () => {
    try {
      localStorage.setItem(key, "");
    } catch {
      // The same.
    }
  });
  say(`${text} `, close).classList.add("withheld");
}

function closeButton(): HTMLButtonElement {
  const close = document.createElement("button");
  close.type = "button";
  close.className = "quiet";
  close.textContent = "Close";
  close.addEventListener("click", () => close.closest("p")?.remove());
  return close;
}

function say(text: string, ...more: Element[]): HTMLElement {
  const status = statusLine("edition");
  status.replaceChildren(text, ...more);
  return status;
}

function statusLine(kind: "edition" | "forged"): HTMLElement {
  let status = document.querySelector<HTMLElement>(`.${kind}`);
  if (!status) {
    status = document.createElement("p");
    status.className = kind === "forged" ? "forged withheld" : kind;
    status.setAttribute("role", "status");
    status.style.cssText = "font: 0.8rem/1.5 var(--sans, sans-serif); color: var(--muted); text-align: center; margin: 1rem";
    if (kind === "forged") status.style.color = "var(--error)";
    document.body.append(status);
  }
  return status;
}

// At once: the browser looks for a new edition by itself when a page is opened.
if ("serviceWorker" in navigator) {
  watchForEditions(navigator.serviceWorker);
  answerWorker(navigator.serviceWorker);
}

followMargins();
const root = new URL(document.body.dataset.root ?? "./", document.baseURI).href;
// The page loads this script once its chapter has settled: saving the book is never what a reader waits for.
const begin = () => (isSecureContext ? void keepOffline(root) : tell("plain", PLAIN));
if (document.readyState === "complete") begin();
else addEventListener("load", begin, {once: true});
