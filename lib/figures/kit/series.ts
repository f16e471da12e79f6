/** Means of the last `span` values up to each; values that are no finite numbers stay as they are and begin a new mean. */
export function trailingMean(values: ArrayLike<number>, span: number): Float64Array {
  const means = new Float64Array(values.length);
  let sum = 0;
  let from = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    if (!Number.isFinite(value)) {
      means[i] = value;
      sum = 0;
      from = i + 1;
      continue;
    }
    sum += value;
    if (i - from >= span) sum -= values[from++];
    means[i] = sum / (i - from + 1);
  }
  return means;
}

/**
 * The places of a line that are worth drawing at `pixels` columns: all when there are few; else, for each column, the first, the
 * lowest, the highest and the last, so that no peak is lost. What is not finite is kept once, as a gap.
 */
export function worthDrawing(values: ArrayLike<number>, pixels: number, first = 0, end = values.length): number[] {
  const count = end - first;
  const kept: number[] = [];
  if (count <= pixels * 4) {
    for (let i = first; i < end; i++) kept.push(i);
    return kept;
  }
  for (let pixel = 0; pixel < pixels; pixel++) {
    const from = first + Math.floor((pixel * count) / pixels);
    const to = first + Math.floor(((pixel + 1) * count) / pixels);
    let low = -1;
    let high = -1;
    let gap = -1;
    for (let i = from; i < to; i++) {
      if (!Number.isFinite(values[i])) gap = i;
      else {
        if (low < 0 || values[i] < values[low]) low = i;
        if (high < 0 || values[i] > values[high]) high = i;
      }
    }
    const places = [from, low, high, gap, to - 1].filter((place) => place >= 0).sort((a, b) => a - b);
    for (const place of places) if (place !== kept.at(-1)) kept.push(place);
  }
  return kept;
}

/** The index of the entry whose step is nearest to `step`; steps ascend. −1 when there are none. */
export function nearestIndex(steps: ArrayLike<number>, step: number): number {
  let low = 0;
  let high = steps.length - 1;
  if (high < 0) return -1;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (steps[middle] <= step) low = middle;
    else high = middle;
  }
  return Math.abs(steps[low] - step) <= Math.abs(steps[high] - step) ? low : high;
}

/** The lowest and the highest finite value of some lists between two places; null when there is none. `positive` leaves out ≤ 0. */
export function extentOf(lists: readonly ArrayLike<number>[], positive = false): [number, number] | null {
  let low = Infinity;
  let high = -Infinity;
  for (const list of lists) {
    for (let i = 0; i < list.length; i++) {
      const value = list[i];
      if (!Number.isFinite(value) || (positive && value <= 0)) continue;
      if (value < low) low = value;
      if (value > high) high = value;
    }
  }
  return low <= high ? [low, high] : null;
}

/** Moves labels apart: places at least `space` from each other and within 0…`room`, as near as can be to those wanted. */
export function apart(wanted: readonly number[], space: number, room: number): number[] {
  const order = wanted.map((place, i) => ({place: Math.max(0, Math.min(room, place)), i})).sort((a, b) => a.place - b.place);
  for (let i = 1; i < order.length; i++) order[i].place = Math.max(order[i].place, order[i - 1].place + space);
  let limit = room;
  for (let i = order.length - 1; i >= 0; i--) {
    order[i].place = Math.min(order[i].place, limit);
    limit = order[i].place - space;
  }
  const places: number[] = [];
  for (const {place, i} of order) places[i] = place;
  return places;
}
