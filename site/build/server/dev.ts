import {existsSync, type FSWatcher, watch} from "node:fs";
import type {ServerResponse} from "node:http";
import {join} from "node:path";
import {type Asset, shortHash} from "../assets/assets.ts";
import {openBook, type Site} from "../book.ts";
import {describeFailure, type Effects} from "../effects.ts";
import {chapterTexts, startTypeChecker} from "../types/checker.ts";
import {serve, type Server} from "./serve.ts";

interface DevOptions {
  /** The repository's folder, absolute. */
  root: string;
  /** The folder of chapters. Default: `notebooks` under the root. */
  notebooks?: string;
  /** The first port to try. */
  port: number;
  /** Files that the book brings beside those of `lib`: MNIST. */
  assets?: readonly Asset[];
}

/** Milliseconds without another change before a rebuild: an editor writes a file in several steps. */
const QUIET = 30;

/** Serves the book from memory and follows its files. Resolves, once it serves, with what ends it. */
export async function startDev(options: DevOptions, effects: Effects): Promise<Server> {
  const {root, port, notebooks = join(root, "notebooks"), assets = []} = options;
  const book = openBook({root, notebooks, mode: "dev", assets}, effects);
  const checker = startTypeChecker({root, libraries: false, again: true});
  const pages = channel();
  const session = `${process.pid}-${effects.now()}`;
  const files = new Map<string, string | Uint8Array>();
  let errors: readonly string[] = [];
  let warned: readonly string[] = [];
  let checked = 0;

  const report = (found: readonly string[]) => {
    for (const line of found) if (!errors.includes(line)) effects.error(line);
    if (errors.length > 0 && found.length === 0) effects.log("All is well again.");
    errors = found;
    pages.send({type: "errors", errors});
  };

  const checkTypes = async () => {
    const turn = ++checked;
    try {
      const found = await checker.check(await chapterTexts(notebooks, effects));
      if (turn === checked) report(found.map(({located}) => located));
    } catch (error) {
      if (turn === checked) report([describeFailure(error)]);
    }
  };

  const rebuild = async (scripts: boolean) => {
    const started = effects.now();
    if (scripts) book.forgetScripts();
    let site: Site;
    try {
      site = await book.build();
    } catch (error) {
      checked++;
      report([describeFailure(error)]);
      return;
    }
    const warnings = site.chapters.flatMap((chapter) => chapter.warnings.map(({located}) => located));
    for (const line of warnings) if (!warned.includes(line)) effects.log(line);
    warned = warnings;
    const changed = take(site, files);
    effects.log(`${changed.join(", ") || "Nothing"} rebuilt in ${Math.round(effects.now() - started)} ms`);
    if (scripts) pages.send({type: "reload"});
    else if (changed.length > 0) pages.send({type: "editions", editions: editions(files)});
    if (site.errors.length > 0) {
      checked++;
      report(site.errors.map(({located}) => located));
    } else void checkTypes();
  };

  await rebuild(false);
  const watcher = follow({notebooks, lib: join(root, "lib"), site: join(root, "site")}, rebuild);
  const server = await serve({
    port,
    files: async (path) => {
      const content = files.get(path);
      return content === undefined ? null : Buffer.from(content);
    },
    route: (path, _request, response) => {
      if (path !== "_gantry/events") return false;
      const first: DevEvent[] = [
        {type: "hello", session},
        {type: "editions", editions: editions(files)},
        {type: "errors", errors}
      ];
      pages.open(response, first);
      return true;
    }
  });
  return {
    ...server,
    async close() {
      checked++;
      watcher.close();
      await Promise.all([server.close(), book.dispose(), checker.close()]);
    }
  };
}

/** The command: serves until it is interrupted. */
export async function dev(options: DevOptions, effects: Effects): Promise<number> {
  const {url} = await startDev(options, effects);
  effects.log(`\n  ${url}\n\nSaving a chapter changes it in the page. Ctrl-C ends it.`);
  return 0;
}

/**
 * Takes a build over into what is served: the old assets stay for pages that are open, and a chapter with mistakes stays as it
 * was when it had none. Returns the slugs of the pages that changed.
 */
function take(site: Site, files: Map<string, string | Uint8Array>): string[] {
  const broken = new Set(site.errors.map(({file}) => file));
  const kept = new Set(
    site.chapters
      .filter(({notebook: {file, slug}}) => broken.has(file) && files.has(`${slug}.html`))
      .map(({notebook: {slug}}) => `${slug}.html`)
  );
  const changed: string[] = [];
  for (const [path, built] of site.files) {
    if (kept.has(path)) continue;
    const content = isPage(path) ? withEdition(String(built)) : built;
    if (isPage(path) && files.get(path) !== content) changed.push(path.slice(0, -5));
    files.set(path, content);
  }
  return changed;
}

const isPage = (path: string) => path.endsWith(".html") && path !== "404.html";

/** A page that says which edition it is: one that was loaded just before a change, and did not hear of it, can tell. */
function withEdition(html: string): string {
  return html.replace("<body ", `<body data-edition="${shortHash(html)}" `);
}

function editions(files: ReadonlyMap<string, string | Uint8Array>): Record<string, string> {
  const pages = [...files].filter(([path]) => isPage(path));
  return Object.fromEntries(
    pages.map(([path, content]) => [path.slice(0, -5), /<body data-edition="([^"]*)"/.exec(String(content))?.[1] ?? ""])
  );
}

/** Watches folders; calls back when it has been quiet for a moment, one call at a time. */
function follow(folders: {notebooks: string; lib: string; site: string}, rebuild: (scripts: boolean) => Promise<void>) {
  let timer: NodeJS.Timeout | undefined;
  let scripts = false;
  let last: Promise<void> = Promise.resolve();
  const changed = (ofScripts: boolean) => {
    scripts ||= ofScripts;
    clearTimeout(timer);
    timer = setTimeout(() => {
      const both = scripts;
      scripts = false;
      last = last.then(() => rebuild(both));
    }, QUIET);
  };
  const watchers: FSWatcher[] = [];
  if (existsSync(folders.notebooks))
    watchers.push(watch(folders.notebooks, (_event, name) => name?.endsWith(".md") && changed(false)));
  for (const folder of [folders.lib, folders.site]) {
    const relevant = (name: string | null) => name !== null && /\.(ts|css|safetensors|grec|json)$/.test(name);
    if (existsSync(folder)) watchers.push(watch(folder, {recursive: true}, (_event, name) => relevant(name) && changed(true)));
  }
  return {
    close() {
      clearTimeout(timer);
      for (const watcher of watchers) watcher.close();
    }
  };
}

/** What the server tells a page that is being written. */
type DevEvent =
  /** First on every connection. Another session is another server: everything may have changed. */
  | {type: "hello"; session: string}
  /** Mistakes as `file.md:line:column: message`; none when all is well. */
  | {type: "errors"; errors: readonly string[]}
  /** The pages as the server has them now, by slug: each page carries its edition in `data-edition` of its body. */
  | {type: "editions"; editions: Readonly<Record<string, string>>}
  /** `lib` or `site` has changed. */
  | {type: "reload"};

/** Open connections of pages (server-sent events). */
interface Channel {
  /** Begins a stream with these events and keeps it open. */
  open(response: ServerResponse, first: readonly DevEvent[]): void;
  send(event: DevEvent): void;
}

/** A channel to all open pages. */
function channel(): Channel {
  const open = new Set<ServerResponse>();
  const text = (event: DevEvent) => `data: ${JSON.stringify(event)}\n\n`;
  return {
    open(response, first) {
      response.writeHead(200, {"Content-Type": "text/event-stream", "Cache-Control": "no-store"});
      response.write(first.map(text).join(""));
      open.add(response);
      response.on("close", () => open.delete(response));
    },
    send(event) {
      for (const response of open) response.write(text(event));
    }
  };
}
