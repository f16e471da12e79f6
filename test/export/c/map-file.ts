/** What one compiled file takes in a linked program, in bytes. */
export interface FileSizes {
  /** Instructions. */
  code: number;
  /** Constants. */
  constants: number;
  /** Variables with a starting value: in flash and in memory. */
  data: number;
  /** Variables that start as 0. */
  zeroed: number;
}

/**
 * Reads the sizes of each file's sections from the map that GNU ld writes with -Map: lines of section, address, size and file, the
 * section sometimes on a line of its own.
 */
export function readMapFile(text: string): Map<string, FileSizes> {
  const files = new Map<string, FileSizes>();
  // What was thrown away is listed before the memory configuration.
  const kept = text.slice(Math.max(0, text.indexOf("Linker script and memory map")));
  for (const [, section, size, path] of kept.matchAll(/^ (\.[\w.]+)\s+0x[0-9a-f]+\s+0x([0-9a-f]+) (.*\S)$/gm)) {
    const name = /([^/]+)\.o\)?$/.exec(path)?.[1].replace(/^[\w.-]*\(/, "") ?? path;
    const sizes = files.get(name) ?? {code: 0, constants: 0, data: 0, zeroed: 0};
    const bytes = parseInt(size, 16);
    if (/^\.text/.test(section)) sizes.code += bytes;
    if (/^\.rodata/.test(section)) sizes.constants += bytes;
    if (/^\.data/.test(section)) sizes.data += bytes;
    if (/^\.bss/.test(section)) sizes.zeroed += bytes;
    files.set(name, sizes);
  }
  return files;
}
