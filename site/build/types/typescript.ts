import {readFile} from "node:fs/promises";
import {createRequire} from "node:module";
import {join} from "node:path";
import {build, version} from "esbuild";
import {usedOfTypeScript} from "../../notebook/check/type-files.ts";
import {kept} from "./kept.ts";

/**
 * TypeScript 6 as one ES module for a browser: the default export has what `usedOfTypeScript` names. It takes some seconds to make, so it is kept in
 * .cache for as long as nothing of it changes. `root` is the repository's folder.
 */
export async function typescriptModule(root: string): Promise<Uint8Array> {
  const require = createRequire(join(root, "package.json"));
  const path = require.resolve("typescript-6");
  const {version: typescript} = JSON.parse(await readFile(require.resolve("typescript-6/package.json"), "utf8")) as {
    version: string;
  };
  const recipe = [typescript, version, usedOfTypeScript.join(), unwrapped.toString(), bundled.toString()];
  return kept(root, "typescript", recipe, async () => bundled(unwrapped(await readFile(path, "utf8"), path)));
}

/**
 * typescript.js without the function that it is wrapped in and without what names all of it, so that the bundler can leave out what
 * nobody uses. @throws Error when the file is made in another way than it was.
 */
function unwrapped(text: string, path: string): string {
  const cut = (before: string, pattern: RegExp, what: string): string => {
    const after = before.replace(pattern, "");
    if (after === before) throw new Error(`${path}: ${what} is not where it was`);
    return after;
  };
  let code = cut(text, /^var ts = \{\}; \(\(module\) => \{\n"use strict";$/m, "the beginning of the module");
  code = cut(code, /^\/\/ Annotate the CommonJS export names[\s\S]*$/m, "the end of the module");
  code = cut(code, /^module\.exports = __toCommonJS\(typescript_exports\);$/m, "the export");
  for (const names of ["typescript_exports", "ts_server_exports3", "ts_server_exports4"])
    code = cut(code, new RegExp(`^__export\\(${names}, \\{[\\s\\S]*?^\\}\\);$`, "m"), `the list ${names}`);
  return `${code}\nexport default {${usedOfTypeScript.join(", ")}};\n`;
}

async function bundled(contents: string): Promise<Uint8Array> {
  const result = await build({
    stdin: {contents, loader: "js"},
    bundle: true,
    minify: true,
    format: "esm",
    target: "es2022",
    platform: "browser",
    // Modules of Node that it asks for where it runs in Node.
    external: ["fs", "path", "os", "inspector", "crypto", "perf_hooks", "url", "source-map-support", "module"],
    // Its licence stands in licences.txt.
    legalComments: "none",
    logLevel: "silent",
    write: false
  });
  return result.outputFiles[0]!.contents;
}
