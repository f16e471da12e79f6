import {createHash} from "node:crypto";
import {build} from "esbuild";
import {mediaType} from "./media-type.ts";

/** The service worker's code, bundled to one classic script. `root` is the repository's folder. */
export async function serviceWorkerCode(root: string): Promise<string> {
  const result = await build({
    absWorkingDir: root,
    entryPoints: ["site/page/service-worker.ts"],
    bundle: true,
    minify: true,
    format: "iife",
    target: "es2022",
    logLevel: "silent",
    write: false
  });
  return result.outputFiles[0]?.text ?? "";
}

/** Policies that the service worker's answers carry: scripts', which workers obey, and those of all that is no page. */
interface Policies {
  script: string;
  other: string;
}

/** Files that most readers never need: see OnUse in site/page/edition/build.ts. */
interface OnUse {
  folder: string;
  files: readonly string[];
}

/**
 * The file sw.js: its code, and before it every file of the site with its digest. The build's id is the hash of those, so
 * the same content is the same build, and any change makes browsers install it anew. Those of `onUse`
 * are kept only where something has asked for one of them.
 */
export function serviceWorkerFile(
  code: string,
  site: ReadonlyMap<string, string | Uint8Array>,
  policies?: Policies,
  onUse?: OnUse
): string {
  const kept = [...site].filter(([path]) => path !== "sw.js" && path !== "404.html");
  const digests = kept.map(([path, content]) => [path, fileDigest(content)]);
  const largest = Math.max(0, ...kept.map(([, content]) => Buffer.byteLength(content)));
  const endings = [...new Set(kept.map(([path]) => path.slice(path.lastIndexOf(".") + 1)))].sort();
  const types = Object.fromEntries(endings.map((ending) => [ending, mediaType(ending)]));
  const files = Object.fromEntries(digests.sort(([a = ""], [b = ""]) => (a < b ? -1 : 1))) as Record<string, string>;
  const id = fileDigest(JSON.stringify([files, onUse, policies]));
  return `self.GANTRY_BUILD=${JSON.stringify({id, files, largest, types, onUse, policies})};\n${code}`;
}

/** The first 16 characters of the SHA-256 in base64url: what the service worker holds a file against. */
function fileDigest(content: string | Uint8Array): string {
  return createHash("sha256").update(content).digest("base64url").slice(0, 16);
}

/** Served as sw.js while writing: takes an earlier published book off this origin, so that it does not hide what is new. */
export const noServiceWorker = `self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.registration.unregister()));
`;
