import {createHash} from "node:crypto";
import {mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync} from "node:fs";
import {join} from "node:path";
import type {Chapter} from "../pages/chapter.ts";

/** Pages of the reference that were made before, in .cache: most of a build changes none of them, and to make all takes a second. */
export interface KeptPages {
  /** The page that was made of this; undefined when there is none. */
  find(source: string): Chapter | undefined;
  /** Keeps a page without mistakes. */
  keep(source: string, page: Chapter): void;
  /** Takes away what was neither found nor kept since, and is old. */
  tidy(): void;
}

/** Milliseconds: a week. */
const LONG = 7 * 24 * 3600 * 1000;

/** What a page is made by: when one of these changes, none is as it was. */
const MAKERS = ["site/notebook", "site/build/pages", "site/build/reference"];

/** The pages that are kept under `root`. A folder that cannot be read or written is an empty one. */
export function keptPages(root: string): KeptPages {
  const folder = join(root, ".cache/reference");
  const used = new Set<string>();
  let makers: string | undefined;
  const nameOf = (source: string): string => {
    makers ??= makersOf(root);
    const name = `${createHash("sha256").update(makers).update(source).digest("hex").slice(0, 32)}.json`;
    used.add(name);
    return name;
  };
  return {
    find(source) {
      try {
        return JSON.parse(readFileSync(join(folder, nameOf(source)), "utf8")) as Chapter;
      } catch {
        return undefined;
      }
    },
    keep(source, page) {
      if (page.errors.length > 0 || page.warnings.length > 0) return;
      try {
        mkdirSync(folder, {recursive: true});
        writeFileSync(join(folder, nameOf(source)), JSON.stringify(page));
      } catch {
        // It is made again the next time.
      }
    },
    tidy() {
      try {
        for (const name of readdirSync(folder)) {
          const path = join(folder, name);
          // Another build, of other chapters, may be at work beside this one.
          if (!used.has(name) && Date.now() - statSync(path).mtimeMs > LONG) rmSync(path, {force: true});
        }
      } catch {
        // There is no such folder.
      }
    }
  };
}

function makersOf(root: string): string {
  const hash = createHash("sha256");
  for (const maker of MAKERS) {
    const names = readdirSync(join(root, maker), {recursive: true, encoding: "utf8"}).filter((name) => name.endsWith(".ts"));
    for (const name of names.sort()) hash.update(name).update(readFileSync(join(root, maker, name)));
  }
  return hash.update(readFileSync(join(root, "package-lock.json"))).digest("hex");
}
