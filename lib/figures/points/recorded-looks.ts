import type {Live} from "../../live.ts";
import {live} from "../../live.ts";
import type {PointLook} from "../../recordings/recorded-run.ts";
import {button} from "../kit/controls.ts";
import {element, uniqueId} from "../kit/element.ts";
import {linkStep} from "../kit/follow.ts";
import {formatCount} from "../kit/format.ts";
import {nearestIndex} from "../kit/series.ts";

/** Milliseconds between two looks. */
const PACE = 250;

/** Looks that are shown one after the other. */
export interface RecordedLooks {
  /** A button and a slider of steps. */
  readonly element: HTMLElement;
  /** Which one is shown. */
  readonly at: Live<PointLook>;
  stop(): void;
}

/**
 * Plays the looks once, when `figure` is seen, and again at a press; the slider chooses a step. With reduced motion it shows the last
 * one, and stands. Those that share a `step` are at the same one: the first that is seen plays, and the others go along.
 */
export function recordedLooks(
  looks: readonly PointLook[],
  figure: Element,
  signal: AbortSignal,
  step?: Live<number>
): RecordedLooks {
  const last = looks.length - 1;
  const steps = looks.map((look) => look.step);
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const id = uniqueId("recorded");
  const range = element("input", {id, type: "range", min: "0", max: String(last), step: "1", value: String(still ? last : 0)});
  const output = element("output", {for: id});
  const at = live(looks[still ? last : 0]);
  let timer: ReturnType<typeof setInterval> | undefined;
  const again = button("Play the recording", () => (timer === undefined ? start() : stop()));

  const tell = linkStep(step, signal, (next) => {
    stop();
    paint(nearestIndex(steps, next));
  });

  function show(index: number): void {
    paint(index);
    tell(steps[index]);
  }

  function paint(index: number): void {
    range.value = String(index);
    const words = `step ${formatCount(steps[index])}`;
    range.setAttribute("aria-valuetext", words);
    output.textContent = formatCount(steps[index]);
    at.value = looks[index];
  }

  function start(): void {
    again.textContent = "Stop";
    if (Number(range.value) === last) show(0);
    timer = setInterval(() => {
      if (Number(range.value) >= last || !figure.isConnected) stop();
      else show(Number(range.value) + 1);
    }, PACE);
  }

  function stop(): void {
    clearInterval(timer);
    timer = undefined;
    again.textContent = "Play the recording";
  }

  range.addEventListener(
    "input",
    (event) => {
      event.stopPropagation();
      stop();
      show(Number(range.value));
    },
    {signal}
  );
  const observer = new IntersectionObserver(
    (entries) => {
      if (!entries.some(({isIntersecting}) => isIntersecting)) return;
      observer.disconnect();
      const goes = step !== undefined && step.value > steps[0];
      if (timer === undefined && range.value === "0" && !goes) start();
    },
    {threshold: 0.2}
  );
  if (!still) observer.observe(figure);
  const end = (): void => {
    observer.disconnect();
    stop();
  };
  signal.addEventListener("abort", end);
  paint(step && step.value > 0 ? nearestIndex(steps, step.value) : Number(range.value));
  const slider = element("div", {class: "fig-slider fig-film-slider"}, [element("label", {for: id}, ["step"]), range, output]);
  return {element: element("div", {class: "fig-player fig-recorded-player"}, [again, slider]), at, stop: end};
}
