/** A cell as the graph sees it. Nodes are given in the order of the document. */
export interface GraphNode {
  id: string;
  /** Number of the section in which the cell stands; sections are drawn under one another. */
  section: number;
  /** Ids of the cells whose values it uses. */
  inputs: readonly string[];
}

/** Sizes in pixels. */
export interface LayoutOptions {
  /** Most nodes side by side. */
  columns: number;
  nodeWidth: number;
  nodeHeight: number;
  /** Between nodes side by side, and between layers. */
  gapX: number;
  gapY: number;
  /** Room above a section for its heading. */
  sectionGap: number;
  /** Width of one lane, at the left, in which long edges run. */
  lane: number;
  /** Where edges meet a node, from its left side. */
  port: number;
}

export interface PlacedNode {
  id: string;
  layer: number;
  column: number;
  /** Left upper corner. */
  x: number;
  y: number;
}

/** An edge, from the lower side of a cell to the upper side of one that uses it. */
export interface PlacedEdge {
  from: string;
  to: string;
  /** Two ends; for an edge in a lane also where it enters and leaves the lane. */
  points: [x: number, y: number][];
  /** True when the used cell stands below its user. */
  backward: boolean;
}

export interface GraphLayout {
  width: number;
  height: number;
  /** Left side of the first column: what is left of it belongs to the lanes. */
  left: number;
  nodes: Map<string, PlacedNode>;
  edges: PlacedEdge[];
  /** Top of each section that has nodes. */
  sections: {section: number; y: number}[];
}

/**
 * Assigns layers: within a section a cell lies under all it uses, no layer has more than `columns` cells, sections follow one
 * another, and among the cells that could come next the first in the document does (Coffman & Graham 1972, with document order for
 * priority). Throws a RangeError when `columns` is below 1.
 * A circle of cells, which cannot run, is broken at its first cell.
 */
export function layers(nodes: readonly GraphNode[], columns: number): string[][] {
  if (!(columns >= 1)) throw new RangeError(`columns must be at least 1, got ${columns}`);
  const result: string[][] = [];
  for (const section of groupBySection(nodes)) {
    const base = result.length;
    const layerOf = new Map<string, number>();
    const here = new Set(section.map((node) => node.id));
    const left = [...section];
    while (left.length > 0) {
      const ready = left.findIndex((node) => node.inputs.every((id) => !here.has(id) || id === node.id || layerOf.has(id)));
      const [node] = left.splice(Math.max(ready, 0), 1);
      const above = node!.inputs.flatMap((id) => layerOf.get(id) ?? []);
      let layer = above.length === 0 ? base : Math.max(...above) + 1;
      while ((result[layer]?.length ?? 0) >= columns) layer++;
      while (result.length <= layer) result.push([]);
      result[layer]!.push(node!.id);
      layerOf.set(node!.id, layer);
    }
  }
  return result;
}

/** Lays the graph out top-down: layers of cells, direct edges between neighbouring layers, longer ones in lanes at the left. */
export function layout(nodes: readonly GraphNode[], options: LayoutOptions): GraphLayout {
  const {columns, nodeWidth, nodeHeight, gapX, gapY, sectionGap, lane, port} = options;
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const rows = layers(nodes, columns);
  const layerOf = new Map(rows.flatMap((row, layer) => row.map((id) => [id, layer] as const)));
  const columnOf = chooseColumns(rows, byId, columns);
  const lanes = assignLanes(nodes, layerOf);
  const left = lanes.count * lane + (lanes.count > 0 ? gapX : 0);

  const placed = new Map<string, PlacedNode>();
  const sections: GraphLayout["sections"] = [];
  let y = 0;
  rows.forEach((row, layer) => {
    const section = byId.get(row[0]!)!.section;
    if (sections.at(-1)?.section !== section) {
      sections.push({section, y});
      y += sectionGap;
    }
    for (const id of row) {
      const column = columnOf.get(id)!;
      placed.set(id, {id, layer, column, x: left + column * (nodeWidth + gapX), y});
    }
    y += nodeHeight + gapY;
  });

  const edges: PlacedEdge[] = [];
  for (const node of nodes) {
    for (const input of new Set(node.inputs)) {
      const from = placed.get(input);
      const to = placed.get(node.id)!;
      if (!from || from === to) continue;
      const start: [number, number] = [from.x + port, from.y + nodeHeight];
      const end: [number, number] = [to.x + port, to.y];
      const backward = to.layer <= from.layer;
      const direct = to.layer === from.layer + 1;
      const x = (lanes.of.get(input) ?? 0) * lane + lane / 2;
      const points: [number, number][] = direct ? [start, end] : [start, [x, start[1] + gapY], [x, end[1] - gapY], end];
      edges.push({from: input, to: node.id, points, backward});
    }
  }
  return {
    width: left + columns * (nodeWidth + gapX) - gapX,
    height: Math.max(0, y - gapY),
    left,
    nodes: placed,
    edges,
    sections
  };
}

/** Runs of nodes of one section; a section that comes again joins its first run. */
function groupBySection(nodes: readonly GraphNode[]): GraphNode[][] {
  const groups = new Map<number, GraphNode[]>();
  for (const node of nodes) {
    const group = groups.get(node.section);
    if (group) group.push(node);
    else groups.set(node.section, [node]);
  }
  return [...groups.values()];
}

/** Each node takes the free column nearest to the mean of what it uses; the first comes first. */
function chooseColumns(rows: readonly string[][], nodes: ReadonlyMap<string, GraphNode>, columns: number): Map<string, number> {
  const chosen = new Map<string, number>();
  rows.forEach((row, layer) => {
    const free = new Set(Array.from({length: columns}, (_, column) => column));
    for (const id of row) {
      const above = nodes.get(id)!.inputs.flatMap((input) => (rows[layer - 1]?.includes(input) ? chosen.get(input)! : []));
      const wish = above.length === 0 ? 0 : above.reduce((sum, column) => sum + column, 0) / above.length;
      const column = [...free].reduce((best, next) => (Math.abs(next - wish) < Math.abs(best - wish) ? next : best));
      free.delete(column);
      chosen.set(id, column);
    }
  });
  return chosen;
}

/** One lane for each cell that is used further away than in the next layer; a lane that has become free is used again. */
function assignLanes(
  nodes: readonly GraphNode[],
  layerOf: ReadonlyMap<string, number>
): {of: Map<string, number>; count: number} {
  const spans = new Map<string, {id: string; from: number; to: number}>();
  for (const node of nodes) {
    for (const id of node.inputs) {
      const from = layerOf.get(id);
      const to = layerOf.get(node.id)!;
      if (from === undefined || id === node.id || to === from + 1) continue;
      const span = spans.get(id) ?? {id, from, to: from};
      spans.set(id, {id, from: Math.min(span.from, to - 1), to: Math.max(span.to, to)});
    }
  }
  const ends: number[] = [];
  const of = new Map<string, number>();
  for (const {id, from, to} of [...spans.values()].sort((a, b) => a.from - b.from || b.to - a.to)) {
    const free = ends.findIndex((end) => end <= from);
    const lane = free === -1 ? ends.length : free;
    ends[lane] = to;
    of.set(id, lane);
  }
  return {of, count: ends.length};
}
