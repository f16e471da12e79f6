import type {Live} from "../../live.ts";
import {live} from "../../live.ts";
import type {PointLook} from "../../recordings/recorded-run.ts";
import {button} from "../kit/controls.ts";
import {element, uniqueId} from "../kit/element.ts";
import {formatCount} from "../kit/format.ts";

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
 * one, and stands.
 */
export function recordedLooks(looks: readonly PointLook[], figure: Element, signal: AbortSignal): RecordedLooks {
  const last = looks.length - 1;
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const id = uniqueId("recorded");
  const range = element("input", {id, type: "range", min: "0", max: String(last), step: "1", value: String(still ? last : 0)});
  const output = element("output", {for: id});
  const at = live(looks[still ? last : 0]);
  let timer: ReturnType<typeof setInterval> | undefined;
  const again = button("Play the recording", () => (timer === undefined ? start() : stop()));

  function show(index: number): void {
    range.value = String(index);
    const words = `step ${formatCount(looks[index].step)}`;
    range.setAttribute("aria-valuetext", words);
    output.textContent = formatCount(looks[index].step);
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
      if (timer === undefined && range.value === "0") start();
    },
    {threshold: 0.2}
  );
  if (!still) observer.observe(figure);
  const end = (): void => {
    observer.disconnect();
    stop();
  };
  signal.addEventListener("abort", end);
  show(Number(range.value));
  const slider = element("div", {class: "fig-slider fig-film-slider"}, [element("label", {for: id}, ["step"]), range, output]);
  return {element: element("div", {class: "fig-player fig-recorded-player"}, [again, slider]), at, stop: end};
}
