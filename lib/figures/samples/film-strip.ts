import type {Live} from "../../live.ts";
import type {History, SampleSheet} from "../../training/run/types.ts";
import {button, player, setAvailable} from "../kit/controls.ts";
import {element, uniqueId} from "../kit/element.ts";
import {download} from "../kit/export.ts";
import {follow, linkStep, eachFrame} from "../kit/follow.ts";
import {formatCount} from "../kit/format.ts";
import type {Figure, FigureOptions} from "../kit/frame.ts";
import {frame, onWidth} from "../kit/frame.ts";
import {nearestIndex} from "../kit/series.ts";
import type {Recorded} from "../kit/stand-in.ts";
import {historyOr} from "../kit/stand-in.ts";
import {hazeWords} from "./haze.ts";
import {unfitSamples, pointLimit, sampleSurface} from "./sample-surface.ts";

/** Options of `filmStrip`. */
export interface FilmStripOptions extends FigureOptions, Recorded {
  /** The step that is shown; figures that share a live one that can be set move together. Default: the newest. */
  step?: Live<number>;
  /** Steps that the strip shows in small, where there is room; the nearest sheets are taken. Default: five between first and last. */
  marks?: readonly number[];
  /** Images in a row of a sheet. Default: nearly a square. */
  columns?: number;
  /** The chosen sheet and its slider alone: no strip, no Play, no files. Default false. */
  brief?: boolean;
}

/**
 * What G made of the same noise as it learned: a strip of a few steps, and the sheet of the chosen one in large. The slider, a frame
 * of the strip or Play choose a step: `.value`. At the newest step the figure goes along with the run.
 * @example
 * ```ts height=616/722
 * import {filmStrip} from "gantry/figures/film-strip";
 * import {loadWeights, readHistory} from "gantry/weights";
 *
 * const {sheets} = readHistory(await loadWeights("compact-dcgan"));
 * display(filmStrip({entries: [], snapshots: [], sheets}, {
 *   caption: "When do digits appear? Slide.",
 *   invalidation
 * }));
 * ```
 */
export function filmStrip(history: History | Live<History>, options: FilmStripOptions = {}): Figure<number> {
  const made = frame<number>("film", options, 0);
  const {signal} = made;
  const id = uniqueId("film");
  const strip = element("div", {class: "fig-film-strip"});
  const head = element("div", {class: "fig-title"});
  const haze = element("p", {class: "fig-readout fig-haze", hidden: ""});
  const range = element("input", {id, type: "range", min: "0", max: "0", step: "1", value: "0"});
  const output = element("output", {for: id});
  const columns = options.columns ? {columns: options.columns} : {};
  let width = 640;
  let limit = 1;
  // Null: the newest, whichever it is.
  let chosen: number | null = options.step && options.step.value > 0 ? options.step.value : null;
  const redraw = eachFrame(signal, draw);
  const either = historyOr(made, history, options.recording, {needs: "sheets", replaced: () => (chosen = null)});
  const followed = follow(either, signal, redraw);
  const tell = linkStep(options.step, signal, (step) => {
    const {sheets} = followed.value;
    chosen = step;
    if (sheets.length > 0) made.figure.value = sheets[sheetAt(sheets, step)].step;
    redraw();
  });
  const large = sampleSurface({title: "made by G at the chosen step", signal, ...columns});
  const frames: {whole: HTMLButtonElement; name: HTMLElement; surface: ReturnType<typeof sampleSurface>; index: number}[] = [];

  function addFrame(): void {
    const surface = sampleSurface({title: "made by G", signal, ...columns});
    const name = element("span", {class: "fig-film-name"});
    const whole = element("button", {type: "button", class: "fig-film-frame"}, [surface.element, name]);
    const added = {whole, name, surface, index: 0};
    whole.addEventListener("click", () => choose(added.index), {signal});
    frames.push(added);
    strip.append(whole);
  }

  function draw(): void {
    const {sheets} = followed.value;
    const wrong = unfitSamples(sheets.at(-1)?.images, "sheets of samples");
    made.complain(wrong);
    if (wrong) return;
    const at = chosen === null ? sheets.length - 1 : sheetAt(sheets, chosen);
    if (chosen === null) made.figure.value = sheets[at].step;
    const points = sheets[at].images.shape.length === 2;
    files.hidden = points;
    if (points) limit = Math.max(limit, pointLimit([sheets[at].images, sheets[sheets.length - 1].images]));
    const count = width < 480 ? 3 : 5;
    const shown = options.brief ? [] : filmFrames(sheets, count, options.marks);
    while (frames.length < shown.length) addFrame();
    while (frames.length > shown.length) {
      const {whole} = frames.pop()!;
      // A frame that there is no room for any more gives the focus to the one before.
      if (whole === document.activeElement) frames.at(-1)?.whole.focus({preventScroll: true});
      whole.remove();
    }
    const room = Math.floor((width - 10 * (shown.length - 1)) / shown.length) - 8;
    shown.forEach((index, i) => {
      const frame = frames[i];
      const {step, images} = sheets[index];
      frame.index = index;
      frame.name.textContent = `step ${formatCount(step)}`;
      frame.whole.setAttribute("aria-label", `go to step ${formatCount(step)}`);
      frame.whole.toggleAttribute("data-chosen", index === at);
      frame.surface.draw(images, Math.min(room, 168), limit);
    });
    const {step, images} = sheets[at];
    head.textContent = `step ${formatCount(step)} of ${formatCount(sheets[sheets.length - 1].step)}`;
    const said = hazeWords(sheets[at], options.recording?.run.value?.history.sheets);
    haze.hidden = said === null;
    haze.textContent = said ?? "";
    large.draw(images, Math.min(width, 380), limit);
    range.max = String(sheets.length - 1);
    range.value = String(at);
    range.setAttribute("aria-valuetext", `step ${formatCount(step)}`);
    output.textContent = formatCount(step);
  }

  function choose(index: number): void {
    const {sheets} = followed.value;
    const next = sheets[index].step;
    const changed = next !== made.figure.value;
    chosen = index === sheets.length - 1 ? null : next;
    redraw();
    if (!changed) return;
    tell(next);
    made.emit(next);
  }

  range.addEventListener(
    "input",
    (event) => {
      event.stopPropagation();
      playing.stop();
      choose(Number(range.value));
    },
    {signal}
  );
  const playing = player(
    () => {
      const {sheets} = followed.value;
      const at = Number(range.value);
      // From the end it begins anew.
      const next = at >= sheets.length - 1 ? 0 : at + 1;
      choose(next);
      range.value = String(next);
      return next < sheets.length - 1;
    },
    signal,
    140
  );
  const problem = element("p", {class: "fig-readout fig-wrong", role: "status", hidden: ""});
  const save = (label: string, kind: "gif" | "png"): HTMLButtonElement => {
    const pressed = button(label, async () => {
      setAvailable(pressed, false);
      problem.hidden = true;
      try {
        const {filmGif, filmPng} = await import("./film-export.ts");
        const {sheets} = followed.value;
        const kept = filmFrames(sheets, 5, options.marks).map((index) => sheets[index]);
        download(await (kind === "gif" ? filmGif(sheets, options.columns) : filmPng(kept, options.columns)), `film.${kind}`);
      } catch (error) {
        problem.hidden = false;
        problem.textContent = `The ${kind.toUpperCase()} could not be made: ${error instanceof Error ? error.message : String(error)}`;
      } finally {
        setAvailable(pressed, true);
      }
    });
    return pressed;
  };
  const files = element("div", {class: "fig-player"}, [save("Film as GIF", "gif"), save("Strip as PNG", "png")]);

  made.body.append(
    ...(options.brief ? [] : [strip]),
    element("div", {class: "fig-plane"}, [head, large.element, haze]),
    problem
  );
  made.controls.append(
    element("div", {class: "fig-slider fig-film-slider"}, [element("label", {for: id}, ["step"]), range, output]),
    ...(options.brief ? [] : [playing.element, files])
  );
  onWidth(made.figure, signal, (next) => {
    width = next;
    draw();
  });
  return made.figure;
}

/**
 * Which sheets a strip of `count` frames shows: those nearest to `marks` (the first ones, then the last, when there are more than
 * `count`), else evenly from the first to the last. Indices, ascending, none twice.
 */
function filmFrames(sheets: readonly SampleSheet[], count: number, marks?: readonly number[]): number[] {
  const last = sheets.length - 1;
  if (last < 0) return [];
  const wanted = marks
    ? marks.map((step) => sheetAt(sheets, step))
    : Array.from({length: count}, (_, i) => Math.round((i * last) / Math.max(1, count - 1)));
  const found = [...new Set(wanted)].sort((a, b) => a - b);
  return found.length <= count ? found : [...found.slice(0, count - 1), found[found.length - 1]];
}

/** The index of the sheet nearest to a step; −1 when there is none. */
export function sheetAt(sheets: readonly SampleSheet[], step: number): number {
  return nearestIndex(
    sheets.map((sheet) => sheet.step),
    step
  );
}
