import type {Values} from "../../nn/network/network-weights.ts";
import {normalDensity} from "../../nn/arithmetic/normal.ts";

import type {Slider} from "../kit/controls.ts";
import {button, choice, slider} from "../kit/controls.ts";
import {squarePad} from "../kit/drag.ts";
import {element, svgElement} from "../kit/element.ts";
import {formatNumber} from "../kit/format.ts";
import type {Figure, FigureOptions} from "../kit/frame.ts";
import {frame} from "../kit/frame.ts";
import {oneAtATime} from "../kit/one-at-a-time.ts";
import type {Interpolation} from "./latent-geometry.ts";
import {between, lengthOf, noisePlane} from "./latent-geometry.ts";
import {imageCanvas, paintSheet, sheetLayout, unfitSamples} from "./sample-surface.ts";

/** A generator: noise [n, latentDim] (and a class for each) to images [n, height, width, 1 or 3] in [−1, 1]. */
export type Generate = (noise: Values, options?: {labels?: number[]}) => Promise<Values>;

/** Options of `latentExplorer`. */
export interface LatentExplorerOptions extends FigureOptions {
  generate: Generate;
  latentDim: number;
  /** Names of the classes of a conditional generator. */
  classes?: readonly string[];
  /** The class that is shown first. Default 0. */
  label?: number;
  /** Default 1. */
  seed?: number;
  /** Coordinates of the noise that have a slider. Default 4. */
  sliders?: number;
  /** The film from a kept noise to the present one. Default true. */
  film?: boolean;
}

/** `.value` of `latentExplorer`; null before the first image. */
export interface LatentSample {
  /** [1, latentDim] */
  noise: Values;
  /** [1, height, width, channels] */
  image: Values;
  label: number | null;
}

const mapSide = 5;
const frames = 9;

/**
 * A walk through what a generator can draw: a square of noise under a map of its images, four seeded samples at its corners; sliders
 * for single coordinates, with the density that samples come from; a film from one noise to another, straight or along the arc. The
 * newest wish wins; the figure tells what an image costs on this machine. Fires "input" with every image.
 * @example
 * ```ts height=531/1222
 * import {latentExplorer} from "gantry/figures/latent-explorer";
 * import {plainGenerator} from "gantry/plain-forward";
 * import {loadWeights} from "gantry/weights";
 *
 * const {network: generator, weights} = (await loadWeights("cgan-xs")).networks
 *   .generator;
 * display(
 *   latentExplorer({
 *     generate: plainGenerator(generator, weights),
 *     latentDim: generator.input[0],
 *     classes: [..."0123456789"],
 *     label: 7,
 *     caption: "What lies between two sevens? Drag in the square.",
 *     invalidation
 *   })
 * );
 * ```
 */
export function latentExplorer(options: LatentExplorerOptions): Figure<LatentSample | null> {
  const {generate, latentDim, classes} = options;
  const made = frame<LatentSample | null>("latent", options, null);
  const {signal} = made;
  let seed = options.seed ?? 1;
  let label = options.label ?? 0;
  let plane = noisePlane(latentDim, seed);
  let noise = plane(0.5, 0.5);
  let start = plane(0, 0);
  let way: Interpolation = "spherical";
  let mapped = "";
  const times: number[] = [];

  const picture = element("canvas", {class: "fig-latent-image", role: "img", "aria-label": "The generated image"});
  const film = element("canvas", {class: "fig-latent-film", role: "img", "aria-label": "Film from the kept noise to this one"});
  const cost = element("p", {class: "fig-readout"});
  const lengths = element("p", {class: "fig-readout"});
  const trouble = element("p", {class: "fig-wrong", role: "alert"});
  const ask = oneAtATime(["image", "map", "film"], signal, (error) => {
    trouble.textContent = `The generator failed: ${error instanceof Error ? error.message : String(error)}`;
  });

  async function images(list: readonly Float32Array[]): Promise<Values | null> {
    const values = new Float32Array(list.length * latentDim);
    list.forEach((vector, i) => values.set(vector, i * latentDim));
    const given = await generate(
      {shape: [list.length, latentDim], values},
      classes ? {labels: list.map(() => label)} : undefined
    );
    const wrong = unfitSamples(given, "images");
    trouble.textContent = wrong ?? "";
    return wrong || signal.aborted ? null : given;
  }

  async function drawImage(): Promise<void> {
    const asked = noise;
    const began = performance.now();
    const image = await images([asked]);
    if (!image) return;
    // The first is left out: it pays for compiling.
    if (made.figure.value) times.push(performance.now() - began);
    if (times.length > 15) times.shift();
    imageCanvas(image, 0, picture);
    if (classes) picture.setAttribute("aria-label", `The generated image, asked for as ${classes[label]}`);
    const usual = [...times].sort((a, b) => a - b)[times.length >> 1];
    cost.textContent = times.length > 0 ? `${formatNumber(usual, 2)} ms an image on this machine` : "drawn on this machine";
    made.emit({noise: {shape: [1, latentDim], values: asked}, image, label: classes ? label : null});
  }

  async function drawMap(): Promise<void> {
    const name = `${seed}/${label}`;
    if (name === mapped) return;
    const place = (i: number) => (i + 0.5) / mapSide;
    const all = Array.from({length: mapSide ** 2}, (_, i) => plane(place(i % mapSide), place(Math.floor(i / mapSide))));
    const sheet = await images(all);
    if (!sheet || name !== `${seed}/${label}`) return;
    mapped = name;
    const [count, height, width] = sheet.shape;
    paintSheet(pad.canvas, sheet, sheetLayout({count, height, width}, Infinity, {columns: mapSide, gap: 0}), 0);
  }

  async function drawFilm(): Promise<void> {
    const steps = Array.from({length: frames}, (_, i) => between(start, noise, i / (frames - 1), way));
    const sheet = await images(steps);
    if (!sheet) return;
    const [count, height, width] = sheet.shape;
    paintSheet(film, sheet, sheetLayout({count, height, width}, Infinity, {columns: frames, gap: 2}), 2);
    const middle = formatNumber(lengthOf(steps[(frames - 1) / 2]));
    lengths.textContent = `Half-way the noise has length ${middle}; samples have about √${latentDim} = ${formatNumber(Math.sqrt(latentDim))}.`;
  }

  function wish(): void {
    sliders.forEach((one, i) => (one.value = noise[i]));
    ask("image", drawImage);
    ask("map", drawMap);
    if (options.film !== false) ask("film", drawFilm);
  }

  const pad = squarePad(
    "Square of noise, four samples at its corners. Arrow keys move the handle, with Shift further.",
    signal,
    (x, y) => {
      noise = plane(x, y);
      pad.place(x, y, true);
      made.say(`${Math.round(100 * x)} across, ${Math.round(100 * y)} down`);
      wish();
    }
  );
  pad.place(0.5, 0.5, true);
  const sliders = Array.from({length: Math.min(options.sliders ?? 4, latentDim)}, (_, i) =>
    noiseSlider(`z${subscript(i + 1)}`, (value) => {
      noise = noise.slice();
      noise[i] = value;
      pad.element.querySelector(".fig-handle")!.classList.add("fig-handle-off");
      wish();
    })
  );
  const anew = button("New noise", () => {
    seed++;
    plane = noisePlane(latentDim, seed);
    noise = plane(0.5, 0.5);
    pad.place(0.5, 0.5, true);
    seedNote.textContent = `seed ${seed}`;
    made.say(`Seed ${seed}`);
    wish();
  });
  const seedNote = element("span", {class: "fig-note"}, [`seed ${seed}`]);
  const filmPart = element("div", {class: "fig-column fig-whole"}, [
    element("div", {class: "fig-controls"}, [
      choice(
        "from the kept noise to this one,",
        ["spherical", "linear"] as const,
        way,
        (next) => {
          way = next;
          wish();
        },
        (name) => (name === "spherical" ? "along the arc" : "straight")
      ).element,
      button("Keep this noise", () => {
        start = noise;
        made.say("Kept");
        wish();
      })
    ]),
    film,
    lengths
  ]);
  made.body.append(
    element("div", {class: "fig-latent-main"}, [
      element("div", {class: "fig-latent-part"}, [picture, cost]),
      element("div", {class: "fig-latent-part"}, [
        pad.element,
        element("p", {class: "fig-readout"}, ["every place is a sample as likely as any other"])
      ])
    ]),
    element("div", {class: "fig-column fig-latent-side"}, [
      ...(classes
        ? [
            choice("draw", classes, classes[label], (name) => {
              label = classes.indexOf(name);
              wish();
            }).element
          ]
        : []),
      element("div", {class: "fig-controls"}, [anew, seedNote]),
      ...sliders.map((one) => one.element)
    ]),
    ...(options.film === false ? [] : [filmPart]),
    trouble
  );
  wish();
  return made.figure;
}

/** A slider from −3 to 3 under the curve of N(0, 1): where samples come from. */
function noiseSlider(label: string, change: (value: number) => void): Slider {
  const made = slider(label, {min: -3, max: 3, step: 0.05, value: 0}, change);
  const input = made.element.querySelector("input")!;
  const places = Array.from({length: 61}, (_, i) => -3 + i / 10);
  const curve = places.map((z) => `${((z + 3) / 6) * 100},${20 - (normalDensity(z) / normalDensity(0)) * 19}`);
  const density = svgElement(
    "svg",
    {class: "fig-density", viewBox: "0 0 100 20", preserveAspectRatio: "none", "aria-hidden": "true"},
    [svgElement("path", {d: `M0,20L${curve.join("L")}L100,20Z`})]
  );
  const track = element("div", {class: "fig-density-track"});
  input.replaceWith(track);
  track.append(density, input);
  return made;
}

function subscript(count: number): string {
  return [...String(count)].map((digit) => "₀₁₂₃₄₅₆₇₈₉"[Number(digit)]).join("");
}
