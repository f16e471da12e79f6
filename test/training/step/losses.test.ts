import {beforeAll, describe, expect, it} from "vitest";
import {loadGradients} from "../../../lib/backend/gradients.ts";
import {
  discriminatorLossAt,
  generatorLossAt,
  sigmoid,
  softplus,
  discriminatorFakeLoss,
  discriminatorRealLoss,
  generatorLoss,
  LOSSES
} from "../../../lib/training/step/losses.ts";
import type {LossAt, Loss, Targets} from "../../../lib/training/step/losses.ts";
import {gan} from "../../fixtures/gan.ts";
import {tf} from "../../nn/tfjs.ts";

type Judge = "real" | "fake" | "generator";

function tensorLoss(
  loss: Loss,
  player: Judge,
  logits: InstanceType<typeof tf.Tensor>,
  targets: Targets = {}
): ReturnType<typeof tf.scalar> {
  if (player === "generator") return generatorLoss(loss, logits);
  return (player === "real" ? discriminatorRealLoss : discriminatorFakeLoss)(loss, logits, targets);
}

function closedForm(loss: Loss, player: Judge, logit: number, targets: Targets = {}): LossAt {
  return player === "generator" ? generatorLossAt(loss, logit) : discriminatorLossAt(loss, player === "real", logit, targets);
}

/** Loss and slope of one logit on the backend. */
function onTensors(loss: Loss, player: Judge, logit: number, targets: Targets = {}): LossAt {
  const {value, grad} = tf.valueAndGrad((x) => tensorLoss(loss, player, x, targets))(tf.tensor1d([logit]));
  return {loss: value.dataSync()[0], gradient: grad.dataSync()[0]};
}

/** Relative, because at ±80 what matters is 1e-35. */
function expectClose(actual: number, expected: number, tolerance: number): void {
  if (expected === 0) expect(Math.abs(actual)).toBe(0);
  else expect(Math.abs(actual / expected - 1), `${actual} instead of ${expected}`).toBeLessThan(tolerance);
}

beforeAll(loadGradients);

const cases = gan.losses.map((fixture): [string, (typeof gan.losses)[number]] => {
  const {loss, player, targets} = fixture;
  return [`${loss}, ${player}, targets ${targets.real} and ${targets.fake}`, fixture];
});

describe("losses, from logits up to ±80, against PyTorch in double precision", () => {
  it.each(cases)("%s: on tensors", (_, {loss, player, targets, logits, values, gradients}) => {
    tf.tidy(() => {
      for (const [i, logit] of logits.entries()) {
        const actual = onTensors(loss, player, logit, targets);
        expectClose(actual.loss, values[i], 1e-4);
        expectClose(actual.gradient, gradients[i], 1e-4);
      }
    });
  });
  it.each(cases)("%s: in closed form", (_, {loss, player, targets, logits, values, gradients}) => {
    for (const [i, logit] of logits.entries()) {
      const actual = closedForm(loss, player, logit, targets);
      expectClose(actual.loss, values[i], 1e-7);
      expectClose(actual.gradient, gradients[i], 1e-7);
    }
  });
});

describe("a reader's own functions", () => {
  const own = {
    discriminatorReal: (x: InstanceType<typeof tf.Tensor>) => tf.softplus(tf.neg(x)),
    discriminatorFake: (x: InstanceType<typeof tf.Tensor>) => tf.softplus(x),
    generator: (x: InstanceType<typeof tf.Tensor>) => tf.neg(tf.softplus(x))
  };
  it("are asked, and differentiated, where the curves are drawn", () => {
    const before = tf.memory().numTensors;
    for (const logit of [-80, -3, 0, 2, 80]) {
      for (const real of [true, false]) {
        const [actual, expected] = [own, "minimax" as const].map((loss) => discriminatorLossAt(loss, real, logit));
        expectClose(actual.loss, expected.loss, 1e-5);
        expectClose(actual.gradient, expected.gradient, 1e-5);
      }
      expectClose(generatorLossAt(own, logit).gradient, generatorLossAt("minimax", logit).gradient, 1e-5);
    }
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe("the closed forms", () => {
  it.each(LOSSES)("have slopes that are those of their losses: %s", (loss) => {
    const step = 1e-5;
    for (const player of ["real", "fake", "generator"] as const) {
      for (const logit of [-6.3, -2.1, -0.4, 0.2, 1.7, 5.5]) {
        const rise = closedForm(loss, player, logit + step).loss - closedForm(loss, player, logit - step).loss;
        expect(closedForm(loss, player, logit).gradient).toBeCloseTo(rise / (2 * step), 6);
      }
    }
  });
  it("show how the saturating loss starves G when D is sure, and the other does not", () => {
    expect(generatorLossAt("minimax", -8).gradient).toBeCloseTo(-0.000335, 6);
    expect(generatorLossAt("nonSaturating", -8).gradient).toBeCloseTo(-0.999665, 6);
    expect(generatorLossAt("minimax", 0).gradient).toBe(generatorLossAt("nonSaturating", 0).gradient);
  });
  it("are least where D says its target, 0.9, not where it is surest", () => {
    const logit = Math.log(0.9 / 0.1);
    expect(discriminatorLossAt("nonSaturating", true, logit, {real: 0.9}).gradient).toBeCloseTo(0, 12);
    expect(discriminatorLossAt("nonSaturating", true, 8, {real: 0.9}).gradient).toBeGreaterThan(0);
  });
  it("stay finite and exact at both ends", () => {
    expect([sigmoid(-800), sigmoid(800), softplus(-800), softplus(800)]).toEqual([0, 1, 0, 800]);
  });
});

describe("discriminatorRealLoss(loss, logits, targets)", () => {
  const logits = tf.tensor2d([[1], [-2]]);
  it("is the mean over the batch", () => {
    expect(tf.tidy(() => discriminatorRealLoss("leastSquares", logits).dataSync()[0])).toBeCloseTo((0 + 4.5) / 2, 6);
  });
  it("leaves one tensor, whatever the loss", () => {
    for (const loss of LOSSES) {
      const before = tf.memory().numTensors;
      const value = discriminatorRealLoss(loss, logits);
      expect(tf.memory().numTensors).toBe(before + 1);
      value.dispose();
    }
  });
  it("refuses targets outside [0, 1], and any for losses that have none", () => {
    expect(() => discriminatorRealLoss("minimax", logits, {real: 1.1})).toThrow(
      new RangeError("the target for real must be from 0 to 1, got 1.1")
    );
    expect(() => discriminatorFakeLoss("minimax", logits, {fake: NaN})).toThrow(
      "the target for fake must be from 0 to 1, got NaN"
    );
    expect(() => discriminatorRealLoss("hinge", logits, {real: 0.9})).toThrow(
      "the hinge loss has no targets to smooth, got real 0.9 and fake 0"
    );
  });
});
