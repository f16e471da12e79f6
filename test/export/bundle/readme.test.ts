import {execFile, spawn} from "node:child_process";
import {readdir, readFile, writeFile} from "node:fs/promises";
import {createServer} from "node:net";
import type {AddressInfo} from "node:net";
import {join} from "node:path";
import {promisify} from "node:util";
import {beforeAll, describe, expect, it} from "vitest";
import {startCpu} from "../../../lib/backend/cpu.ts";
import {bundleFiles, zipBundle} from "../../../lib/export/bundle/bundle.ts";
import type {BundleFiles} from "../../../lib/export/bundle/bundle.ts";
import {lower} from "../../../lib/export/graph/lower.ts";
import {loadWeights} from "../../../lib/weights/load.ts";
import type {WeightName} from "../../../lib/weights/load.ts";
import {quantised} from "../c/graphs.ts";
import {hasCommand, lacking, targets} from "../c/toolchain.ts";
import {inFolder} from "../c/trial.ts";
import {commandBlocks} from "./readme-commands.ts";

const run = promisify(execFile);
const tools = ["make", "unzip", "python3"];
const missing = lacking("host", tools) ?? lacking("Cortex-A53");
const why = missing === null ? "" : ` (${missing})`;

async function bundleOf(name: WeightName, part: string): Promise<BundleFiles> {
  const {network, weights} = (await loadWeights(name)).networks[part];
  const {graph} = lower(network, weights, name);
  return bundleFiles({name, network, weights, graph, whole: await quantised(graph, network, "int8"), ...(part === "classifier" ? {range: [0, 1] as const} : {})}); // prettier-ignore
}

/** Follows a README from a folder in which there is only the zip: every block in a shell of its own. Gives what each printed. */
async function follow(folder: string, readme: string): Promise<string[]> {
  const printed: string[] = [];
  for (const {kind, commands} of commandBlocks(readme)) {
    if (kind === "") {
      const {stdout} = await run("sh", ["-eu", "-c", commands], {cwd: folder, env: {PATH: process.env.PATH, HOME: folder}});
      printed.push(stdout);
    } else if (kind === "install") {
      // What it installs, the test's own prerequisites have installed.
      const packages = /^(?:apt-get update\n)?apt-get install -y ([a-z0-9 +-]+)$/.exec(commands)?.[1].split(" ");
      expect([...targets.host.packages, ...targets["Cortex-A53"].packages, ...tools]).toEqual(expect.arrayContaining(packages!));
    } else if (kind === "server") printed.push(await askServer(folder, commands));
  }
  return printed;
}

/** Starts a server by the README's command, with a free port in the place of its own, and asks for the page. */
async function askServer(folder: string, command: string): Promise<string> {
  const port = await new Promise<number>((resolve) => {
    const probe = createServer().listen(0, "127.0.0.1", () => {
      const {port: free} = probe.address() as AddressInfo;
      probe.close(() => resolve(free));
    });
  });
  const server = spawn("sh", ["-c", `exec ${command.replace("8000", String(port))}`], {cwd: folder, stdio: "ignore"});
  try {
    for (let attempt = 0; ; attempt++) {
      const answer = await fetch(`http://127.0.0.1:${port}/`).catch(() => null);
      if (answer?.ok) return await answer.text();
      if (attempt === 100) throw new Error(`no answer from: ${command}`);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  } finally {
    server.kill();
  }
}

describe.skipIf(missing !== null)(`the README of a bundle, followed from a folder with nothing but the zip${why}`, () => {
  beforeAll(startCpu);

  it("of a generator: unpacks, compiles, draws the expected picture here and on an emulated Cortex-A53, serves the page", async () => {
    const files = await bundleOf("cgan-xs", "generator");
    await inFolder(async (folder) => {
      await writeFile(join(folder, "cgan-xs.zip"), zipBundle(files));
      const readme = new TextDecoder().decode(files["cgan-xs/README.md"]);
      const printed = await follow(folder, readme);
      expect(printed[0].split("\n")).toEqual(
        expect.arrayContaining(["README.md", "arduino", "c", "cgan-xs.onnx", "tflite", "web"])
      );
      expect(printed[1]).toMatch(
        /noise: mean -?0\.\d{3}, spread [01]\.\d{3}\n(.*\n)*result_im_9\.pgm: class 9, mean -?\d\.\d{3}, spread \d\.\d{3}\n$/
      );
      // Whole numbers print the same on the other processor.
      expect(printed[4].slice(-printed[1].length + printed[1].indexOf("result_im_0"))).toBe(printed[1].slice(printed[1].indexOf("result_im_0"))); // prettier-ignore
      expect(printed[5]).toBe(new TextDecoder().decode(files["cgan-xs/web/index.html"]));
      const drawn = (await readdir(join(folder, "cgan-xs/c/int8"))).filter((file) => file.startsWith("result_im_"));
      expect(drawn).toHaveLength(10);
      // Real and whole numbers draw nearly the same.
      const [whole, real] = await Promise.all(
        ["int8", "float32"].map((numbers) => readFile(join(folder, "cgan-xs/c", numbers, "result_im_0.pgm")))
      );
      const off = whole.reduce((sum, level, i) => sum + Math.abs(level - real[i]), 0) / whole.length;
      expect(off).toBeLessThan(6);
      expect(off).toBeGreaterThan(0);
    });
  });

  it("of a classifier: reads the sample, and names the same class in whole and in real numbers, here and on the Cortex-A53", async () => {
    const files = await bundleOf("tinyml-cnn", "classifier");
    expect(Object.keys(files).some((path) => path.includes("/web/"))).toBe(false);
    await inFolder(async (folder) => {
      await writeFile(join(folder, "tinyml-cnn.zip"), zipBundle(files));
      const printed = await follow(folder, new TextDecoder().decode(files["tinyml-cnn/README.md"]));
      const answers = printed.slice(1).map((text) => /^(\d) .* <$/m.exec(text)?.[1]);
      expect(answers).toHaveLength(3);
      expect(new Set(answers).size).toBe(1);
      expect(answers[0]).toBeDefined();
    });
  });
});

describe("commandBlocks(text)", () => {
  it("gives every block with its kind, and refuses a fence that it does not know", () => {
    expect(commandBlocks("a\n```sh\nls\npwd\n```\nb\n```sh board\nssh\n```\n")).toEqual([
      {kind: "", commands: "ls\npwd"},
      {kind: "board", commands: "ssh"}
    ]);
    expect(() => commandBlocks("```bash\nls\n```\n")).toThrow("a fence of an unknown kind: bash");
  });

  it("finds the shell's commands on this machine, or the test above names what is missing", () => {
    expect(hasCommand("sh")).toBe(true);
  });
});
