import {readdirSync, readFileSync} from "node:fs";
import {defineConfig} from "vitest/config";
import {findChromium} from "./test/browser/chromium.ts";
import {publicModules} from "./site/build/assets/public.ts";
import {packagesLacking} from "./test/export/c/toolchain.ts";

const root = import.meta.dirname;
const alias = [...publicModules(root)].map(([name, file]) => ({find: new RegExp(`^${name}$`), replacement: `${root}/${file}`}));
const resolve = {alias};

/**
 * Test files that have a process of their own: those that set up tfjs, which has one current backend and one set of flags, and those
 * that have the engine count: it does not see the blocks of what other files have compiled before.
 */
const withTensors = (readdirSync(`${root}/test`, {recursive: true}) as string[])
  .map((name) => `test/${name.replaceAll("\\", "/")}`)
  .filter((path) => path.endsWith(".test.ts") && !path.startsWith("test/browser/"))
  .filter((path) =>
    /from "@tensorflow|"[./\w-]*\/(wasm|cpu|tfjs|tiny|backends|growth)\.ts"/.test(readFileSync(`${root}/${path}`, "utf8"))
  );

/** Long enough to mean that it hangs: a busy machine has taken ten times as long as a quiet one. */
const patience = {testTimeout: 300_000, hookTimeout: 300_000};

export default defineConfig({
  test: {
    // All projects together: Chromium needs a core of its own. They run in the order of their names, the slowest files first.
    maxWorkers: 2,
    // Without a browser, compilers and emulators their tests are skipped, and each is named.
    reporters: findChromium() === null || packagesLacking().length > 0 ? ["verbose"] : ["default"],
    // Files of "browser" and of "unit" share a process, and so what it has imported, with others of their project.
    projects: [
      {
        resolve,
        test: {
          name: "browser",
          include: ["test/browser/**/*.test.ts"],
          globalSetup: ["test/browser/setup.ts"],
          setupFiles: ["test/browser/each-file.ts"],
          isolate: false,
          // As long as a page waits for what a test looks at: see test/browser/watch.ts.
          expect: {poll: {timeout: 120_000}},
          ...patience
        }
      },
      {
        resolve,
        test: {name: "tensors", include: withTensors, ...patience}
      },
      {
        resolve,
        test: {
          name: "unit",
          include: ["test/**/*.test.ts"],
          exclude: ["test/browser/**", ...withTensors],
          isolate: false,
          ...patience
        }
      }
    ]
  }
});
