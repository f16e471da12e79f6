import type {Answer, Ask} from "../frame/messages.ts";

/** A file whose name carries a hash of its content belongs to a book and to nobody else: "assets/chunks/chunk-1A2B3C4D.js". */
const HASHED = /^(?:[\w@.-]+\/)*[\w@.-]+-[A-Z0-9]{8}\.\w+$/;

/** As many files are read at once. */
const AT_ONCE = 16;

/**
 * Answers what a frame asks for: the book's own files and nothing else, each read once however often it is asked for. They are
 * asked of the server as the page asks for them, so they come from the browser's caches, and without a connection.
 * @param root URL of the book's folder
 * @param named files that the chapter's page names, by URL
 */
export function bookFiles(root: string, named: ReadonlySet<string>): (asked: Ask) => Promise<Answer> {
  const known = new Map<string, Promise<Blob>>();
  const queue: (() => void)[] = [];
  let reading = 0;

  async function read(url: string): Promise<Blob> {
    if (reading >= AT_ONCE) await new Promise<void>((go) => queue.push(go));
    reading++;
    try {
      const response = await fetch(url, {redirect: "error"}).catch(() => {
        throw new Error(`${url} could not be loaded. Is the network there?`);
      });
      if (!response.ok) throw new Error(`${url} could not be loaded: the server answers ${response.status}`);
      return await response.blob();
    } catch (error) {
      known.delete(url);
      throw error;
    } finally {
      reading--;
      queue.shift()?.();
    }
  }

  return async ({ask, url}) => {
    if (!isOurs(url, root, named)) return {answer: ask, refused: "A chapter that runs apart gets files of the book only"};
    try {
      if (!known.has(url)) known.set(url, read(url));
      return {answer: ask, file: await known.get(url)!};
    } catch (error) {
      return {answer: ask, refused: error instanceof Error ? error.message : String(error)};
    }
  };
}

/** True for the URL of a file of the book, written as browsers write it. */
export function isOurs(url: unknown, root: string, named: ReadonlySet<string>): url is string {
  if (typeof url !== "string" || !URL.canParse(url) || new URL(url).href !== url) return false;
  return named.has(url) || (url.startsWith(root) && HASHED.test(url.slice(root.length)));
}
