import {fetchFrom, filesOver, type GetFile, passFiles} from "./files.ts";
import type {Place} from "./messages.ts";
import {modulesFrom, NAME} from "./modules.ts";

/** The first message to a worker, with the port that its files come over. */
interface WorkerStart {
  place: Place;
  module: string;
}

/**
 * `Worker` where no file can be loaded: one of this origin that loads the book's scripts as the page does. Modules of a cell's own
 * (`blob:`, `data:`) take the same way, since Chromium starts no module worker in an opaque origin; classic scripts stay as they are.
 */
export function workersFrom(file: GetFile, place: Place): typeof Worker {
  const boot = URL.createObjectURL(new Blob([place.boot], {type: "text/javascript"}));
  return class extends Worker {
    constructor(script: string | URL, options?: WorkerOptions) {
      const {href} = new URL(script, place.base);
      if (!href.startsWith(place.root) && options?.type !== "module") {
        super(script, options);
        return;
      }
      super(boot, {...options, type: "classic"});
      const {port1, port2} = new MessageChannel();
      passFiles(port1, file);
      this.postMessage({place, module: href} satisfies WorkerStart, [port2]);
    }
  };
}

/** In a worker: loads its module. What is sent meanwhile is heard by it then. */
export function startWorker(): void {
  const early: MessageEvent[] = [];
  let begun = false;
  const listen = (event: MessageEvent): void => {
    event.stopImmediatePropagation();
    if (begun) return void early.push(event);
    begun = true;
    const {place, module} = event.data as WorkerStart;
    const file = filesOver(event.ports[0]!);
    const modules = modulesFrom(file, place);
    const meta = {url: module, resolve: (specifier: string) => modules.resolve(specifier)};
    Object.assign(globalThis, {
      [NAME]: Object.assign(modules.load, {meta}),
      fetch: fetchFrom(file, place),
      Worker: workersFrom(file, place)
    });
    modules.load(module).then(
      () => {
        removeEventListener("message", listen);
        for (const {data, ports} of early) dispatchEvent(new MessageEvent("message", {data, ports: [...ports]}));
      },
      // The page hears of it as of any worker whose script does not load.
      (error: unknown) => reportError(error)
    );
  };
  addEventListener("message", listen);
}
