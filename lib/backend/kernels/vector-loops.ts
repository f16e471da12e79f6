import type {Code, Local, ValueType, WasmFunction} from "./wasm-code.ts";
import {constant, f32x4, get, i32, load, loadLane, loopWhile, set, store, storeLane, zero} from "./wasm-code.ts";

/**
 * What a loop reads. Numbers are float32; the arrays are [rows, channels], row-major. In the formulas of a loop each name stands
 * for four neighbouring numbers.
 */
export interface Reads {
  /** A number for each element. */
  readonly elements?: readonly string[];
  /** A number for each channel. */
  readonly channels?: readonly string[];
  /** One number for all. */
  readonly scalars?: readonly string[];
}

/** The value of each name, as code. */
export type Values = Readonly<Record<string, Code>>;

/** What is computed, by name, in order; a formula may use those before it. */
export type Formulas = Readonly<Record<string, (values: Values) => Code>>;

/**
 * A function that computes `outputs` [rows, channels] element by element. Its parameters: the address of each of `elements`,
 * `channels` and the outputs, the scalars, then rows and channels. An output may lie where an input lies.
 */
export function elementwise(name: string, reads: Reads, outputs: Formulas): WasmFunction {
  const {f, addresses, scalars, rows, width} = start(reads, Object.keys(outputs));
  const row = f.local("i32");
  const offset = f.local("i32");
  const channel = f.local("i32");
  const values = valuesOf(f, reads, outputs);
  const pass = (read: typeof load, write: typeof store): Code => [
    ...readInto(values, reads, (kind, of) => read(i32.add(get(addresses[of]), get(kind === "elements" ? offset : channel)))),
    ...Object.entries(outputs).flatMap(([of, formula]) => [
      ...set(values[of], formula(mapValues(values, get))),
      ...write(i32.add(get(addresses[of]), get(offset)), get(values[of]))
    ])
  ];
  const advance = (bytes: number): Code => [...increase(offset, constant(bytes)), ...increase(channel, constant(bytes))];
  return f.finish(name, [
    ...scalars(values),
    ...set(width, i32.shiftLeft(get(width), constant(2))),
    ...loopWhile(
      i32.less(get(row), get(rows)),
      set(channel, constant(0)),
      loopWhile(fits(channel, 16, width), pass(load, store), advance(16)),
      loopWhile(fits(channel, 4, width), pass(loadLane, storeLane), advance(4)),
      increase(row, constant(1))
    )
  ]);
}

/** Rows that are added up by themselves: they stay in the nearest cache, and rounding errors do not grow with all the rows. */
const chunk = 128;

/**
 * A function that adds to `sums` [channels] what its formulas give in each row. Parameters as for {@link elementwise}, the sums in
 * place of the outputs.
 */
export function columnSums(name: string, reads: Reads, sums: Formulas): WasmFunction {
  const {f, addresses, scalars, rows, width} = start(reads, Object.keys(sums));
  const [first, last, row, offset, channel] = Array.from({length: 5}, () => f.local("i32"));
  const values = valuesOf(f, reads, sums);
  const totals = Array.from({length: 4}, () => mapValues(sums, () => f.local("v128")));
  const pass = (vectors: number, read: typeof load, write: typeof store): Code => {
    const used = totals.slice(0, vectors);
    const bytes = read === load ? 16 * vectors : 4;
    return loopWhile(
      fits(channel, bytes, width),
      ...used.map((total) => Object.values(total).flatMap((local) => set(local, zero))),
      set(row, get(first)),
      set(offset, i32.add(i32.mul(get(first), get(width)), get(channel))),
      loopWhile(
        i32.less(get(row), get(last)),
        ...used.map((total, index) => [
          ...readInto(values, reads, (kind, of) =>
            read(i32.add(get(addresses[of]), get(kind === "elements" ? offset : channel)), 16 * index)
          ),
          ...Object.entries(sums).flatMap(([of, formula]) => [
            ...set(values[of], formula(mapValues(values, get))),
            ...set(total[of], f32x4.add(get(total[of]), get(values[of])))
          ])
        ]),
        increase(offset, get(width)),
        increase(row, constant(1))
      ),
      ...used.map((total, index) =>
        Object.entries(total).flatMap(([of, local]) => {
          const place = i32.add(get(addresses[of]), get(channel));
          return write(place, f32x4.add(read(place, 16 * index), get(local)), 16 * index);
        })
      ),
      increase(channel, constant(bytes))
    );
  };
  return f.finish(name, [
    ...scalars(values),
    ...set(width, i32.shiftLeft(get(width), constant(2))),
    ...loopWhile(
      i32.less(get(first), get(rows)),
      set(last, minimum(i32.add(get(first), constant(chunk)), get(rows))),
      set(channel, constant(0)),
      pass(4, load, store),
      pass(1, load, store),
      pass(1, loadLane, storeLane),
      set(first, get(last))
    )
  ]);
}

/** A function in the making: parameters first, then as many locals as wanted. */
export class FunctionBuilder {
  readonly #parameters: ValueType[] = [];
  readonly #locals: ValueType[] = [];

  parameter(type: ValueType): Local {
    return this.#parameters.push(type) - 1;
  }

  /** A local, zero at first. After the last parameter. */
  local(type: ValueType): Local {
    return this.#parameters.length + this.#locals.push(type) - 1;
  }

  finish(name: string, body: Code): WasmFunction {
    return {name, parameters: this.#parameters, locals: this.#locals, body};
  }
}

/** Adds to an i32 local. */
export const increase = (local: Local, by: Code): Code => set(local, i32.add(get(local), by));

/** Whether so many bytes (or whatever `local` counts) from `local` on end within `width`. */
export const fits = (local: Local, count: number, width: Local): Code =>
  i32.not(i32.greater(i32.add(get(local), constant(count)), get(width)));

/** The smaller of two unsigned numbers. */
export const minimum = (a: Code, b: Code): Code => i32.select(a, b, i32.less(a, b));

/** The parameters that both kinds of loop have, and the code that spreads the scalars over vectors. */
function start({elements = [], channels = [], scalars = []}: Reads, outputs: readonly string[]) {
  const f = new FunctionBuilder();
  const named = (names: readonly string[], type: ValueType): Record<string, Local> =>
    Object.fromEntries(names.map((name) => [name, f.parameter(type)]));
  const addresses = named([...elements, ...channels, ...outputs], "i32");
  const numbers = named(scalars, "f32");
  const rows = f.parameter("i32");
  const width = f.parameter("i32");
  const spread = (values: Record<string, Local>): Code =>
    Object.entries(numbers).flatMap(([name, number]) => set(values[name], f32x4.splat(get(number))));
  return {f, addresses, scalars: spread, rows, width};
}

/** A vector local for each name. */
function valuesOf(f: FunctionBuilder, {elements = [], channels = [], scalars = []}: Reads, formulas: Formulas) {
  const names = [...elements, ...channels, ...scalars, ...Object.keys(formulas)];
  return Object.fromEntries(names.map((name) => [name, f.local("v128")]));
}

function readInto(
  values: Readonly<Record<string, Local>>,
  {elements = [], channels = []}: Reads,
  read: (kind: "elements" | "channels", name: string) => Code
): Code {
  return [
    ...elements.flatMap((name) => set(values[name], read("elements", name))),
    ...channels.flatMap((name) => set(values[name], read("channels", name)))
  ];
}

function mapValues<A, B>(record: Readonly<Record<string, A>>, change: (value: A) => B): Record<string, B> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, change(value)]));
}
