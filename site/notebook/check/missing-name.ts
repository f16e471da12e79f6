import ts from "typescript";

/** TypeScript's numbers for a name that it cannot find: 2552 names one like it, others give advice for another kind of project. */
const missingNameCodes = new Set([2304, 2318, 2503, 2552, 2580, 2581, 2582, 2583, 2584, 2591, 2592, 2593]);

/**
 * What to do about a name that a cell uses and nothing defines: the import, if a module of the library exports it. TypeScript's
 * own advice is for other projects. Undefined when the mistake is another one.
 */
export function missingNameMessage(code: number, message: string, root: string): string | undefined {
  const [said, name] = /^Cannot find (?:name|namespace) '([^']+)'\./.exec(message) ?? [];
  if (said === undefined || name === undefined || !missingNameCodes.has(code)) return undefined;
  const modules = exportersOf(name, root);
  if (modules.length === 0 && code === 2552) return message;
  if (modules.length === 0) return `${said} No cell of this chapter defines or imports it.`;
  return `${said} Import it: ${modules.map((module) => `import {${name}} from "${module}"`).join(", or ")}.`;
}

/** The modules of `lib` that export a name, as a cell imports them. Read only when a name is missing. */
function exportersOf(name: string, root: string): string[] {
  const folder = `${root}/lib`;
  const exported = new RegExp(
    `^export (?:async )?(?:function\\*?|const|let|class|interface|type|enum) ${name.replaceAll("$", "\\$")}(?![\\w$])`,
    "m"
  );
  const files = ts.sys.directoryExists(folder) ? ts.sys.readDirectory(folder, [".ts"]) : [];
  return files
    .filter((file) => exported.test(ts.sys.readFile(file) ?? ""))
    .map((file) => `gantry/${file.slice(folder.length + 1).replace(/\.ts$/, "")}`);
}
