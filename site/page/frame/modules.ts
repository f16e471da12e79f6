import {parse} from "es-module-lexer/js";
import type {GetFile} from "./files.ts";
import type {Place} from "./messages.ts";

/** The name that takes the place of `import` where a module imports at run time. As long, so that every column stays. */
export const NAME = "apart$";

/** Loads modules whose files come from elsewhere: each as a `blob:` URL of this origin, and once. */
export interface Modules {
  /** The URL that a specifier names here. @throws TypeError as `import.meta.resolve` does. */
  resolve(specifier: string, base?: string): string;
  /** As `import(specifier)`. */
  load(specifier: string, options?: ImportCallOptions): Promise<unknown>;
}

/** Modules of the book, of which a browser would load none here: the origin is another, and hosts send no CORS headers. */
export function modulesFrom(file: GetFile, {base, map}: Place): Modules {
  const urls = new Map<string, Promise<string>>();

  function resolve(specifier: string, from = base): string {
    const mapped = Object.hasOwn(map, specifier) ? map[specifier] : undefined;
    if (mapped !== undefined) return mapped;
    if (!/^(?:\.{0,2}\/|[a-z][a-z+.-]*:)/i.test(specifier))
      throw new TypeError(`Failed to resolve module specifier "${specifier}": there is no such module in the book.`);
    // A module that was made here has no place that something could be relative to.
    return new URL(specifier, from.startsWith("blob:") ? base : from).href;
  }

  function blobUrl(url: string, importers: readonly string[] = []): Promise<string> {
    // Whoever waits for itself would wait for ever. Bundles with split chunks have no such circles.
    if (importers.includes(url)) return Promise.reject(new TypeError(`${url} imports itself, by way of others`));
    const known = urls.get(url);
    if (known) return known;
    const made = make(url, [...importers, url]);
    urls.set(url, made);
    made.catch(() => urls.delete(url));
    return made;
  }

  async function make(url: string, importers: readonly string[]): Promise<string> {
    const content = await (/^(?:blob|data):/.test(url) ? fetch(url).then((response) => response.blob()) : file(url));
    if (/json/.test(content.type)) return URL.createObjectURL(content);
    const text = await content.text();
    const rewritten = await rewrite(
      text,
      (specifier) => resolve(specifier, url),
      (found) => blobUrl(found, importers)
    );
    // Stack traces name what was asked for.
    return URL.createObjectURL(new Blob([rewritten, `\n//# sourceURL=${url}`], {type: "text/javascript"}));
  }

  return {
    resolve,
    // In the module's own text this stays an import: it is bundled, and no file of the book's.
    load: async (specifier, options) => import(/* @vite-ignore */ await blobUrl(resolve(String(specifier))), options)
  };
}

/**
 * A module's text that imports nothing by name: static imports are URLs, `import(…)` and `import.meta` are calls of `apart$`.
 * @param resolve gives the URL of a specifier
 * @param loaded gives the `blob:` URL of a module
 */
export async function rewrite(
  text: string,
  resolve: (specifier: string) => string,
  loaded: (url: string) => Promise<string>
): Promise<string> {
  const [imports] = parse(text);
  const urls = await Promise.all(
    // -1: a statement. A specifier that a program puts together, and import.meta, have no name.
    imports.map(({d, n}) => (d === -1 && n !== undefined ? loaded(resolve(n)) : undefined))
  );
  let result = "";
  let from = 0;
  const put = (start: number, end: number, replacement: string): void => {
    result += text.slice(from, start) + replacement;
    from = end;
  };
  for (const [i, {d, n, s, e, ss}] of imports.entries()) {
    const url = urls[i];
    if (url !== undefined) put(s, e, url);
    else put(ss, ss + NAME.length, NAME);
    // One that stands beside the file is named from here on by its address. Where the name is the map's, every column stays.
    if (d >= 0 && n !== undefined && /^\.{1,2}\//.test(n)) put(s, e, JSON.stringify(resolve(n)));
  }
  return result + text.slice(from);
}
