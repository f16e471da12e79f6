import * as tf from "@tensorflow/tfjs-core";
import {beforeAll, describe, expect, it} from "vitest";
import {startCpu} from "../../../lib/backend/cpu.ts";
import {lower} from "../../../lib/export/graph/lower.ts";
import {writeTflite} from "../../../lib/export/tflite/write.ts";
import {compactDcgan, distyleGenerator, kerasGan} from "../../../lib/models/dcgan.ts";
import {conditionalGan} from "../../../lib/models/conditional.ts";
import {withSpectralNorm} from "../../../lib/models/remedies.ts";
import {tinymlCnn} from "../../../lib/models/published-cnns.ts";
import {exampleInputs, livelyWeights, reference} from "../networks.ts";
import {openTflite} from "./interpreter.ts";

beforeAll(startCpu);

describe("writeTflite(lower(network, weights).graph) in TensorFlow Lite's interpreter", () => {
  it.each([
    ["compact generator", compactDcgan().generator],
    ["compact discriminator", compactDcgan().discriminator],
    ["Keras-GAN generator", kerasGan().generator],
    ["Keras-GAN discriminator", kerasGan().discriminator],
    ["conditional XS generator", conditionalGan("XS").generator],
    ["conditional S generator", conditionalGan("S").generator],
    ["conditional S discriminator", conditionalGan("S").discriminator],
    ["conditional XS discriminator that concatenates", conditionalGan("XS", "concatenation").discriminator],
    ["conditional XS discriminator that names classes", conditionalGan("XS", "auxiliary").discriminator],
    ["compact discriminator with spectral norms", withSpectralNorm(compactDcgan()).discriminator],
    ["DiStyleGAN generator", distyleGenerator()],
    ["TinyML CNN", tinymlCnn()]
  ])("gives the numbers of the network within 1e-5: %s", async (_, net) => {
    const weights = livelyWeights(net, 1);
    const {graph} = lower(net, weights);
    const interpreter = await openTflite(writeTflite(graph));
    const inputs = exampleInputs(net, 2);
    const expected = reference(net, weights, inputs);
    const [output] = interpreter.run(...inputs);
    const scale = Math.max(1, ...expected.map(Math.abs));
    expect(output.length).toBe(expected.length);
    output.forEach((value, i) => expect(Math.abs(value - expected[i]) / scale).toBeLessThan(1e-5));
    interpreter.close();
    expect(tf.memory().numTensors).toBe(0);
  });
});
