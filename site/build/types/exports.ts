import {readFileSync} from "node:fs";
import type {PublicExports} from "../../notebook/check/type-files.ts";
import {publicModules} from "../assets/public.ts";

const declared = /^export (?:declare )?(?:abstract )?(?:async )?(?:function\*?|const|let|class|interface|type|enum) ([\w$]+)/gm;
const handedOn = /^export (?:type )?\{([^}]*)\}/gm;

/** What each public module exports, by name, as a cell imports it. Modules stand in the order of their names. `root`: the repository's folder. */
export function publicExports(root: string): PublicExports {
  const found = new Map<string, string[]>();
  for (const [module, file] of publicModules(root)) {
    for (const name of exportedNames(readFileSync(`${root}/${file}`, "utf8"))) {
      const modules = found.get(name);
      if (modules) modules.push(module);
      else found.set(name, [module]);
    }
  }
  return Object.fromEntries(found);
}

function exportedNames(text: string): Set<string> {
  const names = new Set(Array.from(text.matchAll(declared), ([, name]) => name!));
  for (const [, list = ""] of text.matchAll(handedOn)) {
    for (const item of list.split(",")) {
      const name = item.trim().split(/\s+/).at(-1);
      if (name) names.add(name);
    }
  }
  return names;
}
