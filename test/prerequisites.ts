/**
 * Runs before the tests: finds what they need, or gets it. Browser tests drive a real Chromium; without one they are skipped
 * by name, and this says so and how to get one. With GANTRY_NO_SKIP=1 a missing Chromium is a failure.
 */
import {spawnSync} from "node:child_process";
import {existsSync} from "node:fs";
import {findChromium, howToGetChromium} from "./browser/chromium.ts";

function installOnDebian(): void {
  if (!existsSync("/etc/debian_version") || process.getuid?.() !== 0) return;
  console.log("Chromium is missing: installing it (apt-get install chromium)");
  const run = (...words: string[]) =>
    spawnSync("apt-get", words, {stdio: "inherit", env: {...process.env, DEBIAN_FRONTEND: "noninteractive"}});
  run("update");
  run("install", "--yes", "--no-install-recommends", "chromium");
}

if (findChromium() === null && !process.env.CHROMIUM) installOnDebian();
const found = findChromium();
if (found !== null) {
  console.log(`Browser tests: ${found}`);
} else if (process.env.GANTRY_NO_SKIP === "1") {
  console.error(`No Chromium, and nothing may be skipped: ${howToGetChromium}`);
  process.exit(1);
} else {
  console.warn(`No Chromium: the tests of test/browser are skipped. To run them, ${howToGetChromium}.`);
}
