import {path, select, zoom, zoomIdentity} from "d3";
import type {Page} from "../runtime/contract.ts";
import type {GraphLayout, PlacedEdge} from "./layout.ts";
import {layout} from "./layout.ts";
import type {ChapterGraph} from "./model.ts";
import {label, relatives, spoken} from "./model.ts";

const NODE_HEIGHT = 26;
const PORT = 11;
const MARGIN = 16;

/** A drawing of the graph that follows the page. */
export interface GraphDrawing {
  readonly svg: SVGSVGElement;
  /** Draws a graph anew: cells or their connections have changed. */
  update(graph: ChapterGraph): void;
  /** Shows the cells' states as they are now. */
  mark(): void;
  /** Fits the width of the window. */
  fit(): void;
}

/** Draws into a new svg. `go` is called when the reader chooses a cell: by click, tap or Enter. */
export function drawGraph(page: Page, go: (id: string) => void): GraphDrawing {
  const root = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const svg = select(root)
    .attr("role", "group")
    .attr("aria-label", "Cells of this chapter. Arrow keys follow the connections, Enter goes to the cell.");
  const stage = svg.append("g");
  const sectionLayer = stage.append("g");
  const edgeLayer = stage.append("g").attr("aria-hidden", "true");
  const nodeLayer = stage.append("g");
  const zooming = zoom<SVGSVGElement, unknown>()
    .scaleExtent([0.3, 2.5])
    .on("zoom", (event: {transform: {toString(): string}}) => stage.attr("transform", event.transform.toString()));
  svg.call(zooming);
  let graph: ChapterGraph = {nodes: [], headings: [], users: new Map()};
  let placed: GraphLayout = {width: 0, height: 0, left: 0, nodes: new Map(), edges: [], sections: []};
  let current: string | undefined;

  const fit = () => {
    const {clientWidth, clientHeight} = root;
    if (clientWidth === 0 || placed.width === 0) return;
    const scale = Math.min(1.1, (clientWidth - 2 * MARGIN) / placed.width);
    const x = (clientWidth - placed.width * scale) / 2;
    zooming.translateExtent([
      [-MARGIN / scale - 40, -MARGIN],
      [placed.width + MARGIN / scale + 40, Math.max(placed.height, clientHeight / scale) + MARGIN]
    ]);
    svg.call((selection) => zooming.transform(selection, zoomIdentity.translate(x, MARGIN).scale(scale)));
  };

  const highlight = (id: string | null) => {
    const near = id === null ? new Set<string>() : relatives(graph, id);
    stage.attr("data-focus", id);
    nodeLayer.selectAll<SVGAElement, string>("a").attr("data-near", (other) => (near.has(other) ? "" : null));
    edgeLayer
      .selectAll<SVGPathElement, PlacedEdge>("path")
      .attr("data-near", ({from, to}) => (near.has(from) && near.has(to) ? "" : null));
  };

  const focus = (id: string | undefined) => {
    if (id === undefined) return;
    current = id;
    const nodes = nodeLayer.selectAll<SVGAElement, string>("a").attr("tabindex", (other) => (other === id ? 0 : -1));
    const node = nodes.filter((other) => other === id).node();
    node?.focus({preventScroll: true});
    const place = placed.nodes.get(id);
    if (node && place && !isInside(node, root))
      svg.call((selection) => zooming.translateTo(selection, placed.width / 2, place.y));
  };

  /** Up: to what the cell uses; down: to what uses it; left and right: along its layer, then to the next cell of the document. */
  const neighbour = (id: string, key: string): string | undefined => {
    const order = graph.nodes.map((node) => node.id);
    const at = order.indexOf(id);
    if (key === "Home") return order[0];
    if (key === "End") return order.at(-1);
    if (key === "ArrowUp") return graph.nodes[at]?.inputs.at(-1) ?? order[at - 1];
    if (key === "ArrowDown") return graph.users.get(id)?.[0] ?? order[at + 1];
    const here = placed.nodes.get(id)!;
    const side = key === "ArrowRight" ? 1 : -1;
    const row = [...placed.nodes.values()].filter((node) => node.layer === here.layer && (node.column - here.column) * side > 0);
    return row.sort((a, b) => (a.column - b.column) * side)[0]?.id ?? order[at + side];
  };

  svg.on("keydown", (event: KeyboardEvent) => {
    if (current === undefined || !/^(Arrow|Home$|End$)/.test(event.key)) return;
    event.preventDefault();
    focus(neighbour(current, event.key));
  });

  const mark = () => {
    nodeLayer
      .selectAll<SVGAElement, string>("a")
      .attr("data-state", (id) => page.cells.get(id)?.state ?? null)
      .attr("data-edited", (id) => {
        const cell = page.cells.get(id);
        return cell && cell.source !== cell.original ? "" : null;
      })
      .attr("aria-label", (id) => spoken(page, graph, id));
  };

  const update = (next: ChapterGraph) => {
    graph = next;
    const narrow = root.clientWidth > 0 && root.clientWidth < 400;
    const nodeWidth = 118;
    placed = layout(graph.nodes, {
      columns: narrow ? 2 : 3,
      nodeWidth,
      nodeHeight: NODE_HEIGHT,
      gapX: 8,
      gapY: 22,
      sectionGap: 30,
      lane: 9,
      port: PORT
    });
    if (current === undefined || !placed.nodes.has(current)) current = graph.nodes[0]?.id;

    sectionLayer
      .selectAll<SVGGElement, {section: number; y: number}>("g")
      .data(placed.sections)
      .join((enter) => {
        const group = enter.append("g").attr("class", "graph-section");
        group.append("line");
        group.append("text");
        return group;
      })
      .attr("transform", ({y}) => `translate(0,${y})`)
      .call((group) => group.select("line").attr("x2", placed.width))
      .call((group) =>
        group
          .select("text")
          .attr("x", placed.left + PORT - 4)
          .attr("y", 15)
          .text(({section}) => shorten(graph.headings[section] ?? "", 48))
      );

    edgeLayer
      .selectAll<SVGPathElement, PlacedEdge>("path")
      .data(placed.edges, ({from, to}) => `${from}→${to}`)
      .join("path")
      .attr("class", "graph-edge")
      .attr("data-backward", ({backward}) => (backward ? "" : null))
      .attr("d", ({points}) => curve(points));

    nodeLayer
      .selectAll<SVGAElement, string>("a")
      .data(
        graph.nodes.map((node) => node.id),
        (id) => id
      )
      .join((enter) => {
        const node = enter.append("a").attr("class", "graph-node");
        node.append("title");
        node.append("rect").attr("width", nodeWidth).attr("height", NODE_HEIGHT);
        node
          .append("circle")
          .attr("cx", PORT)
          .attr("cy", NODE_HEIGHT / 2)
          .attr("r", 4);
        node
          .append("text")
          .attr("x", 22)
          .attr("y", NODE_HEIGHT / 2)
          .attr("dy", "0.35em");
        return node;
      })
      .order()
      .attr("href", (id) => `#${encodeURIComponent(id)}`)
      .attr("tabindex", (id) => (id === current ? 0 : -1))
      .attr("transform", (id) => `translate(${placed.nodes.get(id)!.x},${placed.nodes.get(id)!.y})`)
      .call((node) => node.select("title").text((id) => name(id)))
      .call((node) => node.select("text").text((id) => shorten(name(id), 15)))
      .on("pointerenter", (_event, id) => highlight(id))
      .on("pointerleave", () => highlight(null))
      .on("focus", (_event, id) => {
        current = id;
        highlight(id);
      })
      .on("blur", () => highlight(null))
      .on("click", (event: MouseEvent, id) => {
        event.preventDefault();
        go(id);
      });
    mark();
    fit();
  };

  const name = (id: string) => {
    const cell = page.cells.get(id);
    return cell ? label(cell) : id;
  };
  return {svg: root, update, mark, fit};
}

function shorten(text: string, most: number): string {
  return text.length > most ? `${text.slice(0, most - 1)}…` : text;
}

/** A line through an edge's points that leaves and arrives vertically, from mark to mark. */
function curve(points: readonly [number, number][]): string {
  const line = path();
  const [startX, startY] = points[0]!;
  const [endX, endY] = points.at(-1)!;
  line.moveTo(startX, startY - NODE_HEIGHT / 2);
  line.lineTo(startX, startY);
  for (let i = 1; i < points.length; i++) {
    const [x0, y0] = points[i - 1]!;
    const [x1, y1] = points[i]!;
    const middle = (y0 + y1) / 2;
    if (x0 === x1) line.lineTo(x1, y1);
    else line.bezierCurveTo(x0, middle, x1, middle, x1, y1);
  }
  line.lineTo(endX, endY + NODE_HEIGHT / 2);
  return line.toString();
}

function isInside(node: Element, frame: Element): boolean {
  const inner = node.getBoundingClientRect();
  const outer = frame.getBoundingClientRect();
  return inner.top >= outer.top && inner.bottom <= outer.bottom && inner.left >= outer.left && inner.right <= outer.right;
}
