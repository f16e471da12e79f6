/** TypeScript's numbers for a name that it cannot find: 2552 names one like it, others give advice for another kind of project. */
const missingNameCodes = new Set([2304, 2318, 2503, 2552, 2580, 2581, 2582, 2583, 2584, 2591, 2592, 2593]);

/**
 * What to do about a name that a cell uses and nothing defines: the import, if a module of the library exports it (`exporters` names
 * those that do). TypeScript's own advice is for other projects. Undefined when the mistake is another one.
 */
export function missingNameMessage(
  code: number,
  message: string,
  exporters: (name: string) => readonly string[]
): string | undefined {
  const [said, name] = /^Cannot find (?:name|namespace) '([^']+)'\./.exec(message) ?? [];
  if (said === undefined || name === undefined || !missingNameCodes.has(code)) return undefined;
  const modules = exporters(name);
  if (modules.length === 0 && code === 2552) return message;
  if (modules.length === 0) return `${said} No cell of this chapter defines or imports it.`;
  return `${said} Import it: ${modules.map((module) => `import {${name}} from "${module}"`).join(", or ")}.`;
}
