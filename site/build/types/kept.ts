import {createHash} from "node:crypto";
import {mkdir, readdir, readFile, rename, rm, writeFile} from "node:fs/promises";
import {join} from "node:path";

/**
 * What takes long to make, kept in .cache for as long as nothing that it is made of (`recipe`) changes; only the newest of a name is.
 * `root` is the repository's folder. Rejects as `make` does.
 */
export async function kept(
  root: string,
  name: string,
  recipe: readonly (string | Uint8Array)[],
  make: () => Promise<string | Uint8Array>
): Promise<Buffer> {
  const digest = createHash("sha256");
  for (const part of recipe) digest.update(part).update("\0");
  const folder = join(root, ".cache");
  const file = `kept-${name}-${digest.digest("hex").slice(0, 16)}`;
  const before = await readFile(join(folder, file)).catch(() => undefined);
  if (before) return before;
  const made = Buffer.from(await make());
  await mkdir(folder, {recursive: true});
  // Whole or not at all: other builds may look for it meanwhile.
  const own = join(folder, `${process.pid}-${file}`);
  await writeFile(own, made);
  await rename(own, join(folder, file));
  const others = (await readdir(folder)).filter((other) => other.startsWith(`kept-${name}-`) && other !== file);
  await Promise.all(others.map((other) => rm(join(folder, other), {force: true})));
  return made;
}
