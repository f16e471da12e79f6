import type {HistoricNetwork, HistoryLayer} from "../../models/published-cnns.ts";
import {historicNetworks} from "../../models/published-cnns.ts";
import {element, svgElement} from "../kit/element.ts";
import type {FigureOptions} from "../kit/frame.ts";
import {frame, onWidth} from "../kit/frame.ts";
import {formatCount, formatNumber, formatShape} from "../kit/format.ts";
import {pointable} from "../kit/pointer.ts";

/**
 * A network of lib/models/published-cnns as a strip of blocks: a block's height is the square root of the side of its map, its width the
 * square root of its channels, both to scale within the network (roots, because a linear scale leaves nothing to see of the
 * later layers). Pointing at a block says what it does and costs. On narrow pages the strip runs downwards.
 * @example
 * ```ts height=401/628
 * import {architectureStrip} from "gantry/figures/architecture-strip";
 *
 * display(
 *   architectureStrip("lenet-5", {
 *     caption: "What did LeNet-5 do to a digit? Point at a layer."
 *   })
 * );
 * ```
 */
export function architectureStrip(name: HistoricNetwork["id"], options: FigureOptions = {}): HTMLElement {
  const made = frame<null>("architecture", options, null);
  const network = historicNetworks.find(({id}) => id === name);
  if (!network) {
    made.complain(`This figure knows ${historicNetworks.map(({id}) => id).join(", ")}; it was asked for "${name}".`);
    return made.figure;
  }
  const {layers} = network;
  const drawing = element("div", {class: "fig-strip"});
  const readout = element("div", {class: "fig-formula"});
  let narrow = false;
  let at = 0;
  let width = 640;

  const show = (index: number) => {
    at = index;
    drawing.querySelectorAll(".fig-block-layer").forEach((block, i) => block.classList.toggle("fig-block-pointed", i === index));
    const text = describe(layers[index]);
    readout.replaceChildren(element("p", {}, [element("strong", {}, [layers[index].name]), `: ${text}`]));
    made.say(`${layers[index].name}: ${text}`);
  };
  const svgPlace = element("div");
  drawing.append(svgPlace);
  const move = pointable(drawing, `${network.name}, ${layers.length} layers`, {
    size: () => (narrow ? {rows: layers.length, columns: 1} : {rows: 1, columns: layers.length}),
    signal: made.signal,
    label: ({row, column}) => `${layers[narrow ? row : column].name}: ${describe(layers[narrow ? row : column])}`,
    point: ({row, column}) => show(narrow ? row : column)
  });
  onWidth(made.body, made.signal, (next) => {
    width = next;
    narrow = width < 620;
    svgPlace.replaceChildren(narrow ? downwards(layers, width) : across(layers, width));
    // What stood beside each other stands below each other now.
    move(narrow ? {row: at, column: 0} : {row: 0, column: at});
    show(at);
  });
  const total =
    network.parameters === undefined
      ? ""
      : `${formatCount(network.parameters)} parameters, ${formatNumber(network.multiplyAdds ?? 0)} multiply-adds. `;
  made.body.append(
    element("div", {class: "fig-column fig-whole"}, [
      element("div", {class: "fig-title"}, [
        `${network.name}, ${network.year} `,
        element("span", {class: "fig-note"}, [network.authors])
      ]),
      drawing,
      readout,
      element("p", {class: "fig-readout"}, [
        `${total}The paper: ${network.published}. Filled blocks are convolutions and dense layers, hollow ones pool. `,
        "Height: √side of the map; width: √channels."
      ])
    ])
  );
  return made.figure;
}

/** Side of a layer's map (1 for a dense layer) and its channels (units). */
function sizesOf({output}: HistoryLayer): {side: number; channels: number} {
  return output.length === 3 ? {side: output[0], channels: output[2]} : {side: 1, channels: output[0]};
}

function describe(layer: HistoryLayer): string {
  const cost = layer.parameters ? `; ${formatCount(layer.parameters)} parameters` : "";
  const work = layer.multiplyAdds ? `, ${formatNumber(layer.multiplyAdds)} multiply-adds` : "";
  return `${layer.does}; ${formatShape(layer.output)}${cost}${work}`;
}

function across(layers: readonly HistoryLayer[], width: number): SVGSVGElement {
  const slot = width / layers.length;
  const most = scales(layers);
  const height = 150;
  const svg = svgElement("svg", {
    class: "fig-ruler",
    width,
    height: height + 52,
    viewBox: `0 0 ${width} ${height + 52}`,
    "aria-hidden": "true"
  });
  layers.forEach((layer, i) => {
    const {side, channels} = sizesOf(layer);
    const h = Math.max(3, Math.sqrt(side / most.side) * height);
    const w = Math.max(3, Math.sqrt(channels / most.channels) * (slot - 10));
    const x = (i + 0.5) * slot;
    svg.append(
      svgElement("g", {class: `fig-block-layer fig-block-${layer.kind}`}, [
        svgElement("rect", {x: x - w / 2, y: height - h + 2, width: w, height: h}),
        svgElement("text", {x, y: height + 20, "text-anchor": "middle", class: "fig-block-name"}, [layer.name]),
        svgElement("text", {x, y: height + 35, "text-anchor": "middle", class: "fig-tick-label"}, [
          layer.output.length === 3 ? formatShape(layer.output.slice(0, 2)) : ""
        ]),
        svgElement(
          "text",
          {x, y: height + (layer.output.length === 3 ? 49 : 35), "text-anchor": "middle", class: "fig-tick-label"},
          [layer.output.length === 3 ? `× ${formatCount(channels)}` : formatCount(channels)]
        )
      ])
    );
  });
  return svg;
}

function downwards(layers: readonly HistoryLayer[], width: number): SVGSVGElement {
  const most = scales(layers);
  const slot = 46;
  const labels = 150;
  const svg = svgElement("svg", {
    class: "fig-ruler",
    width,
    height: slot * layers.length,
    viewBox: `0 0 ${width} ${slot * layers.length}`,
    "aria-hidden": "true"
  });
  layers.forEach((layer, i) => {
    const {side, channels} = sizesOf(layer);
    const long = Math.max(3, Math.sqrt(side / most.side) * (width - labels));
    const thick = Math.max(3, Math.sqrt(channels / most.channels) * (slot - 6));
    const y = (i + 0.5) * slot;
    svg.append(
      svgElement("g", {class: `fig-block-layer fig-block-${layer.kind}`}, [
        svgElement("rect", {x: labels, y: y - thick / 2, width: long, height: thick}),
        svgElement("text", {x: 0, y: y - 2, class: "fig-block-name"}, [layer.name]),
        svgElement("text", {x: 0, y: y + 13, class: "fig-tick-label"}, [formatShape(layer.output)])
      ])
    );
  });
  return svg;
}

function scales(layers: readonly HistoryLayer[]): {side: number; channels: number} {
  const sizes = layers.map(sizesOf);
  return {side: Math.max(...sizes.map(({side}) => side)), channels: Math.max(...sizes.map(({channels}) => channels))};
}
