import type {Live} from "../../live.ts";
import type {SampleSheet} from "../../training/run/types.ts";
import {element} from "../kit/element.ts";
import {follow, eachFrame} from "../kit/follow.ts";
import {formatCount} from "../kit/format.ts";
import type {Figure, FigureOptions} from "../kit/frame.ts";
import {frame, onWidth} from "../kit/frame.ts";
import {imageCanvas, sampleKind, unfitSamples, sampleSurface} from "./sample-surface.ts";

/** Options of `sampleGrid`. */
export interface SampleGridOptions extends FigureOptions {
  /** Images in a row, where there is room. Default: nearly a square. */
  columns?: number;
  /** What each image is, in place of the sheet's labels. */
  labels?: readonly (string | number)[];
  /** What the images are called: "made by G" (default). */
  title?: string;
}

/**
 * The images of a sheet [n, height, width, 1 or 3] in [−1, 1] as sharp pixels, or its points [n, 2]. The image pointed at is
 * enlarged; a click, Enter or Space chooses one. `.value` is the index of the chosen one, −1 before there is one.
 * @example
 * ```ts height=559/624
 * import {sampleGrid} from "gantry/figures/sample-grid";
 * import {loadWeights, readHistory} from "gantry/weights";
 *
 * const newest = readHistory(await loadWeights("compact-dcgan")).sheets.at(-1)!;
 * display(
 *   sampleGrid(newest, {caption: "What does it draw? Point at one.", invalidation})
 * );
 * ```
 */
export function sampleGrid(
  sheet: SampleSheet | null | Live<SampleSheet | null>,
  options: SampleGridOptions = {}
): Figure<number> {
  const made = frame<number>("sample-grid", options, -1);
  const {title = "made by G"} = options;
  const head = element("div", {class: "fig-title"});
  const enlarged = element("canvas", {class: "fig-enlarged", role: "img"});
  const readout = element("p", {class: "fig-readout"});
  const side = element("div", {class: "fig-column fig-enlargement"}, [enlarged, readout]);
  let width = 640;
  let pointed = 0;
  const followed = follow(sheet, made.signal, eachFrame(made.signal, draw));
  const surface = sampleSurface({
    title,
    signal: made.signal,
    ...(options.columns ? {columns: options.columns} : {}),
    label: words,
    point(index) {
      pointed = index;
      surface.mark("point", index);
      enlarge();
    },
    choose(index) {
      surface.mark("tap", index);
      made.say(`${words(index)}, chosen`);
      if (index !== made.figure.value) made.emit(index);
    }
  });

  function words(index: number): string {
    const label = options.labels?.[index] ?? followed.value?.labels?.[index];
    const of = `image ${index + 1} of ${followed.value?.images.shape[0] ?? 0}`;
    return label === undefined ? of : `${of}, label ${label}`;
  }

  function enlarge(): void {
    const images = followed.value?.images;
    if (!images || sampleKind(images)?.kind !== "images") return;
    pointed = Math.min(pointed, images.shape[0] - 1);
    imageCanvas(images, pointed, enlarged);
    enlarged.style.aspectRatio = `${enlarged.width} / ${enlarged.height}`;
    enlarged.setAttribute("aria-label", `enlarged: ${words(pointed)}`);
    readout.textContent = words(pointed);
  }

  function draw(): void {
    const now = followed.value;
    const wrong = unfitSamples(now?.images, "images");
    made.complain(wrong);
    if (wrong || !now) return;
    head.textContent = `${title}, step ${formatCount(now.step)}`;
    const points = sampleKind(now.images)!.kind === "points";
    side.hidden = points;
    surface.draw(now.images, points || width < 480 ? width : width - 156);
    enlarge();
  }

  made.body.append(element("div", {class: "fig-plane"}, [head, surface.element]), side);
  onWidth(made.figure, made.signal, (next) => {
    width = next;
    draw();
  });
  return made.figure;
}
