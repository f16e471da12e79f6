import vm from "node:vm";
import {unzipSync} from "fflate";
import {beforeAll, describe, expect, it} from "vitest";
import {startCpu} from "../../../lib/backend/cpu.ts";
import {bundleFiles, zipBundle} from "../../../lib/export/bundle/bundle.ts";
import type {BundleParts} from "../../../lib/export/bundle/bundle.ts";
import {shrinkWeights, wholeEnds} from "../../../lib/export/int8/quantise.ts";
import {pageBits, pageTop, webPage} from "../../../lib/export/bundle/web-page.ts";
import {lower} from "../../../lib/export/graph/lower.ts";
import type {Graph} from "../../../lib/export/graph/graph.ts";
import {readTflite} from "../../../lib/export/tflite/read.ts";
import {compactDcgan} from "../../../lib/models/dcgan.ts";
import {conditionalGan} from "../../../lib/models/conditional.ts";
import type {Network} from "../../../lib/nn/network/network.ts";
import {loadWeights} from "../../../lib/weights/load.ts";
import {readWeights} from "../../../lib/nn/files/weights-file.ts";
import {quantised, runOnTfjs, vocabulary} from "../c/graphs.ts";
import {exampleInputs, livelyWeights} from "../networks.ts";

const network = conditionalGan("XS").generator;
const weights = livelyWeights(network, 1);
let wish: BundleParts;

beforeAll(async () => {
  await startCpu();
  const {graph} = lower(network, weights, "generator");
  wish = {name: "digits", network, weights, graph, whole: await quantised(graph, network, "int8")};
});

describe("bundleFiles(wish), zipBundle(files)", () => {
  it("holds a file for every way out of the page, and the README lists each with its size", () => {
    const files = bundleFiles(wish);
    expect(Object.keys(files).sort()).toEqual(
      [
        "README.md",
        "arduino/digits/check.h",
        "arduino/digits/digits.ino",
        "arduino/digits/model.h",
        "c/float32/Makefile",
        "c/float32/digits.c",
        "c/float32/digits.h",
        "c/float32/main.c",
        "c/int8/Makefile",
        "c/int8/digits.c",
        "c/int8/digits.h",
        "c/int8/main.c",
        "digits.onnx",
        "digits.safetensors",
        "expected/result_im_0.pgm",
        "tflite/digits-float16.tflite",
        "tflite/digits-float32.tflite",
        "tflite/digits-int8.tflite",
        "web/index.html"
      ].map((path) => `digits/${path}`)
    );
    const readme = new TextDecoder().decode(files["digits/README.md"]);
    for (const path of Object.keys(files).filter((path) => !path.endsWith("README.md")))
      expect(readme).toMatch(new RegExp(`^\\| \`${path.replace(/[.]/g, "\\.")}\` \\| \\S.* \\| [\\d.]+ (bytes|KB|MB) \\|$`, "m"));
    expect(readTflite(files["digits/tflite/digits-int8.tflite"]).graph.ops).toHaveLength(wish.whole.ops.length);
    expect(readWeights(files["digits/digits.safetensors"]).networks.digits.network).toEqual(network);
  });

  it("gives the same zip for the same files, and all of them come out again", () => {
    const files = bundleFiles(wish);
    const zip = zipBundle(files);
    expect(Buffer.from(zip).equals(Buffer.from(zipBundle(bundleFiles(wish))))).toBe(true);
    const out = unzipSync(zip);
    expect(Object.keys(out)).toEqual(Object.keys(files));
    for (const [path, bytes] of Object.entries(out)) expect(Buffer.from(bytes).equals(Buffer.from(files[path]))).toBe(true);
  });

  it("is the same for a graph that takes and gives real numbers: its ends are made whole", async () => {
    const real = await quantised(wish.graph, network, "float");
    expect(real.ops.length).toBe(wish.whole.ops.length + 3);
    expect(wholeEnds(real)).toEqual(wish.whole);
    expect(wholeEnds(wish.whole)).toEqual(wish.whole);
    expect(Buffer.from(zipBundle(bundleFiles({...wish, whole: real}))).equals(Buffer.from(zipBundle(bundleFiles(wish))))).toBe(
      true
    );
  });

  it("refuses a name that is none for a file, and a sample of another size", async () => {
    expect(() => bundleFiles({...wish, name: "my digits"})).toThrow('"my digits" is no name for files');
    const judge = compactDcgan().discriminator;
    const {graph} = lower(judge, livelyWeights(judge, 1));
    const whole = await quantised(graph, judge, "int8");
    const given = {name: "judge", network: judge, weights: livelyWeights(judge, 1), graph, whole, sample: new Uint8Array(3)};
    expect(() => bundleFiles(given)).toThrow("the sample must have 28 × 28 grey levels, got 3");
  });
});

/** The page's program without a page: its function that generates, for given inputs. */
function program(graph: Graph): (inputs: readonly Float32Array[]) => number[] {
  const html = webPage(graph, [-1, 1]);
  const script = /<script>\n([^]*?)<\/script>/.exec(html)?.[1] ?? "";
  const withoutPage = script.slice(0, script.indexOf("/** One picture"));
  const run = vm.runInNewContext(`${withoutPage}; (inputs) => Array.from(run(GRAPH, constants, inputs))`, {atob}) as (inputs: readonly Float32Array[]) => number[]; // prettier-ignore
  return (inputs) => Array.from(run(inputs));
}

describe("webPage(graph, range)", () => {
  const networks: Record<string, Network> = {...vocabulary, xs: network, compact: compactDcgan().generator};

  it.each(Object.keys(networks))("computes what tfjs does with the same small weights, within 1e-5: %s", (name) => {
    const net = networks[name];
    const {graph} = lower(net, livelyWeights(net, 1), name);
    const inputs = exampleInputs(net, 3);
    // What is written is asked for by name: only maps of one or three channels are drawn, all others are computed alike.
    const expected = runOnTfjs(shrinkWeights(graph, pageTop(graph)), inputs);
    const actual = program(graph)(inputs);
    const scale = Math.max(1, ...expected.map(Math.abs));
    expect(actual.length).toBe(expected.length);
    expected.forEach((value, i) => expect(Math.abs(actual[i] - value) / scale).toBeLessThan(1e-5));
  });

  it.each([
    ["conditional XS", 8, () => conditionalGan("XS")],
    ["conditional S", 8, () => conditionalGan("S")],
    ["compact", 4, () => compactDcgan()]
  ] as const)(
    "has less than 300 KB for the %s generator, its dense weights of %i bits, in one file that asks for no other",
    (_, bits, gan) => {
      const net = gan().generator;
      const {graph} = lower(net, livelyWeights(net, 1), "digits");
      expect(pageBits(graph)).toBe(bits);
      const html = webPage(graph, [-1, 1]);
      expect(html.length).toBeLessThan(300_000);
      expect(html).not.toMatch(/https?:|src=|import\b/);
    }
  );
  it("draws with the small weights of the shipped compact generator what it draws with its own, within 2 grey levels of 255 on average", async () => {
    const {network: net, weights} = (await loadWeights("compact-dcgan")).networks.generator;
    const {graph} = lower(net, weights, "digits");
    const draw = program(graph);
    const differences = [1, 2, 3, 4].flatMap((seed) => {
      const inputs = exampleInputs(net, seed);
      const own = runOnTfjs(graph, inputs);
      return draw(inputs).map((value, i) => 127.5 * Math.abs(value - own[i]));
    });
    expect(differences.reduce((sum, value) => sum + value, 0) / differences.length).toBeLessThan(2);
    expect(differences.filter((value) => value > 25).length / differences.length).toBeLessThan(0.02);
  });

  it("cannot be left by a name", () => {
    const graph = {...wish.graph, name: "</title><script>alert(1)</script> & co"};
    const html = webPage(graph, [-1, 1]);
    expect(html).not.toContain("<script>alert");
    expect(html.match(/<script>/g)).toHaveLength(1);
  });
});
