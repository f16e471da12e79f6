import {spawnSync} from "node:child_process";
import {cp, mkdir, mkdtemp, realpath, rm, symlink, writeFile} from "node:fs/promises";
import {tmpdir} from "node:os";
import {join, resolve} from "node:path";
import {afterAll, beforeAll, describe, expect, it} from "vitest";
import {buildLib} from "../../site/build/lib.ts";
import {runTsc} from "../../site/build/types/tsc.ts";

const repository = resolve(import.meta.dirname, "../..");
let folder = "";
/** A project beside the package, which has it in its node_modules. */
let project = "";

beforeAll(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), "gantry-lib-")));
  const root = join(folder, "gantry");
  await mkdir(root);
  for (const name of ["lib", "package.json", "tsconfig.json"])
    await cp(join(repository, name), join(root, name), {recursive: true});
  await symlink(join(repository, "node_modules"), join(root, "node_modules"));
  await mkdir(join(root, "lib/weights"), {recursive: true});
  await writeFile(join(root, "lib/weights/probe.safetensors"), "weights");
  await buildLib(root);
  project = join(folder, "project");
  await mkdir(join(project, "node_modules"), {recursive: true});
  await symlink(root, join(project, "node_modules/gantry"));
  await writeFile(join(project, "package.json"), '{"type": "module"}');
});

afterAll(() => rm(folder, {recursive: true, force: true}));

const use = `import {convolve, outputSize} from "gantry/convolution";
console.log(outputSize({input: 28, kernel: 4, stride: 2, padding: 1}), JSON.stringify(convolve([[1, 2], [3, 4]], [[1, 0], [0, -1]])));
`;

describe("buildLib(root), seen from another project", () => {
  it("can be imported by name in Node", async () => {
    await writeFile(join(project, "use.js"), use);
    const {stdout, stderr} = spawnSync(process.execPath, ["use.js"], {cwd: project, encoding: "utf8"});
    expect(stdout, stderr).toBe("14 [[-3]]\n");
  });

  it("finds its weights and tfjs's .wasm files there", async () => {
    const text = `import {assetUrl, readAsset} from "gantry/asset";
const wasm = await readAsset(assetUrl("@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm"));
console.log(new TextDecoder().decode(await readAsset(assetUrl("gantry/weights/probe.safetensors"))), wasm.length > 400_000);
`;
    await writeFile(join(project, "asset.js"), text);
    const {stdout, stderr} = spawnSync(process.execPath, ["asset.js"], {cwd: project, encoding: "utf8"});
    expect(stdout, stderr).toBe("weights true\n");
  });

  it.each([
    ["bundler", "esnext"],
    ["nodenext", "nodenext"]
  ])("has types there, with moduleResolution %s and strict settings", async (moduleResolution, module) => {
    await writeFile(join(project, "use.ts"), `${use}export const wrong: string = outputSize({input: 28, kernel: 4});\n`);
    const common = {strict: true, noEmit: true, target: "es2022", types: [], lib: ["es2022", "dom"]};
    const compilerOptions = {...common, module, moduleResolution};
    await writeFile(join(project, "tsconfig.json"), JSON.stringify({compilerOptions, files: ["use.ts"]}));
    expect(await runTsc(join(project, "tsconfig.json")).said).toBe(
      "use.ts(3,14): error TS2322: Type 'number' is not assignable to type 'string'.\n"
    );
  });
});
