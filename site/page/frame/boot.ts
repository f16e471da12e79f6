import {fetchFrom, filesOver, type GetFile} from "./files.ts";
import type {Apart, FrameStore, FromFrame, Start, ToFrame} from "./messages.ts";
import {modulesFrom, NAME} from "./modules.ts";
import {startWorker, workersFrom} from "./workers.ts";

/** The script of the frame in which a chapter from elsewhere runs apart, and of its workers: nothing here can load a file. */

// WebRTC is no request, so that no policy that browsers know forbids it: a cell finds none here. Nor does a frame within the frame
// help: it has an origin of its own again.
for (const name of ["RTCPeerConnection", "webkitRTCPeerConnection", "RTCIceTransport", "RTCDtlsTransport", "RTCDataChannel"])
  delete (globalThis as Record<string, unknown>)[name];

/**
 * A page that has opened the book, on a server whose headers do not part the two, still has its hand on this frame: a message of
 * it would give a cell someone to answer. So a cell hears no window but this one. What is needed is held here, where no cell can
 * put another in its place; the first listener is the first to hear.
 */
function hearNobody(): void {
  const {apply} = Reflect;
  const stop = Event.prototype.stopImmediatePropagation;
  const source = Object.getOwnPropertyDescriptor(MessageEvent.prototype, "source")!.get!;
  const own = window;
  for (const type of ["message", "messageerror"]) {
    addEventListener(type, (event) => void (apply(source, event, []) === own || apply(stop, event, [])), true);
  }
}

async function startPage({data: start, ports}: MessageEvent<Start>): Promise<void> {
  hearNobody();
  const port = ports[0]!;
  const tell = (message: FromFrame): void => port.postMessage(message);
  const file = filesOver(port, (message) => follow(message as ToFrame, tell));
  const modules = modulesFrom(file, start);
  const apart: Apart = Object.assign(modules.load, {
    meta: {url: start.base, resolve: (specifier: string) => modules.resolve(specifier)},
    store: storeOf(start.edits, (edits) => tell({edits}))
  });
  Object.assign(globalThis, {[NAME]: apart, fetch: fetchFrom(file, start), Worker: workersFrom(file, start)});
  addEventListener("click", (event) => stay(event, () => tell({link: true})));
  // The search leads to other pages: it is the book's.
  addEventListener("keydown", (event) => event.key === "/" && !isWriting(event.target) && event.stopImmediatePropagation(), true);
  try {
    await Promise.all([
      ...(await Promise.all(start.styles.map((url) => styleSheet(url, file)))).map(added),
      modules.load(start.entry)
    ]);
    tell({ready: true});
  } catch (error) {
    tell({failed: true});
    throw error;
  }
}

/** One tab writes here, and nobody else: whoever writes has seen what is there. */
const UNVERSIONED = {by: "", n: 0, seen: {}};

/** Edits in memory: a browser keeps nothing here. */
function storeOf(edits: Start["edits"], changed: (edits: Start["edits"]) => void): FrameStore {
  const records = new Map(edits.map((edit) => [edit.id, edit]));
  return {
    load: async () => [...records.values()].map((edit) => ({id: edit.id, edit, version: UNVERSIONED})) as never[],
    async write(_path, changes) {
      for (const {id, edit} of changes) {
        if (edit) records.set(id, edit);
        else records.delete(id);
      }
      changed([...records.values()]);
      return [];
    }
  };
}

/** What the book says beside its answers. */
function follow(message: ToFrame, tell: (message: FromFrame) => void): void {
  if ("flush" in message) {
    // As a page that goes away, the chapter stores what is still being typed: one turn later the book has it.
    dispatchEvent(new PageTransitionEvent("pagehide"));
    setTimeout(() => tell({flushed: true}));
  }
  if (!("theme" in message)) return;
  const {dataset} = document.documentElement;
  if (message.theme === null) delete dataset.theme;
  else dataset.theme = message.theme;
}

/** A stylesheet's text whose files are `blob:` URLs of this origin. One that cannot be had is left out. */
async function styleSheet(url: string, file: GetFile): Promise<string> {
  const css = await (await file(url)).text();
  const parts = css.split(/url\((?:"([^"]*)"|([^)"]*))\)/);
  const texts = parts.map(async (part, i) => {
    if (i % 3 === 0 || part === undefined) return part ?? "";
    if (/^data:/.test(part)) return `url("${part}")`;
    const found = await file(new URL(part, url).href).catch(() => null);
    return `url("${found ? URL.createObjectURL(found) : "data:,"}")`;
  });
  return (await Promise.all(texts)).join("");
}

function added(css: string): void {
  document.head.append(Object.assign(document.createElement("style"), {textContent: css}));
}

/** True where a key means a character. */
function isWriting(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || target.matches("input, textarea, select"));
}

/** A link within the chapter is followed here: the address of this document is nobody's. One that leads out leads nowhere. */
function stay(event: Event, out: () => void): void {
  const link = event.target instanceof Element ? event.target.closest("a[href]") : null;
  if (!link || event.defaultPrevented || link.hasAttribute("download")) return;
  event.preventDefault();
  const address = link.getAttribute("href")!;
  if (!address.startsWith("#")) return out();
  const target = document.getElementById(decodeURIComponent(address.slice(1)));
  target?.scrollIntoView();
  target?.focus({preventScroll: true});
}

if (typeof document === "undefined") startWorker();
else void startPage((globalThis as unknown as Record<string, MessageEvent<Start>>)[NAME]!);
