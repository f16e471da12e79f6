import type {Answer, Ask} from "./messages.ts";

/** Asks for a file of the book. Rejects with an Error that names it when it cannot be had. */
export type GetFile = (url: string) => Promise<Blob>;

/** Files that come over a port; each is asked for once. `others` hears the messages that answer nothing. */
export function filesOver(port: MessagePort, others: (message: unknown) => void = () => {}): GetFile {
  const known = new Map<string, Promise<Blob>>();
  const waiting = new Map<number, {resolve(file: Blob): void; reject(reason: Error): void}>();
  let asked = 0;
  port.addEventListener("message", ({data}: MessageEvent<Answer>) => {
    if (!("answer" in data)) return others(data);
    const asking = waiting.get(data.answer);
    waiting.delete(data.answer);
    if ("file" in data) asking?.resolve(data.file);
    else asking?.reject(new Error(data.refused));
  });
  port.start();
  const ask = (url: string): Promise<Blob> =>
    new Promise((resolve, reject) => {
      waiting.set(++asked, {resolve, reject});
      port.postMessage({ask: asked, url} satisfies Ask);
    });
  return (url) => {
    const before = known.get(url);
    if (before) return before;
    const file = ask(url);
    known.set(url, file);
    // A file that could not be had is asked for again the next time.
    file.catch(() => known.delete(url));
    return file;
  };
}

/** Passes files on to a worker. */
export function passFiles(port: MessagePort, file: GetFile): void {
  port.addEventListener("message", ({data: {ask, url}}: MessageEvent<Ask>) => {
    file(url).then(
      (found) => port.postMessage({answer: ask, file: found} satisfies Answer),
      (reason: Error) => port.postMessage({answer: ask, refused: reason.message} satisfies Answer)
    );
  });
  port.start();
}

/** `fetch` that has the book's files from `file`, and leaves all else to the browser (whose policy allows `blob:` and `data:` alone). */
export function fetchFrom(file: GetFile, {base, root}: {base: string; root: string}): typeof fetch {
  const own = globalThis.fetch.bind(globalThis);
  return async (input, init) => {
    const {href} = new URL(input instanceof Request ? input.url : String(input), base);
    if (!href.startsWith(root)) return own(input, init);
    init?.signal?.throwIfAborted();
    try {
      const found = await file(href.replace(/#.*$/s, ""));
      return new Response(found, {headers: {"Content-Type": found.type, "Content-Length": String(found.size)}});
    } catch (error) {
      return new Response((error as Error).message, {status: 404, statusText: "Not Found"});
    }
  };
}
