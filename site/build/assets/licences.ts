import {readdir, readFile} from "node:fs/promises";
import {join} from "node:path";

/**
 * The licences of all packages that stand in a book, one after another, in the order of their names: they ask to be passed on with it.
 * `inputs`: paths of what stands in it, relative to the repository's folder `root`. A package that brings no file of its own is named with the licence that its package.json states.
 */
export async function licences(root: string, inputs: readonly string[]): Promise<string> {
  // What esbuild calls "(disabled):…" is a module of Node that the browser does without: nothing of it is in the book.
  const paths = inputs.filter((path) => !path.startsWith("(disabled):"));
  const folders = new Set(paths.flatMap((path) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0] ?? []));
  const texts = await Promise.all([...folders].sort().map((folder) => licenceOf(join(root, folder))));
  return `The pages of this book contain the following packages.\n${[...new Set(texts)].join("")}`;
}

async function licenceOf(folder: string): Promise<string> {
  const {name, version, license} = JSON.parse(await readFile(join(folder, "package.json"), "utf8")) as Record<string, string>;
  const file = (await readdir(folder)).find((each) => /^licen[cs]e(\.\w+)?$/i.test(each));
  const text = file ? (await readFile(join(folder, file), "utf8")).trim() : `Licence: ${license ?? "none stated"}.`;
  return `\n${"=".repeat(78)}\n${name} ${version}\n\n${text}\n`;
}
