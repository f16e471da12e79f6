import {phaseNamed} from "../../training/step/phases.ts";
import type {Lights, PhaseView, Station} from "../../training/step/phases.ts";
import type {Trainer} from "../../training/run/types.ts";
import {button, setAvailable} from "../kit/controls.ts";
import {element, svgElement, uniqueId} from "../kit/element.ts";
import {follow, eachFrame} from "../kit/follow.ts";
import type {Figure, FigureOptions} from "../kit/frame.ts";
import {frame, onWidth} from "../kit/frame.ts";
import {formatCount, formatNumber} from "../kit/format.ts";
import {sampleKind, unfitSamples, sampleSurface} from "../samples/sample-surface.ts";
import {ARROWS, arrowPath, loopLayout} from "./step-loop-layout.ts";
import {tensorsAt, thumbnail} from "./step-loop-thumb.ts";
import {tensorWords} from "../samples/tensor-words.ts";

const about: Record<Station, string> = {
  noise: "Noise: what G starts from",
  G: "G, the generator: turns noise into fakes",
  fake: "Fakes: what G makes",
  data: "The data that G is to imitate",
  real: "Real examples of this step",
  D: "D, the discriminator: says how real something looks",
  answers: "D's answers: logits, positive for real",
  "D's loss": "D's loss on real, then on fake",
  "G's loss": "G's loss: high when D sees through it"
};

/** Options of `stepLoop`. */
export interface StepLoopOptions extends FigureOptions {
  /** Buttons for the next phase and for a whole step, under the loop. Default false: whoever shows it has them. */
  byHand?: boolean;
  /** Low, for a place beside other figures. Default false. */
  compact?: boolean;
}

/** What the loop needs of a run: by hand, also what carries out. */
type LoopRun = Pick<Trainer, "phase"> & Partial<Pick<Trainer, "status" | "nextPhase" | "step">>;

/**
 * The loop of one step: noise, G, fakes, data, D, its answers, the losses, with the phase that has just been carried out lit and what
 * flows in it. A click on a station shows its tensor: `.value`, the station's name, null before one is chosen.
 * @example
 * ```ts height=604/1355
 * import {stepLoop} from "gantry/figures/step-loop";
 * import {trainingControls} from "gantry/figures/training-controls";
 * import {pointSet} from "gantry/points";
 * import {preset} from "gantry/presets";
 * import {trainer} from "gantry/trainer";
 *
 * const slow = trainer(
 *   {...preset("points"), data: pointSet("ring"), seed: 1},
 *   {idle: true, threads: 1, invalidation}
 * );
 * display(
 *   stepLoop(slow, {
 *     caption: "Who learns from whom, and when? Press Next phase.",
 *     invalidation
 *   })
 * );
 * display(trainingControls(slow, {files: false, keep: false, invalidation}));
 * ```
 */
export function stepLoop(run: LoopRun, options: StepLoopOptions = {}): Figure<Station | null> {
  const made = frame<Station | null>("loop", options, null);
  const {signal} = made;
  const svg = svgElement("svg", {class: "fig-loop-drawing", role: "group", "aria-label": "the loop of one step"});
  const heads = {forth: uniqueId("arrow"), back: uniqueId("arrow"), plain: uniqueId("arrow")};
  const arrows = svgElement("g");
  const stations = svgElement("g");
  const flows = svgElement("g");
  svg.append(defs(heads), arrows, flows, stations);
  const place = element("p", {class: "fig-loop-place"});
  const words = element("p", {class: "fig-readout"});
  const detail = element("div", {class: "fig-loop-detail", hidden: ""});
  const detailWords = element("p", {class: "fig-readout"});
  const surface = sampleSurface({title: "the tensor of the chosen station", signal, most: 3});
  detail.append(detailWords, surface.element);
  let width = 640;
  let shown: PhaseView | null = null;
  let flowed: PhaseView | null = null;
  const phase = follow(run.phase, signal, eachFrame(signal, draw));

  const nodes = new Map(
    (Object.keys(about) as Station[]).map((name) => {
      // What is drawn lies above the button and is no part of it: its numbers are in the button's name, in words.
      const box = svgElement("rect", {class: "fig-loop-box", rx: 4});
      const press = svgElement("g", {class: "fig-loop-button", role: "button", tabindex: 0}, [box]);
      const content = svgElement("g", {class: "fig-loop-content", "aria-hidden": "true"});
      const node = svgElement("g", {class: `fig-loop-station fig-loop-${kindOf(name)}`}, [press, content]);
      const choose = () => {
        made.figure.value = made.figure.value === name ? null : name;
        draw();
        if (made.figure.value) made.say(detailWords.textContent ?? "");
        made.emit(made.figure.value);
      };
      press.addEventListener("click", choose, {signal});
      press.addEventListener(
        "keydown",
        (event) => {
          if (event.key !== "Enter" && event.key !== " ") return;
          event.preventDefault();
          choose();
        },
        {signal}
      );
      stations.append(node);
      return [name, {node, press, box, content}];
    })
  );

  function draw(): void {
    // While it plays at full speed there is no phase to be seen: the last one stays, unlit.
    if (phase.value) shown = phase.value;
    const lit: Lights = phase.value ? phaseNamed(phase.value.phase).lights : {stations: [], arrows: []};
    const back = lit.back === true;
    const {boxes, height, across} = loopLayout(width, options.compact);
    svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
    svg.setAttribute("width", String(width));
    svg.setAttribute("height", String(height));
    arrows.replaceChildren(
      ...ARROWS.map((drawn) => {
        const on = lit.arrows.some(([from, to]) => from === drawn.from && to === drawn.to);
        const head = !on ? heads.plain : back ? heads.back : heads.forth;
        return svgElement("path", {
          class: `fig-loop-arrow${on ? (back ? " fig-loop-back" : " fig-loop-forth") : ""}`,
          d: arrowPath(boxes[drawn.from], boxes[drawn.to], across, on && back),
          "marker-end": `url(#${head})`
        });
      })
    );
    for (const [name, {node, press, box, content}] of nodes) {
      const at = boxes[name];
      const on = lit.stations.includes(name);
      node.toggleAttribute("data-lit", on);
      node.toggleAttribute("data-back", on && back);
      press.setAttribute("aria-pressed", String(made.figure.value === name));
      press.setAttribute("aria-label", `${about[name]}${tensorText(name)}`);
      for (const [key, value] of Object.entries(at)) box.setAttribute(key, String(value));
      content.replaceChildren(
        svgElement("text", {class: "fig-loop-name", x: at.x + 8, y: at.y + 16}, [name]),
        ...thumbnail(name, shown, at)
      );
    }
    place.textContent = phase.value ? phasePlace(phase.value) : "No phase is being shown.";
    words.textContent = phase.value
      ? phaseNamed(phase.value.phase).says(phase.value, {number: formatNumber, count: formatCount})
      : "Press Next phase, or train phase by phase, to see what one step is made of.";
    if (phase.value) made.say(`${place.textContent} ${words.textContent}`);
    drawDetail();
    if (phase.value && phase.value !== flowed) flow();
    flowed = phase.value;
  }

  function tensorText(name: Station): string {
    const tensors = shown ? tensorsAt(name, shown) : [];
    return tensors.length > 0 ? `. ${tensors.map(tensorWords).join("; ")}` : "";
  }

  function drawDetail(): void {
    const name = made.figure.value;
    detail.hidden = name === null;
    if (name === null) return;
    const [tensor] = shown ? tensorsAt(name, shown) : [];
    const norms = shown?.norms && (name === "D" || name === "G") && shown.turn === (name === "D" ? "discriminator" : "generator");
    const lengths = norms
      ? `. Its gradient: ${Object.entries(shown!.norms!)
          .map(([layer, norm]) => `${layer} ${norm.toPrecision(2)}`)
          .join(", ")}`
      : "";
    const images = tensor && sampleKind(tensor) !== null && name !== "noise" ? tensor : null;
    const wrong = images && unfitSamples(images, name);
    const nothing = !tensor && !["G", "D", "data"].includes(name) ? ". There is nothing here in this phase" : "";
    detailWords.textContent = `${about[name]}${tensorText(name)}${lengths}${nothing}.`;
    surface.element.hidden = !images || wrong !== null;
    if (images && !wrong) surface.draw(images, Math.min(width, 420));
  }

  /** Values move along the lit arrows, once; with reduced motion they do not. */
  function flow(): void {
    if (matchMedia("(prefers-reduced-motion: reduce)").matches) return;
    flows.replaceChildren();
    for (const path of arrows.querySelectorAll<SVGPathElement>(".fig-loop-forth, .fig-loop-back")) {
      const length = path.getTotalLength();
      if (length === 0) continue;
      const drop = path.cloneNode() as SVGPathElement;
      drop.removeAttribute("marker-end");
      drop.classList.add("fig-loop-drop");
      drop.style.strokeDasharray = `8 ${length + 8}`;
      flows.append(drop);
      const moving = drop.animate([{strokeDashoffset: 8}, {strokeDashoffset: -length}], {duration: 300, easing: "ease-in-out"});
      moving.onfinish = moving.oncancel = () => drop.remove();
    }
  }

  made.body.append(element("div", {class: "fig-whole"}, [svg, place, words, detail]));
  if (options.byHand) made.controls.append(...handButtons(run, signal));
  onWidth(made.figure, signal, (next) => {
    width = next;
    draw();
  });
  return made.figure;
}

/** The next phase and a whole step, carried out from beside the loop; what is in the way is told. */
function handButtons(run: LoopRun, signal: AbortSignal): HTMLElement[] {
  const problem = element("p", {class: "fig-wrong fig-problem", role: "alert", hidden: ""});
  const press = (label: string, what: string, action: () => Promise<unknown> | undefined): HTMLButtonElement =>
    button(label, () => {
      problem.hidden = true;
      action()?.catch((error: unknown) => {
        problem.hidden = false;
        problem.textContent = `${what}: ${error instanceof Error ? error.message : String(error)}`;
      });
    });
  const phase = press("Next phase", "The phase could not be done", () => run.nextPhase?.());
  const step = press("Step", "The step could not be done", () => run.step?.());
  const offer = (): void => {
    const state = run.status?.value.state ?? "paused";
    for (const each of [phase, step]) setAvailable(each, state === "paused" || state === "playing");
  };
  if (run.status) follow(run.status, signal, eachFrame(signal, offer));
  offer();
  return [element("div", {class: "fig-player", role: "group", "aria-label": "by hand"}, [phase, step]), problem];
}

/** "Step 12, D's turn: judge real (phase 3)." */
export function phasePlace({step, index, phase, turn}: PhaseView): string {
  return `Step ${formatCount(step)}, ${turn === "generator" ? "G" : "D"}'s turn: ${phase} (phase ${index + 1}).`;
}

function kindOf(name: Station): string {
  const kinds: Partial<Record<Station, string>> = {
    G: "generator",
    "G's loss": "generator",
    D: "discriminator",
    "D's loss": "discriminator",
    answers: "discriminator",
    fake: "fake",
    data: "real",
    real: "real"
  };
  return kinds[name] ?? "noise";
}

function defs(heads: Record<string, string>): SVGElement {
  return svgElement(
    "defs",
    {},
    Object.entries(heads).map(([kind, id]) =>
      svgElement(
        "marker",
        {
          id,
          viewBox: "0 0 8 8",
          refX: 7,
          refY: 4,
          markerWidth: 8,
          markerHeight: 8,
          markerUnits: "userSpaceOnUse",
          orient: "auto"
        },
        [svgElement("path", {class: `fig-loop-head-${kind}`, d: "M0,0L8,4L0,8z"})]
      )
    )
  );
}
