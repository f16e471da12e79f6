import {describe, expect, it} from "vitest";
import {cntkDcgan, compactDcgan, distyleGenerator, kerasGan, lopsidedGan} from "../../lib/models/dcgan.ts";
import {conditionalGan} from "../../lib/models/conditional.ts";
import {latentDim} from "../../lib/models/gan.ts";
import type {Gan} from "../../lib/models/gan.ts";
import {pointGan} from "../../lib/models/point-gan.ts";
import {tinymlCnn} from "../../lib/models/published-cnns.ts";
import {outputShapeOf} from "../../lib/nn/network/network.ts";
import type {Network} from "../../lib/nn/network/network.ts";
import {summary} from "../../lib/nn/network/summary.ts";

function counts(network: Network): {parameters: number; trainable: number} {
  const {parameters, trainable} = summary(network);
  return {parameters, trainable};
}

function trainable({generator, discriminator}: Gan): [number, number] {
  return [summary(generator).trainable, summary(discriminator).trainable];
}

describe("kerasGan()", () => {
  it("has the parameters that Keras prints for the published program", () => {
    expect(counts(kerasGan().generator)).toEqual({parameters: 856_193, trainable: 855_809});
    expect(counts(kerasGan().discriminator)).toEqual({parameters: 393_729, trainable: 392_833});
  });
  it("takes 87.8 million multiply-adds an image", () => {
    expect(summary(kerasGan().generator).multiplyAdds / 1e6).toBeCloseTo(87.8, 1);
  });
  it("sees 4 × 4 × 256 features at the end, because of the row and column of zeros", () => {
    expect(kerasGan().discriminator.layers.find(({kind}) => kind === "flatten")?.inputShape).toEqual([4, 4, 256]);
  });
});

describe("pointGan(options)", () => {
  it("has plain rectifiers in G, and a tanh in the first hidden layer alone where it is bounded", () => {
    const kinds = ({generator}: Gan) => generator.layers.map(({kind}) => kind).filter((kind) => kind !== "dense");
    expect([kinds(pointGan()), kinds(pointGan({bounded: true}))]).toEqual([
      ["relu", "relu"],
      ["tanh", "relu"]
    ]);
  });
});

describe("lopsidedGan()", () => {
  it("has a generator of dense layers alone against a discriminator that convolves", () => {
    const kinds = (network: Network) => new Set(network.layers.map(({kind}) => kind));
    const {generator, discriminator} = lopsidedGan();
    expect([kinds(generator).has("dense"), kinds(generator).has("convTranspose"), kinds(discriminator).has("conv")]).toEqual([
      true,
      false,
      true
    ]);
    expect(outputShapeOf(generator)).toEqual(discriminator.input);
  });
});

describe("cntkDcgan()", () => {
  it("trains 19,104,035 and 6,306,561 parameters", () => expect(trainable(cntkDcgan())).toEqual([19_104_035, 6_306_561]));
});

describe("conditionalGan(size)", () => {
  it("trains 60,073 and 53,145 parameters in size XS", () => expect(trainable(conditionalGan("XS"))).toEqual([60_073, 53_145]));
  it("trains 122,449 and 109,617 in size S", () => expect(trainable(conditionalGan("S"))).toEqual([122_449, 109_617]));
  it("has a discriminator that is told the class, or names it: by the label beside its features, by a head of eleven", () => {
    expect(trainable(conditionalGan("XS", "concatenation"))[1]).toBe(53_145 - 640 + 640);
    expect(trainable(conditionalGan("XS", "auxiliary"))[1]).toBe(53_145 - 640 + 650);
    expect(conditionalGan("XS", "auxiliary").discriminator.label).toBeUndefined();
    expect(outputShapeOf(conditionalGan("S", "auxiliary").discriminator)).toEqual([11]);
    expect(() => conditionalGan("XS", "hope" as never)).toThrow(
      'D is conditioned by projection, concatenation, auxiliary, got "hope"'
    );
  });
  it("costs the multiply-adds that were published with it", () => {
    const cost = (network: Network): string => (summary(network).multiplyAdds / 1e6).toFixed(2);
    expect([cost(conditionalGan("XS").generator), cost(conditionalGan("XS").discriminator)]).toEqual(["0.34", "0.18"]);
    expect([cost(conditionalGan("S").generator), cost(conditionalGan("S").discriminator)]).toEqual(["1.13", "0.55"]);
  });
});

describe("compactDcgan()", () => {
  it("trains 353,217 and 36,577 parameters (as PyTorch counts the same layers)", () => {
    expect(trainable(compactDcgan())).toEqual([353_217, 36_577]);
  });
  it("costs about 1.4 G multiply-adds a step of 64: 4 passes through G, 9 through D", () => {
    const {generator, discriminator} = compactDcgan();
    const step = 64 * (4 * summary(generator).multiplyAdds + 9 * summary(discriminator).multiplyAdds);
    expect(step / 1e9).toBeGreaterThan(1.2);
    expect(step / 1e9).toBeLessThan(1.8);
  });
});

describe("distyleGenerator()", () => {
  it("trains 2,054,368 parameters", () => expect(summary(distyleGenerator()).trainable).toBe(2_054_368));
  it("draws 32 × 32 colour pictures", () => expect(outputShapeOf(distyleGenerator())).toEqual([32, 32, 3]));
});

describe("pointGan(options)", () => {
  it("is 2-64-64 unless told", () => expect(trainable(pointGan())).toEqual([4482, 4417]));
  it("gives GAN Lab's ring preset", () => {
    expect(trainable(pointGan({generatorHidden: [10], discriminatorHidden: [9, 9]}))).toEqual([52, 127]);
  });
  it("shows the discriminator several points at once when packing", () => {
    expect(pointGan({packing: 2}).discriminator.input).toEqual([4]);
  });
});

describe("tinymlCnn()", () => {
  it("has 80 + 730 parameters", () => {
    expect(summary(tinymlCnn()).rows.flatMap(({parameters}) => (parameters > 0 ? [parameters] : []))).toEqual([80, 730]);
  });
});

describe("every GAN", () => {
  const gans = [compactDcgan(), kerasGan(), cntkDcgan(), conditionalGan("XS"), conditionalGan("S"), pointGan()];
  it.each(gans.map((gan): [string, Gan] => [gan.name, gan]))(
    "%s: the discriminator sees what the generator makes, says one number",
    (_, gan) => {
      expect(outputShapeOf(gan.generator)).toEqual(gan.discriminator.input);
      expect(outputShapeOf(gan.discriminator)).toEqual([1]);
      expect(latentDim(gan)).toBe(gan.generator.input[0]);
    }
  );
  it.each(gans.map((gan): [string, Gan] => [gan.name, gan]))("%s is plain data", (_, {generator, discriminator}) => {
    expect(JSON.parse(JSON.stringify({generator, discriminator}))).toEqual({generator, discriminator});
  });
});
