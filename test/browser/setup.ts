import {mkdtemp, rm} from "node:fs/promises";
import {tmpdir} from "node:os";
import {join, resolve} from "node:path";
import type {TestProject} from "vitest/node";
import {publish} from "../../site/build/publish.ts";
import type {Server} from "../../site/build/server/serve.ts";
import {serve} from "../../site/build/server/serve.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** URL of the server that builds the book when it is first asked for, and serves it. */
    book: string;
  }
}

/** Starts the server of the book for all browser tests. The book is built once, when the first test asks for it. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), "gantry-book-"));
  const out = join(folder, "dist");
  let built: Promise<string> | undefined;
  const server: Server = await serve({
    files: out,
    route: (path, _request, response) => {
      if (path !== "_gantry/built") return false;
      built ??= buildBook(out);
      built.then((message) => response.writeHead(message === "" ? 200 : 500).end(message));
      return true;
    }
  });
  project.provide("book", server.url);
  return async () => {
    await server.close();
    await rm(folder, {recursive: true, force: true});
  };
}

async function buildBook(out: string): Promise<string> {
  try {
    await publish({root: resolve(import.meta.dirname, "../.."), out});
    return "";
  } catch (error) {
    return error instanceof Error ? (error.stack ?? error.message) : String(error);
  }
}
