import type {HistoricNetwork, HistoryLayer} from "../../models/published-cnns.ts";
import {historicNetworks} from "../../models/published-cnns.ts";
import {element, svgElement} from "../kit/element.ts";
import type {FigureOptions} from "../kit/frame.ts";
import {frame, onWidth} from "../kit/frame.ts";
import {formatCount, formatNumber, formatShape} from "../kit/format.ts";
import {pointable} from "../kit/pointer.ts";
import type {Widths} from "./widths.ts";
import {layerShares, shareBlocks, shareText, widthsChoice} from "./widths.ts";

/** Options of `architectureStrip`. */
export interface ArchitectureStripOptions extends FigureOptions {
  /** What the width of a block stands for at first; the reader can switch. Default "equal": the root of its channels. */
  widths?: Widths;
}

/**
 * A network of lib/models/published-cnns as a strip of blocks: a block's height is the square root of the side of its map, to scale within
 * the network (roots, because a linear scale leaves nothing to see of the later layers). Its width is what `widths` says: its part of
 * all parameters or of all multiply-adds, or the square root of its channels; the reader can switch. Pointing at a block says what
 * it does and costs. On narrow pages the strip runs downwards.
 * @example
 * ```ts height=411/756
 * import {architectureStrip} from "gantry/figures/architecture-strip";
 *
 * display(
 *   architectureStrip("lenet-5", {
 *     widths: "parameters",
 *     caption: "Where does LeNet-5 keep what it has learned? Point at a layer."
 *   })
 * );
 * ```
 */
export function architectureStrip(name: HistoricNetwork["id"], options: ArchitectureStripOptions = {}): HTMLElement {
  const made = frame<null>("architecture", options, null);
  const network = historicNetworks.find(({id}) => id === name);
  if (!network) {
    made.complain(`This figure knows ${historicNetworks.map(({id}) => id).join(", ")}; it was asked for "${name}".`);
    return made.figure;
  }
  const {layers} = network;
  const drawing = element("div", {class: "fig-strip"});
  const readout = element("div", {class: "fig-formula"});
  const note = element("p", {class: "fig-readout"});
  let narrow = false;
  let at = 0;
  let width = 640;
  let widths: Widths = options.widths ?? "equal";
  const counted = layerShares(layers, "parameters") !== null;
  const sharesNow = () => (widths === "equal" ? null : layerShares(layers, widths));

  const show = (index: number) => {
    at = index;
    drawing.querySelectorAll(".fig-block-layer").forEach((block, i) => block.classList.toggle("fig-block-pointed", i === index));
    const shares = sharesNow();
    const part = shares ? `; ${shareText(shares[index])} of the ${widths === "parameters" ? "parameters" : "multiply-adds"}` : "";
    const text = `${describe(layers[index])}${part}`;
    readout.replaceChildren(element("p", {}, [element("strong", {}, [layers[index].name]), `: ${text}`]));
    made.say(`${layers[index].name}: ${text}`);
  };
  const svgPlace = element("div");
  drawing.append(svgPlace);
  const move = pointable(drawing, `${network.name}, ${layers.length} layers`, {
    size: () => (narrow ? {rows: layers.length, columns: 1} : {rows: 1, columns: layers.length}),
    cellAt: (x, y) => {
      const shares = sharesNow();
      if (narrow) return {row: Math.floor(y * layers.length), column: 0};
      if (!shares) return {row: 0, column: Math.floor(x * layers.length)};
      // Under the blocks stand the names, which are apart where blocks are thin.
      const blocks = shareBlocks(shares, width);
      const far = (block: (typeof blocks)[number]) =>
        y > tall / (tall + foot)
          ? Math.abs(x * width - block.label)
          : Math.max(0, Math.abs(x * width - block.x - block.width / 2) - block.width / 2);
      return {row: 0, column: blocks.reduce((best, block, i) => (far(block) < far(blocks[best]) ? i : best), 0)};
    },
    signal: made.signal,
    label: ({row, column}) => `${layers[narrow ? row : column].name}: ${describe(layers[narrow ? row : column])}`,
    point: ({row, column}) => show(narrow ? row : column)
  });
  const draw = () => {
    const shares = sharesNow();
    svgPlace.replaceChildren(narrow ? downwards(layers, width, shares) : across(layers, width, shares));
    // What stood beside each other stands below each other now.
    move(narrow ? {row: at, column: 0} : {row: 0, column: at});
    show(at);
    const says = {
      equal: `${narrow ? "Thickness" : "Width"}: √channels`,
      parameters: `${narrow ? "Length" : "Width"}: the layer’s part of the parameters`,
      multiplyAdds: `${narrow ? "Length" : "Width"}: the layer’s part of the multiply-adds`
    }[widths];
    const side = narrow ? (shares ? "" : "Length: √side of the map; ") : "Height: √side of the map; ";
    note.textContent = `${total}The paper: ${network.published}. Filled blocks are convolutions and dense layers, hollow ones pool. ${side}${side ? says.toLowerCase() : says}.`;
  };
  const total =
    network.parameters === undefined
      ? ""
      : `${formatCount(network.parameters)} parameters, ${formatNumber(network.multiplyAdds ?? 0)} multiply-adds. `;
  onWidth(made.body, made.signal, (next) => {
    width = next;
    narrow = width < 620;
    draw();
  });
  if (counted) {
    const change = (next: Widths) => {
      widths = next;
      draw();
    };
    made.controls.append(widthsChoice(widths, change));
  }
  made.body.append(
    element("div", {class: "fig-column fig-whole"}, [
      element("div", {class: "fig-title"}, [
        `${network.name}, ${network.year} `,
        element("span", {class: "fig-note"}, [network.authors])
      ]),
      drawing,
      readout,
      note
    ])
  );
  return made.figure;
}

/** CSS pixels of the blocks, and of what is written under them. */
const [tall, foot] = [150, 52];

/** Side of a layer's map (1 for a dense layer) and its channels (units). */
function sizesOf({output}: HistoryLayer): {side: number; channels: number} {
  return output.length === 3 ? {side: output[0], channels: output[2]} : {side: 1, channels: output[0]};
}

function describe(layer: HistoryLayer): string {
  const cost = layer.parameters ? `; ${formatCount(layer.parameters)} parameters` : "";
  const work = layer.multiplyAdds ? `, ${formatNumber(layer.multiplyAdds)} multiply-adds` : "";
  return `${layer.does}; ${formatShape(layer.output)}${cost}${work}`;
}

function across(layers: readonly HistoryLayer[], width: number, shares: readonly number[] | null): SVGSVGElement {
  const slot = width / layers.length;
  const most = scales(layers);
  const svg = svgElement("svg", {
    class: "fig-ruler",
    width,
    height: tall + foot,
    viewBox: `0 0 ${width} ${tall + foot}`,
    "aria-hidden": "true"
  });
  const blocks = shares && shareBlocks(shares, width);
  layers.forEach((layer, i) => {
    const {side, channels} = sizesOf(layer);
    const h = Math.max(3, Math.sqrt(side / most.side) * tall);
    const w = blocks ? blocks[i].width : Math.max(3, Math.sqrt(channels / most.channels) * (slot - 10));
    const x = blocks ? blocks[i].x + w / 2 : (i + 0.5) * slot;
    const label = blocks ? blocks[i].label : x;
    const map = layer.output.length === 3;
    const words = shares
      ? [shareText(shares[i])]
      : [map ? formatShape(layer.output.slice(0, 2)) : formatCount(channels), ...(map ? [`× ${formatCount(channels)}`] : [])];
    svg.append(
      svgElement("g", {class: `fig-block-layer fig-block-${layer.kind}`}, [
        svgElement("rect", {x: x - w / 2, y: tall - h + 2, width: w, height: h}),
        ...(blocks ? [svgElement("path", {class: "fig-block-leader", d: `M${x},${tall + 3}L${label},${tall + 16}`})] : []),
        svgElement("text", {x: label, y: tall + (blocks ? 29 : 20), "text-anchor": "middle", class: "fig-block-name"}, [
          layer.name
        ]),
        ...words.map((text, line) =>
          svgElement(
            "text",
            {x: label, y: tall + (blocks ? 44 : 35) + 14 * line, "text-anchor": "middle", class: "fig-tick-label"},
            [text]
          )
        )
      ])
    );
  });
  return svg;
}

function downwards(layers: readonly HistoryLayer[], width: number, shares: readonly number[] | null): SVGSVGElement {
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
  const largest = shares ? Math.max(...shares) : 1;
  layers.forEach((layer, i) => {
    const {side, channels} = sizesOf(layer);
    const part = shares ? shares[i] / largest : Math.sqrt(side / most.side);
    const long = Math.max(shares ? 2 : 3, part * (width - labels));
    const thick = shares ? 22 : Math.max(3, Math.sqrt(channels / most.channels) * (slot - 6));
    const y = (i + 0.5) * slot;
    svg.append(
      svgElement("g", {class: `fig-block-layer fig-block-${layer.kind}`}, [
        svgElement("rect", {x: labels, y: y - thick / 2, width: long, height: thick}),
        svgElement("text", {x: 0, y: y - 2, class: "fig-block-name"}, [layer.name]),
        svgElement("text", {x: 0, y: y + 13, class: "fig-tick-label"}, [
          shares ? shareText(shares[i]) : formatShape(layer.output)
        ])
      ])
    );
  });
  return svg;
}

function scales(layers: readonly HistoryLayer[]): {side: number; channels: number} {
  const sizes = layers.map(sizesOf);
  return {side: Math.max(...sizes.map(({side}) => side)), channels: Math.max(...sizes.map(({channels}) => channels))};
}
