import {mkdtemp, readdir, rm} from "node:fs/promises";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {afterEach, beforeEach, expect, it} from "vitest";
import {kept} from "../../../site/build/types/kept.ts";

let root: string;
beforeEach(async () => void (root = await mkdtemp(join(tmpdir(), "gantry-kept-"))));
afterEach(() => rm(root, {recursive: true}));

it("makes a thing once as long as what it is made of stays, and keeps the newest of a name alone", async () => {
  let made = 0;
  const make = async () => `made ${++made}`;
  const text = async (recipe: string) => (await kept(root, "thing", [recipe], make)).toString();
  expect([await text("a"), await text("a"), await text("b"), await text("b"), await text("a")]).toEqual([
    "made 1",
    "made 1",
    "made 2",
    "made 2",
    "made 3"
  ]);
  await kept(root, "other", ["a"], make);
  expect((await readdir(join(root, ".cache"))).map((name) => name.replace(/-[^-]*$/, "")).sort()).toEqual([
    "kept-other",
    "kept-thing"
  ]);
});

it("keeps nothing of what could not be made", async () => {
  await expect(kept(root, "thing", ["a"], () => Promise.reject(new Error("no")))).rejects.toThrow("no");
  expect((await kept(root, "thing", ["a"], async () => "yes")).toString()).toBe("yes");
});
