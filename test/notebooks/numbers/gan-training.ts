import {pointSet} from "../../../lib/data/points.ts";
import {discriminatorLossAt, generatorLossAt} from "../../../lib/training/step/losses.ts";
import {adamNumbers} from "../../../lib/training/step/optimisers.ts";
import {PHASES} from "../../../lib/training/step/phases.ts";
import {starving} from "./starving.ts";
import type {Ledger} from "./ledger.ts";
import {arithmetic, given, heldBy, linesOf, measured, planOf, quoted, wording, written} from "./ledger.ts";

const claims = "notebooks/claims-gan-training.test.ts";
const ring = pointSet("ring");
const turn = (player: "discriminator" | "generator") =>
  PHASES.filter(({name, turn}) => name !== "penalise" && turn === player).length;

/** The account of the numbers in gan-training.md. */
export const ledger: Ledger = [
  ...wording("Squeezed between 0 and 1 by"),
  given("where the truth is “real” (1)", () => written("gan-training", "step", /crossEntropy\(D\(real\), (\d)\)/)),
  given("where it is “fake” (0)", () => written("gan-training", "step", /crossEntropy\(D\(fake\), (\d)\)/)),
  given("keeps two running means, which start at 0", () =>
    written("gan-training", "exercise write-adam", /m: (0), v: 0\}, gradient, 1/)
  ),
  measured("After the first few updates both are still too near to 0", () => {
    // The first update of a slope of 1: of its means so much is kept as the rates say.
    const {beta1, beta2} = adamNumbers({learningRate: 1, beta1: 0.9, beta2: 0.999}, 1);
    return [1 - beta1 < 0.2 && 1 - beta2 < 0.2 && 0];
  }),
  arithmetic("a weight that has no slope would divide by 0.", () => [Math.sqrt(0 / (1 - 0.999))]),
  arithmetic("about the last hundred G's", async () => [
    1 / (1 - (await planOf("gan-training", "run", "run", {step: undefined, data: undefined})).settings.average!)
  ]),
  ...wording("Judge G's fakes by 0", "twice (then nothing flows back"),
  measured(
    "Here is one step of the game in nine phases. The first five are [D's turn]{.discriminator}, the last four [G's]",
    () => [turn("discriminator") + turn("generator"), turn("discriminator"), turn("generator")]
  ),
  ...wording("Four things are worth seeing"),
  given("Eight separate islands", () => [ring.centres.length]),
  given("Twenty-five islands", () => [pointSet("grid").centres.length]),
  ...wording("gives the logit 0 to everything"),
  measured("both losses near 0.69, accuracy near one half", () => [discriminatorLossAt("nonSaturating", true, 0).loss, 0.5]),
  measured("D's loss near 0, G's large and rising", () => [discriminatorLossAt("nonSaturating", false, -9).loss]),
  arithmetic("Half the time means that it can only guess", () => [1 / 2]),
  given("Say its logit is −8", () => written("gan-training", "slopes", /generatorLossAt\(loss, (-\d+)\)/)),
  given("At −8 its slope is", () => written("gan-training", "slopes", /generatorLossAt\(loss, (-\d+)\)/)),
  given("Give D a head start: 600 steps", () => written("gan-training", "starve", /judge\.step\((\d+)\)/)),
  measured("Fifty steps after the start the second cloud has arrived", async () => {
    const {arrived, stirs} = await starving();
    return [arrived <= 50 && stirs > 50];
  }),
  measured("after a hundred steps or so D's certainty has a soft spot", async () => [(await starving()).stirs], 0.5),
  measured("a slope of a three-thousandth", () => [Math.abs(-1 / 3000 / generatorLossAt("minimax", -8).gradient - 1) < 0.05]),
  ...heldBy(claims, "of smoothing: with both terms D rests at the target", "train it towards 0.9 instead of 1 for real points"),
  arithmetic("nine parts of the loss for calling it real", () => [0.9 / (1 - 0.9)]),
  measured("Its least value is where $D(x)$ is 0.9", () => [settle(0.9)]),
  given("its code multiplies the first term by 0.95", () => written("gan-training", "smoothing", /(0\.95) \* softplus\(-l\)\);/)),
  given("Multiplying a loss by 0.95", () => written("gan-training", "smoothing", /(0\.95) \* softplus\(-l\)\);/)),
  ...wording("A target of 0.1 for fakes"),
  arithmetic("the answer would be one half everywhere", () => [1 / (1 + 1)]),
  ...heldBy(claims, "of the value of the finished game", "minus the logarithm of four"),
  given("logits of ±1000 are allowed", () => written("gan-training", "exercise write-losses", /very sure", \[(1000)\]/)),
  given("D's logits, [batch, 1], for a batch", () =>
    written("gan-training", "exercise write-losses", /tf\.tensor2d\(logits, \[logits\.length, (1)\]/)
  ),
  given("the number `t` of this update, from 1", () => written("gan-training", "exercise write-adam", /gradient, (1), usual/)),
  ...wording("The first half of a step", "And the second half:"),
  measured("nothing, once its logit is above 1", () => {
    const costs = (logit: number) => discriminatorLossAt("hinge", true, logit).loss;
    return [costs(0.99) > 0 && costs(1) === 0 && costs(1.01) === 0 && 1];
  }),
  arithmetic("half of the mean of softplus(−l) over the real logits, plus half of the mean", () => [1 / 2, 1 / 2]),
  given("Twelve hundred points lie in five boxes", () => {
    const [reals, fakes] = written("gan-training", "exercise perfect-detective", /five boxes, (\d+) real and (\d+) fake/);
    return [reals! + fakes!, linesOf("gan-training", "exercise perfect-detective", /perfect\(\[([\d, ]+)\]/).split(",").length];
  }),
  given("An empty box gets one half", () => written("gan-training", "exercise perfect-detective", /=== 0 \? (0\.5)/)),
  ...wording("With a target of 1 it must stay", "Real numbers are 1.", "it is half a page"),
  ...quoted("Goodfellow and others", "eight pages")
];

/** Where D's answer comes to rest when it is trained towards this target. */
function settle(target: number): number {
  let logit = 0;
  for (let step = 0; step < 20_000; step++)
    logit -= 0.1 * discriminatorLossAt("nonSaturating", true, logit, {real: target}).gradient;
  return 1 / (1 + Math.exp(-logit));
}
