import type {Proportion} from "../../metrics/proportion.ts";
import {byChance, proportion} from "../../metrics/proportion.ts";
import type {Values} from "../../nn/network/network-weights.ts";
import {random} from "../../random.ts";
import {button, choice} from "../kit/controls.ts";
import {element} from "../kit/element.ts";
import {formatNumber} from "../kit/format.ts";
import type {Figure, FigureOptions} from "../kit/frame.ts";
import {frame} from "../kit/frame.ts";
import {imageCanvas, sampleKind, unfitSamples} from "../samples/sample-surface.ts";

/** Pictures to tell apart: images [n, height, width, 1 or 3] in [−1, 1]. */
export interface ForgeryData {
  real: Values;
  generated: Values;
}

/** Options of `forgeryGame`. */
export interface ForgeryOptions extends FigureOptions {
  /** Pictures in a game. Default 20. */
  rounds?: number;
  seed?: number | string;
  /** Time for a picture that is chosen first. Default "3 s". */
  time?: "3 s" | "6 s" | "no limit";
}

const limits = {"3 s": 3000, "6 s": 6000, "no limit": Infinity} as const;

/**
 * "Real or fake?" against the clock. Each picture is real or made with equal chance; R or ← says real, M or → says made. At the end: the
 * confusion, and what so small a sample says. `.value` is the score of the last game, null before.
 * @example
 * ```ts height=337/394
 * import {forgeryGame} from "gantry/figures/forgery-game";
 * import {proceduralDigits} from "gantry/procedural-digits";
 * import {random} from "gantry/random";
 * import {loadWeights, readHistory} from "gantry/weights";
 *
 * const forged = readHistory(await loadWeights("compact-dcgan")).sheets.at(
 *   -1
 * )!.images;
 * display(
 *   forgeryGame(
 *     {
 *       real: {
 *         shape: [16, 28, 28, 1],
 *         values: proceduralDigits().batch(16, random(1)).images
 *       },
 *       generated: forged
 *     },
 *     {
 *       rounds: 10,
 *       caption: "Real or fake? Press Begin.",
 *       invalidation
 *     }
 *   )
 * );
 * ```
 */
export function forgeryGame(data: ForgeryData | null, options: ForgeryOptions = {}): Figure<ForgeryScore | null> {
  const made = frame<ForgeryScore | null>("forgery", {exportable: false, ...options}, null);
  const {signal} = made;
  const wrong = unfitSamples(data?.real, "real pictures") ?? unfitSamples(data?.generated, "made pictures");
  if (wrong || !data || sampleKind(data.real)?.kind !== "images" || sampleKind(data.generated)?.kind !== "images") {
    made.complain(wrong ?? "This figure needs pictures, and was given points.");
    return made.figure;
  }
  const rounds = options.rounds ?? 20;
  let limit: keyof typeof limits = options.time ?? "3 s";
  let game = 0;
  let source = random(options.seed ?? 1);
  let round = -1;
  let isReal = false;
  let shownAt = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let times: number[] = [];
  let counts = [[0, 0], [0, 0]]; // prettier-ignore
  let missed = 0;

  const canvas = element("canvas", {class: "fig-forgery-picture", role: "img", "aria-label": "A digit, real or made"});
  const clock = element("div", {class: "fig-forgery-clock", "aria-hidden": "true"}, [element("span")]);
  const count = element("p", {class: "fig-readout"});
  const verdict = element("p", {class: "fig-forgery-verdict", role: "status"});
  const begin = button(`Begin: ${rounds} pictures`, start);
  const sayReal = button("Real (R)", () => answer(0));
  const sayMade = button("Made (M)", () => answer(1));
  const result = element("div", {class: "fig-forgery-result"});
  const answers = element("div", {class: "fig-forgery-answers", role: "group", "aria-label": "Your answer"}, [sayReal, sayMade]);
  const stage = element("div", {class: "fig-forgery-stage"}, [canvas, clock, count, answers, verdict]);
  const times_ = choice("time for each", ["3 s", "6 s", "no limit"] as const, limit, (name) => (limit = name));
  answers.hidden = clock.hidden = true;

  function start(): void {
    game++;
    source = random(`${options.seed ?? 1}/${game}`);
    [round, missed, times, counts] = [-1, 0, [], [[0, 0], [0, 0]]]; // prettier-ignore
    result.replaceChildren();
    verdict.textContent = "";
    begin.hidden = times_.element.hidden = true;
    answers.hidden = false;
    next();
    sayReal.focus({preventScroll: true});
  }
  function next(): void {
    clearTimeout(timer);
    if (++round >= rounds) return finish();
    isReal = source.uniform() < 0.5;
    const images = isReal ? data!.real : data!.generated;
    imageCanvas(images, source.integer(0, images.shape[0] - 1), canvas);
    count.textContent = `picture ${round + 1} of ${rounds}`;
    shownAt = performance.now();
    const room = limits[limit];
    clock.hidden = !Number.isFinite(room);
    if (!Number.isFinite(room)) return;
    const fill = clock.firstElementChild as HTMLElement;
    fill.getAnimations().forEach((each) => each.cancel());
    fill.animate([{width: "100%"}, {width: "0"}], {duration: room});
    timer = setTimeout(() => {
      missed++;
      tell(`Too late: it was ${isReal ? "real" : "made"}.`);
      next();
    }, room);
  }
  function answer(said: 0 | 1): void {
    if (round < 0 || round >= rounds) return;
    times.push((performance.now() - shownAt) / 1000);
    counts[isReal ? 0 : 1][said]++;
    tell(`${said === (isReal ? 0 : 1) ? "Right" : "Wrong"}: it was ${isReal ? "real" : "made"}.`);
    next();
  }
  function tell(text: string): void {
    verdict.textContent = text;
    verdict.classList.toggle("fig-wrong", text.startsWith("Wrong"));
  }
  function finish(): void {
    const answered = times.length;
    const score: ForgeryScore = {
      answered,
      missed,
      right: counts[0][0] + counts[1][1],
      confusion: [
        [counts[0][0], counts[0][1]],
        [counts[1][0], counts[1][1]]
      ],
      seconds: times.reduce((sum, time) => sum + time, 0) / answered
    };
    begin.textContent = "Again, with others";
    begin.hidden = times_.element.hidden = false;
    answers.hidden = clock.hidden = true;
    count.textContent = `${rounds} pictures`;
    result.replaceChildren(
      confusionTable(score),
      intervalBar(score),
      ...scoreWords(score).map((text) => element("p", {}, [text]))
    );
    begin.focus({preventScroll: true});
    made.emit(score);
  }
  made.figure.addEventListener(
    "keydown",
    (event) => {
      if (answers.hidden || event.altKey || event.ctrlKey || event.metaKey) return;
      const said = {r: 0, R: 0, ArrowLeft: 0, m: 1, M: 1, ArrowRight: 1}[event.key];
      if (said === undefined) return;
      event.preventDefault();
      answer(said as 0 | 1);
    },
    {signal}
  );
  signal.addEventListener("abort", () => clearTimeout(timer));
  imageCanvas(data.real, 0, canvas);
  canvas.getContext("2d")!.clearRect(0, 0, canvas.width, canvas.height);
  made.body.append(stage, element("div", {class: "fig-column fig-side"}, [result]));
  made.controls.append(begin, times_.element);
  return made.figure;
}

function confusionTable({confusion: [real, fake]}: ForgeryScore): HTMLElement {
  const cell = (value: number, right: boolean) => element("td", {class: right ? "fig-right-answer" : ""}, [String(value)]);
  const head = (text: string, scope: "col" | "row") => element("th", {scope}, [text]);
  return element("table", {class: "fig-forgery-table"}, [
    element("thead", {}, [element("tr", {}, [element("td"), head("you said real", "col"), head("you said made", "col")])]),
    element("tbody", {}, [
      element("tr", {}, [head("it was real", "row"), cell(real[0], true), cell(real[1], false)]),
      element("tr", {}, [head("it was made", "row"), cell(fake[0], false), cell(fake[1], true)])
    ])
  ]);
}

/** The share that was right as a dot on its interval, from 0 to 100 %, with the coin's place. */
function intervalBar(score: ForgeryScore): HTMLElement {
  const interval = scoreInterval(score);
  if (!interval) return element("div");
  const {low, high, share} = interval;
  const place = (value: number) => `${100 * value}%`;
  const range = element("span", {class: "fig-interval-range"});
  Object.assign(range.style, {left: place(low), width: place(high - low)});
  const dot = element("span", {class: "fig-interval-dot"});
  dot.style.left = place(share);
  return element("div", {class: "fig-interval", "aria-hidden": "true"}, [
    element("span", {class: "fig-interval-coin"}),
    range,
    dot,
    element("span", {class: "fig-interval-low"}, ["0 %"]),
    element("span", {class: "fig-interval-half"}, ["a coin"]),
    element("span", {class: "fig-interval-high"}, ["100 %"])
  ]);
}

/** What a reader answered: [is real, is made][said real, said made]. */
type Confusion = readonly [readonly [number, number], readonly [number, number]];

/** A game of "real or fake?" in numbers. */
export interface ForgeryScore {
  /** Pictures that were answered, and those that were not in time. */
  answered: number;
  missed: number;
  right: number;
  confusion: Confusion;
  /** Mean seconds of an answer; NaN without any. */
  seconds: number;
}

/** What the game says of the pictures and what it does not, in sentences. */
export function scoreWords({answered, missed, right, confusion, seconds}: ForgeryScore): string[] {
  if (answered === 0) return ["No picture was answered: there is nothing to say."];
  const share = proportion(right, answered);
  const chance = byChance(right, answered);
  const [[, realCalledMade], [madeCalledReal]] = confusion;
  const words = [
    `${right} of ${answered} right, ${formatNumber(seconds, 2)} s for each${missed > 0 ? `; ${missed} not answered in time` : ""}.`,
    `You took ${madeCalledReal} made ${madeCalledReal === 1 ? "picture" : "pictures"} for real, and ${realCalledMade} real ${realCalledMade === 1 ? "one" : "ones"} for made.`,
    `With ${answered} pictures your true share lies between ${percent(share.low)} and ${percent(share.high)} (95 % interval).`
  ];
  const odds = `Someone who tosses a coin does as well or better in ${percentOf(chance)} of such games`;
  if (share.low > 0.5) words.push(`${odds}: you can tell them apart.`);
  else if (share.high < 0.5)
    words.push("You are wrong more often than a coin: you see a difference, and read it the wrong way round.");
  else words.push(`${odds}: this game does not show that you can tell them apart, nor that you cannot.`);
  return words;
}

/** The interval of a score, for a bar. */
function scoreInterval({right, answered}: ForgeryScore): Proportion | null {
  return answered > 0 ? proportion(right, answered) : null;
}

function percent(share: number): string {
  return `${Math.round(100 * share)} %`;
}

function percentOf(probability: number): string {
  return probability < 0.001 ? "less than 0.1 %" : `${formatNumber(100 * probability, 2)} %`;
}
