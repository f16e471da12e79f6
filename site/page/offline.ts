import type {SaveMessage, Saved} from "./service-worker.ts";

/** Script of its own on every published page: keeps the book for offline reading, and says so quietly. */

const HOUR = 3_600_000;

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
  } catch {
    // Private windows, forbidden storage, a server without sw.js: the book reads as well online.
    return;
  }
  checkHourly(registration);
  const {missing, fetched} = await save(await container.ready);
  if (missing === 0 && fetched > 0 && !document.querySelector(".edition a")) say("Saved for offline reading");
}

function save(registration: ServiceWorkerRegistration): Promise<Saved> {
  return new Promise((done) => {
    const {port1, port2} = new MessageChannel();
    port1.onmessage = (event: MessageEvent<Saved>) => done(event.data);
    const message: SaveMessage = {type: "save"};
    registration.active?.postMessage(message, [port2]);
  });
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

function say(text: string, ...more: Element[]): void {
  let status = document.querySelector<HTMLElement>(".edition");
  if (!status) {
    status = document.createElement("p");
    status.className = "edition";
    status.setAttribute("role", "status");
    status.style.cssText = "font: 0.8rem/1.5 var(--sans, sans-serif); color: var(--muted); text-align: center; margin: 1rem";
    document.body.append(status);
  }
  status.replaceChildren(text, ...more);
}

// At once: the browser looks for a new edition by itself when a page is opened.
if ("serviceWorker" in navigator) watchForEditions(navigator.serviceWorker);

const root = new URL(document.body.dataset.root ?? "./", document.baseURI).href;
// The page loads this script once its chapter has settled: saving the book is never what a reader waits for.
if (document.readyState === "complete") void keepOffline(root);
else addEventListener("load", () => void keepOffline(root), {once: true});
