import type {Dataset} from "../../data/dataset.ts";
import type {StoredNetwork} from "../../nn/files/weights-file.ts";
import type {Values} from "../../nn/network/network-weights.ts";
import {plainForward} from "../../nn/network/plain-forward.ts";
import type {ProjectionParts} from "../../nn/network/projection-parts.ts";
import {projectionParts} from "../../nn/network/projection-parts.ts";
import {random} from "../../random.ts";
import {axes, bands} from "../kit/axes.ts";
import {colourScale} from "../kit/colours.ts";
import {button, choice} from "../kit/controls.ts";
import {element, svgElement} from "../kit/element.ts";
import {formatNumber} from "../kit/format.ts";
import type {Figure, FigureOptions} from "../kit/frame.ts";
import {frame} from "../kit/frame.ts";
import {seededNoise} from "../samples/latent-geometry.ts";
import {imageCanvas} from "../samples/sample-surface.ts";

/** Options of `conditionDiagram`. */
export interface ConditionDiagramOptions extends FigureOptions {
  generator: StoredNetwork;
  /** With a projection head. */
  discriminator: StoredNetwork;
  /** Real examples for D. */
  examples: Dataset;
  /** Names of the classes. */
  classes: readonly string[];
  /** The class that is asked for first. Default 7. */
  label?: number;
}

/** `.value` of `conditionDiagram`. */
export interface Condition extends ProjectionParts {
  /** What D looks at. */
  source: "painted" | "real";
  /** The y that G was asked for, that D was told, and, of a real example, the one that it has. */
  asked: number;
  told: number;
  actual: number;
}

/**
 * G(z, y) and D(x, y) with both labels in the reader's hand: the picture that G makes of the same noise as another class, and what D
 * says when it is told another y of the same picture, its verdict taken apart into what it thinks without a label and what each class
 * adds.
 * @example
 * ```ts height=479/1190
 * import {conditionDiagram} from "gantry/figures/condition-diagram";
 * import {proceduralDigits} from "gantry/procedural-digits";
 * import {loadWeights} from "gantry/weights";
 *
 * const pair = (await loadWeights("cgan-s")).networks;
 * display(conditionDiagram({
 *   generator: pair.generator,
 *   discriminator: pair.discriminator,
 *   classes: [..."0123456789"],
 *   examples: proceduralDigits({seed: "pairs"}),
 *   label: 7,
 *   caption: "What is the same picture under another name? Turn y on either side.",
 *   invalidation
 * }));
 * ```
 */
export function conditionDiagram(options: ConditionDiagramOptions): Figure<Condition | null> {
  const {generator, discriminator, examples, classes} = options;
  const made = frame<Condition | null>("condition", options, null);
  const {signal} = made;
  let asked = options.label ?? 7;
  let told = asked;
  let source: Condition["source"] = "painted";
  let seed = 1;
  let example = 1;
  const noiseTile = element("canvas", {width: "8", height: "8", role: "img", "aria-label": "z, 64 random numbers as colours"});
  const picture = element("canvas", {class: "fig-condition-x", role: "img"});
  const seen = element("canvas", {class: "fig-condition-x", role: "img"});
  const bars = svgElement("svg", {class: "fig-condition-bars", role: "img"});
  const words = element("p", {class: "fig-condition-words"});
  const painted = element("p", {class: "fig-condition-words"});
  const sentence = element("p", {class: "fig-readout fig-whole"});

  function paint(): Values {
    const noise = seededNoise(generator.network.input[0], `${seed}/noise`);
    paintNoise(noiseTile, noise);
    return plainForward(generator.network, generator.weights, {shape: [1, noise.length], values: noise}, {labels: [asked]});
  }

  function draw(): void {
    const made_ = paint();
    imageCanvas(made_, 0, picture);
    picture.setAttribute("aria-label", `G's picture of ${classes[asked]}`);
    painted.replaceChildren("the picture ", element("strong", {}, ["x = G(z, y)"]), `, asked for as ${classes[asked]}`);
    const {images, labels} = examples.batch(1, random(`example ${example}`));
    const actual = source === "real" ? labels[0] : asked;
    const x = source === "real" ? {shape: [1, ...examples.shape], values: images} : made_;
    imageCanvas(x, 0, seen);
    seen.setAttribute("aria-label", source === "real" ? `a real ${classes[actual]}` : "G's picture");
    const parts = projectionParts(discriminator.network, discriminator.weights, x);
    drawVerdicts(bars, parts, told, classes);
    const {short, long} = verdictWords(parts, told, classes, {source, actual});
    words.replaceChildren(element("strong", {}, [short]));
    sentence.textContent = long;
    bars.setAttribute(
      "aria-label",
      `D's logit for each y: ${classes.map((name, k) => `${name} ${(parts.alone + parts.added[k]).toFixed(1)}`).join(", ")}`
    );
    made.emit({source, asked, told, actual, ...parts});
  }
  const redraw = (): void => {
    draw();
    made.say(sentence.textContent ?? "");
  };

  const forG = choice("y, what G is asked for", classes, classes[asked], (name) => {
    asked = classes.indexOf(name);
    // A painted picture comes to D with the label it was asked for, until the reader says otherwise.
    if (source === "painted") forD.value = classes[(told = asked)];
    redraw();
  });
  const forD = choice("y, what D is told", classes, classes[told], (name) => {
    told = classes.indexOf(name);
    redraw();
  });
  const from = choice("x, what D sees", ["painted", "real"] as const, source, (name) => {
    source = name;
    another.hidden = name === "painted";
    tellOwn();
    redraw();
  }, (name) => (name === "painted" ? "G's picture" : "a real one")); // prettier-ignore
  forG.element.classList.add("fig-condition-ten");
  from.element.classList.add("fig-condition-two");
  const another = button("Another real one", () => {
    example++;
    tellOwn();
    redraw();
  });
  another.hidden = true;
  function tellOwn(): void {
    told = source === "real" ? examples.batch(1, random(`example ${example}`)).labels[0] : asked;
    forD.value = classes[told];
  }
  const newNoise = button("New z", () => {
    seed++;
    redraw();
  });
  const box = (player: "g" | "d", name: string, inside: string) =>
    element("div", {class: "fig-condition-flow"}, [
      element("span", {"aria-hidden": "true"}, ["→"]),
      element("div", {class: `fig-condition-box fig-condition-${player}`}, [element("strong", {}, [name]), inside]),
      element("span", {"aria-hidden": "true"}, ["→"])
    ]);
  const row = (children: HTMLElement[]) => element("div", {class: "fig-condition-row"}, children);
  made.body.append(
    row([
      element("div", {class: "fig-condition-in"}, [
        element("div", {class: "fig-condition-z"}, [noiseTile, element("span", {}, ["z, 64 numbers"]), newNoise]),
        forG.element
      ]),
      box("g", "G", "74 numbers in, 784 pixels out"),
      element("div", {class: "fig-condition-out"}, [picture, painted])
    ]),
    row([
      element("div", {class: "fig-condition-in"}, [
        element("div", {class: "fig-condition-z"}, [from.element, another]),
        forD.element
      ]),
      box("d", "D", "784 pixels and y in, one logit out"),
      element("div", {class: "fig-condition-out"}, [seen, bars, words])
    ]),
    sentence
  );
  draw();
  signal.addEventListener("abort", () => bars.replaceChildren());
  return made.figure;
}

/** 64 numbers as 8 × 8 pixels on the scale of signed values, from −3 to 3. */
function paintNoise(canvas: HTMLCanvasElement, noise: Float32Array): void {
  const scale = colourScale("signed", [-3, 3]);
  const context = canvas.getContext("2d")!;
  noise.forEach((value, i) => {
    context.fillStyle = scale.colour(value);
    context.fillRect(i % canvas.width, Math.floor(i / canvas.width), 1, 1);
  });
}

const [slot, height, foot] = [24, 116, 20];

/** D's logit for each y as bars up and down from zero, the one that D is told filled; a dashed line at the logit without a label. */
function drawVerdicts(svg: SVGSVGElement, {alone, added}: ProjectionParts, told: number, classes: readonly string[]): void {
  const logits = [...added].map((value) => alone + value);
  const most = Math.max(1, ...logits.map(Math.abs), Math.abs(alone));
  const chart = axes(svg, {
    width: 30 + slot * classes.length,
    height: height + foot,
    margin: {left: 30, right: 0, top: 6, bottom: foot + 6},
    x: bands(classes, told),
    y: {domain: [-most, most], ticks: [-most, 0, most], format: (logit) => (logit > 0 ? "real" : logit < 0 ? "fake" : "0")}
  });
  const {x, y, left, right} = chart;
  svg.replaceChildren(
    ...logits.map((logit, k) =>
      svgElement("rect", {
        class: `fig-condition-bar${k === told ? " fig-condition-bar-told" : ""}`,
        x: x(k) + 3,
        width: slot - 6,
        y: Math.min(y(0), y(logit)),
        height: Math.max(1, Math.abs(y(logit) - y(0)))
      })
    ),
    svgElement("line", {class: "fig-tick", x1: left, x2: right, y1: y(0), y2: y(0)}),
    svgElement("line", {class: "fig-condition-alone", x1: left, x2: right, y1: y(alone), y2: y(alone)}),
    chart.drawn
  );
}

/** What D says, short and in a sentence that can be checked by hand. */
function verdictWords(
  {alone, added}: ProjectionParts,
  told: number,
  classes: readonly string[],
  {source, actual}: {source: "painted" | "real"; actual: number}
): {short: string; long: string} {
  const logit = alone + added[told];
  const share = `${Math.round(100 / (1 + Math.exp(-logit)))} %`;
  const what = source === "real" ? `a real ${classes[actual]}` : `G's ${classes[actual]}`;
  const sign = added[told] < 0 ? "−" : "+";
  return {
    short: `D(x, y) = ${formatNumber(logit)}: ${share} real`,
    long:
      `D sees ${what} and is told that it is a ${classes[told]}. Without a label its logit would be ${formatNumber(alone)}; ` +
      `this y adds ${formatNumber(added[told])}: ${formatNumber(alone)} ${sign} ${formatNumber(Math.abs(added[told]))} = ` +
      `${formatNumber(logit)}, which is ${share} real.`
  };
}
