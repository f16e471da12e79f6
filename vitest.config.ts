import {defineConfig} from "vitest/config";
import {findChromium} from "./test/browser/chromium.ts";
import {publicModules} from "./site/build/assets/public.ts";
import {packagesLacking} from "./test/export/c/toolchain.ts";

const root = import.meta.dirname;
const alias = [...publicModules(root)].map(([name, file]) => ({find: new RegExp(`^${name}$`), replacement: `${root}/${file}`}));
const resolve = {alias};

export default defineConfig({
  test: {
    // Both projects together: Chromium needs a core of its own.
    maxWorkers: 2,
    // Without a browser, compilers and emulators their tests are skipped, and each is named.
    reporters: findChromium() === null || packagesLacking().length > 0 ? ["verbose"] : ["default"],
    projects: [
      {
        resolve,
        test: {
          name: "unit",
          include: ["test/**/*.test.ts"],
          exclude: ["test/browser/**"],
          // Long enough to mean that it hangs: a busy machine has taken ten times as long as a quiet one.
          testTimeout: 300_000,
          hookTimeout: 300_000
        }
      },
      {
        resolve,
        test: {
          name: "browser",
          include: ["test/browser/**/*.test.ts"],
          globalSetup: ["test/browser/setup.ts"],
          setupFiles: ["test/browser/each-file.ts"],
          // The files of a worker share its Chromium, what it has imported and the pages that it has bundled.
          isolate: false,
          testTimeout: 300_000,
          hookTimeout: 300_000,
          expect: {poll: {timeout: 30_000}}
        }
      }
    ]
  }
});
