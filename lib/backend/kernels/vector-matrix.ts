import {FunctionBuilder, fits, increase, minimum} from "./vector-loops.ts";
import type {Code, Local, WasmFunction} from "./wasm-code.ts";
import {constant, f32x4, get, i32, load, loadLane, loadSplat, loopWhile, set, shuffle, store, storeLane} from "./wasm-code.ts";

/** Rows of b that are multiplied before the next ones: a panel of them stays in the nearest cache. */
const depthChunk = 256;

/**
 * c [m, n] += a · b [depth, n]. Element (i, k) of a is at i · aRow + k · aDepth, so that a may also be transposed. Neither is
 * copied first, as XNNPACK does: for products whose sizes are not all large. Parameters: addresses of a, b, c; aRow, aDepth, m,
 * depth, n.
 */
export function matrixProduct(name: string): WasmFunction {
  const f = new FunctionBuilder();
  const [a, b, c, aRow, aDepth, m, depth, width] = Array.from({length: 8}, () => f.parameter("i32"));
  const [i, j, k, from, to, left, right, place] = Array.from({length: 8}, () => f.local("i32"));
  const rowOffsets = Array.from({length: 4}, () => f.local("i32"));
  const sums = Array.from({length: 4}, () => [f.local("v128"), f.local("v128")]);
  const panels = [f.local("v128"), f.local("v128")];
  const scalar = f.local("v128");

  const block = (height: number, vectors: number, read: typeof load, write: typeof store): Code => {
    const tile = sums.slice(0, height).map((row) => row.slice(0, vectors));
    const each = (code: (sum: Local, row: number, column: number) => Code): Code =>
      tile.flatMap((row, y) => row.flatMap((sum, x) => code(sum, y, x)));
    const placeOf = (row: number): Code => i32.add(get(place), i32.mul(get(width), constant(row)));
    return [
      ...set(place, i32.add(get(c), i32.add(i32.mul(get(i), get(width)), get(j)))),
      ...each((sum, row, column) => set(sum, read(placeOf(row), 16 * column))),
      ...set(left, i32.add(get(a), i32.add(i32.mul(get(i), get(aRow)), i32.mul(get(from), get(aDepth))))),
      ...set(right, i32.add(get(b), i32.add(i32.mul(get(from), get(width)), get(j)))),
      ...set(k, get(from)),
      ...loopWhile(
        i32.less(get(k), get(to)),
        ...panels.slice(0, vectors).map((panel, column) => set(panel, read(get(right), 16 * column))),
        ...tile.map((row, y) => [
          ...set(scalar, loadSplat(i32.add(get(left), get(rowOffsets[y])))),
          ...row.flatMap((sum, x) => set(sum, f32x4.add(get(sum), f32x4.mul(get(scalar), get(panels[x])))))
        ]),
        increase(left, get(aDepth)),
        increase(right, get(width)),
        increase(k, constant(1))
      ),
      ...each((sum, row, column) => write(placeOf(row), get(sum), 16 * column))
    ];
  };
  const panel = (vectors: number, read: typeof load, write: typeof store): Code => {
    const bytes = read === load ? 16 * vectors : 4;
    return loopWhile(
      fits(j, bytes, width),
      set(i, constant(0)),
      loopWhile(fits(i, 4, m), block(4, vectors, read, write), increase(i, constant(4))),
      loopWhile(i32.less(get(i), get(m)), block(1, vectors, read, write), increase(i, constant(1))),
      increase(j, constant(bytes))
    );
  };
  return f.finish(name, [
    ...[aRow, aDepth, width].flatMap((length) => set(length, i32.shiftLeft(get(length), constant(2)))),
    ...rowOffsets.flatMap((offset, row) => set(offset, i32.mul(get(aRow), constant(row)))),
    ...loopWhile(
      i32.less(get(from), get(depth)),
      set(to, minimum(i32.add(get(from), constant(depthChunk)), get(depth))),
      set(j, constant(0)),
      panel(2, load, store),
      panel(1, load, store),
      panel(1, loadLane, storeLane),
      set(from, get(to))
    )
  ]);
}

/**
 * to [columns, rows] = from [rows, columns] turned around its diagonal. Parameters: the two addresses, rows, columns, and the
 * distance from a row to the next in each.
 */
export function matrixTranspose(name: string): WasmFunction {
  const f = new FunctionBuilder();
  const [from, to, rows, columns, fromStride, toStride] = Array.from({length: 6}, () => f.parameter("i32"));
  const [row, column, source, target] = Array.from({length: 4}, () => f.local("i32"));
  const lines = Array.from({length: 4}, () => f.local("v128"));
  const halves = Array.from({length: 4}, () => f.local("v128"));
  const bytes = (count: Code): Code => i32.shiftLeft(count, constant(2));
  const strideTimes = (stride: Local, count: number): Code => i32.mul(get(stride), constant(count));
  const aim: Code = [
    ...set(source, i32.add(get(from), i32.add(i32.mul(get(row), get(fromStride)), bytes(get(column))))),
    ...set(target, i32.add(get(to), i32.add(i32.mul(get(column), get(toStride)), bytes(get(row)))))
  ];
  const wholeFours = (count: Local): Code => i32.and(get(count), constant(-4));
  const pairs = (a: Local, b: Local, lanes: readonly number[]): Code => shuffle(get(a), get(b), lanes);
  const [h0, h1, h2, h3] = halves;
  const turned = [
    pairs(h0, h1, [0, 1, 4, 5]),
    pairs(h0, h1, [2, 3, 6, 7]),
    pairs(h2, h3, [0, 1, 4, 5]),
    pairs(h2, h3, [2, 3, 6, 7])
  ];
  const square: Code = [
    ...aim,
    ...lines.flatMap((line, index) => set(line, load(i32.add(get(source), strideTimes(fromStride, index))))),
    ...set(h0, pairs(lines[0], lines[1], [0, 4, 1, 5])),
    ...set(h1, pairs(lines[2], lines[3], [0, 4, 1, 5])),
    ...set(h2, pairs(lines[0], lines[1], [2, 6, 3, 7])),
    ...set(h3, pairs(lines[2], lines[3], [2, 6, 3, 7])),
    ...turned.flatMap((line, index) => store(i32.add(get(target), strideTimes(toStride, index)), line))
  ];
  const single: Code = [...aim, ...storeLane(get(target), loadLane(get(source)))];
  return f.finish(name, [
    ...[fromStride, toStride].flatMap((stride) => set(stride, bytes(get(stride)))),
    ...loopWhile(
      fits(row, 4, rows),
      set(column, constant(0)),
      loopWhile(fits(column, 4, columns), square, increase(column, constant(4))),
      increase(row, constant(4))
    ),
    // What is left to the right of the squares, then below them.
    ...set(row, constant(0)),
    ...loopWhile(
      i32.less(get(row), get(rows)),
      set(column, i32.select(wholeFours(columns), constant(0), i32.less(get(row), wholeFours(rows)))),
      loopWhile(i32.less(get(column), get(columns)), single, increase(column, constant(1))),
      increase(row, constant(1))
    )
  ]);
}

/**
 * Copies (or, with `adds`, adds) outer × inner runs of floats: run (o, i) from o · outerFrom + i · innerFrom to o · outerTo + i ·
 * innerTo. Runs come one after the other, so that those which are added may overlap. Parameters: the two addresses, outer,
 * outerFrom, outerTo, inner, innerFrom, innerTo, and the floats of a run.
 */
export function runCopy(name: string, {adds}: {adds: boolean}): WasmFunction {
  const f = new FunctionBuilder();
  const [from, to, outer, outerFrom, outerTo, inner, innerFrom, innerTo, run] = Array.from({length: 9}, () => f.parameter("i32"));
  const [row, column, offset, source, target] = Array.from({length: 5}, () => f.local("i32"));
  const pass = (bytes: number, read: typeof load, write: typeof store): Code => {
    const value = read(i32.add(get(source), get(offset)));
    const place = i32.add(get(target), get(offset));
    return loopWhile(
      fits(offset, bytes, run),
      write(place, adds ? f32x4.add(value, read(place)) : value),
      increase(offset, constant(bytes))
    );
  };
  return f.finish(name, [
    ...[outerFrom, outerTo, innerFrom, innerTo, run].flatMap((length) => set(length, i32.shiftLeft(get(length), constant(2)))),
    ...loopWhile(
      i32.less(get(row), get(outer)),
      set(source, i32.add(get(from), i32.mul(get(row), get(outerFrom)))),
      set(target, i32.add(get(to), i32.mul(get(row), get(outerTo)))),
      set(column, constant(0)),
      loopWhile(
        i32.less(get(column), get(inner)),
        set(offset, constant(0)),
        pass(16, load, store),
        pass(4, loadLane, storeLane),
        increase(source, get(innerFrom)),
        increase(target, get(innerTo)),
        increase(column, constant(1))
      ),
      increase(row, constant(1))
    )
  ]);
}
