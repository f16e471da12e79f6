/**
 * Runs before the tests: finds what they need, or gets it. Browser tests drive a real Chromium; tests of the C program use gcc, Arm's
 * compilers and QEMU. Without them these are skipped by name, and this says so and how to get them. With GANTRY_NO_SKIP=1 it is a
 * failure.
 */
import {spawnSync} from "node:child_process";
import {existsSync} from "node:fs";
import {findChromium, howToGetChromium} from "./browser/chromium.ts";
import {packagesLacking} from "./export/c/toolchain.ts";

function installOnDebian(packages: readonly string[]): void {
  if (packages.length === 0 || !existsSync("/etc/debian_version") || process.getuid?.() !== 0) return;
  console.log(`Missing for the tests, and installed now: ${packages.join(" ")}`);
  const run = (...words: string[]): boolean =>
    spawnSync("apt-get", words, {stdio: "inherit", env: {...process.env, DEBIAN_FRONTEND: "noninteractive"}}).status === 0;
  const install = (...names: string[]): boolean => run("install", "--yes", "--no-install-recommends", ...names);
  run("update");
  // One that there is not for this processor must not keep the others away.
  if (!install(...packages)) for (const name of packages) install(name);
}

const lacksChromium = (): boolean => findChromium() === null && !process.env.CHROMIUM;
// The headless build is the quicker one, and not every Debian has it.
installOnDebian([...(lacksChromium() ? ["chromium-headless-shell"] : []), ...packagesLacking()]);
if (lacksChromium()) installOnDebian(["chromium"]);
const found = findChromium();
const packages = packagesLacking();
const missing = [
  ...(found === null ? [`No Chromium: the tests of test/browser are skipped. To run them, ${howToGetChromium}.`] : []),
  ...(packages.length > 0
    ? [`No compiler or emulator for some processors: their tests in test/export are skipped. Debian: apt-get install ${packages.join(" ")}`] // prettier-ignore
    : [])
];
if (found !== null) console.log(`Browser tests: ${found}`);
for (const line of missing) console.warn(line);
if (missing.length > 0 && process.env.GANTRY_NO_SKIP === "1") {
  console.error("Nothing may be skipped (GANTRY_NO_SKIP=1).");
  process.exit(1);
}
