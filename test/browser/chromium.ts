import {existsSync} from "node:fs";
import {homedir} from "node:os";
import {delimiter, join} from "node:path";
import {chromium} from "playwright-core";
import type {Browser} from "playwright-core";

// The headless build first: the full one draws its own toolbar in a second renderer, and the tests take twice as long.
const NAMES = ["chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"];
const PLACES = [
  "/usr/bin/chromium-headless-shell",
  "/usr/bin/chromium",
  "/snap/bin/chromium",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
  join(homedir(), "Applications/Google Chrome.app/Contents/MacOS/Google Chrome"),
  "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
  "C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe"
];

/** How a reader of a test report gets what was missing. */
export const howToGetChromium = "install Chromium (Debian: apt-get install chromium) or set CHROMIUM to its path";

/** The path of an installed Chromium: the variable CHROMIUM, then the path, then the usual places; null when there is none. */
export function findChromium(env: NodeJS.ProcessEnv = process.env): string | null {
  if (env.CHROMIUM) return existsSync(env.CHROMIUM) ? env.CHROMIUM : null;
  const onPath = (env.PATH ?? "").split(delimiter).flatMap((folder) => NAMES.map((name) => join(folder, name)));
  return [...onPath, ...PLACES].find((path) => existsSync(path)) ?? null;
}

/** Starts a quiet Chromium that asks nobody for anything. Throws, saying how to get one, when there is none. */
export async function launchChromium(args: string[] = []): Promise<Browser> {
  const executablePath = findChromium();
  if (executablePath === null) throw new Error(`No Chromium found: ${howToGetChromium}`);
  return chromium.launch({
    executablePath,
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      "--no-first-run",
      ...args
    ]
  });
}

/** The same with WebGL on a renderer in software, where there is no GPU. */
export const launchWithGl = (): Promise<Browser> =>
  launchChromium(["--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader"]);
