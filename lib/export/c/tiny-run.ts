import {parseC} from "./tiny-parse.ts";
import type {CFunction, Expression, Named, Statement} from "./tiny-syntax.ts";

/** How a piece of C is run. */
export interface RunCOptions {
  /** What rand() gives: whole numbers from 0 to 2³¹ − 1. */
  rand: () => number;
  /** After so many statements and loops the program is stopped; default 5 million. */
  limit?: number;
}

/** A number, and whether it is a whole one: 1 / 2 is 0 then. With `to`, a pointer: to that element there. */
type Value = {number: number; whole: boolean; to?: Slot};
/** Where a variable is kept. An array decays to a pointer to its first element; a pointer keeps its element in its cell. */
type Slot = {whole: boolean; cells: Float64Array; array?: true; pointer?: true; to?: Slot};
type Leave = {how: "break" | "continue"} | {how: "return"; value: Value};

const largest = 2 ** 31 - 1;
const constants: Readonly<Record<string, Value>> = {
  RAND_MAX: {number: largest, whole: true},
  M_PI: {number: Math.PI, whole: false},
  NULL: {number: 0, whole: true},
  true: {number: 1, whole: true},
  false: {number: 0, whole: true}
};
const functions: Readonly<Record<string, (...given: number[]) => number>> = {
  sqrt: Math.sqrt, log: Math.log, exp: Math.exp, cos: Math.cos, sin: Math.sin, tan: Math.tan, tanh: Math.tanh, pow: Math.pow, fabs: Math.abs, fmin: (a, b) => Math.min(a, b), fmax: (a, b) => Math.max(a, b), fmod: (a, b) => a % b, floor: Math.floor, ceil: Math.ceil, round: Math.round
}; // prettier-ignore

/**
 * Runs a function of a piece of C, in plain TypeScript, with C's difference between whole and real numbers: 1 / 2 is 0, and
 * rand() / RAND_MAX too. Numbers are doubles and 32-bit whole ones; a pointer goes through its array and not beyond.
 * @returns calls a function with numbers and arrays, which it may change. Variables that are static keep their values between calls.
 * @throws SyntaxError for what is not understood; RangeError naming the line for what is not there, does not end or lies outside of an
 * array.
 */
export function runC(
  source: string,
  {rand, limit = 5e6}: RunCOptions
): (name: string, ...given: (number | Float64Array)[]) => number {
  const program = parseC(source);
  const kept = new Map<Statement, Slot>();
  const globals = new Map<string, Slot>();
  let left = limit;
  const stop = (line: number, why: string): never => {
    throw new RangeError(`line ${Math.abs(line)}: ${why}`);
  };
  const step = (line: number): void => void (left-- > 0 || stop(line, "the program does not come to an end"));
  const stored = (value: number, whole: boolean): number => (whole ? Math.trunc(value) | 0 : value);
  const holds = ({number, to}: Value): boolean => to !== undefined || number !== 0;

  /** A place for a variable, with what it is given. */
  function made({name, whole, pointer}: Named, value: Value | null, line: number): Slot {
    const slot: Slot = {whole: whole || pointer, cells: new Float64Array(1), ...(pointer && {pointer})};
    if (value) keep(slot, 0, value, line, name);
    return slot;
  }

  /** Puts a value into a place. A pointer takes a pointer, or 0 for none; a number takes a number. */
  function keep(slot: Slot, index: number, value: Value, line: number, name = "this"): Value {
    if (slot.pointer) {
      if (!value.to && value.number !== 0) stop(line, `${name} points to numbers, it cannot be ${value.number}`);
      slot.to = value.to;
    } else if (value.to) stop(line, `${name} is a number, it cannot be a pointer`);
    slot.cells[index] = stored(value.number, slot.whole);
    return {number: slot.cells[index], whole: slot.whole, to: slot.to};
  }

  function call({name, whole, parameters, body}: CFunction, given: Value[], line: number): Value {
    if (given.length !== parameters.length) stop(line, `${name} takes ${parameters.length} values, it is given ${given.length}`);
    const scope = new Map(parameters.map((parameter, i) => [parameter.name, made(parameter, given[i], line)]));
    const left = run(body, [scope]);
    const value = left?.how === "return" ? left.value : {number: 0, whole};
    if (value.to) stop(line, `${name} gives a number, it cannot be a pointer`);
    return {number: stored(value.number, whole), whole};
  }

  function run(statement: Statement, scopes: Map<string, Slot>[]): Leave | null {
    const {line} = statement;
    step(line);
    switch (statement.kind) {
      case "declare":
        return declare(statement, scopes);
      case "do":
        evaluate(statement.what, scopes);
        return null;
      case "block": {
        // Several variables of one declaration belong to the block around it.
        const inner = line < 0 ? scopes : [new Map<string, Slot>(), ...scopes];
        for (const one of statement.body) {
          const leave = run(one, inner);
          if (leave) return leave;
        }
        return null;
      }
      case "if":
        if (holds(evaluate(statement.test, scopes))) return run(statement.yes, scopes);
        return statement.no && run(statement.no, scopes);
      case "loop": {
        const inner = [new Map<string, Slot>(), ...scopes];
        if (statement.first) run(statement.first, inner);
        const goes = (): boolean => !statement.test || holds(evaluate(statement.test, inner));
        for (let again = statement.bodyFirst || goes(); again; again = goes()) {
          step(line);
          const leave = run(statement.body, inner);
          if (leave?.how === "break") break;
          if (leave?.how === "return") return leave;
          if (statement.after) evaluate(statement.after, inner);
        }
        return null;
      }
      case "return":
        return {how: "return", value: statement.value ? evaluate(statement.value, scopes) : {number: 0, whole: true}};
      case "leave":
        return {how: statement.how};
    }
  }

  function declare(statement: Statement & {kind: "declare"}, scopes: Map<string, Slot>[]): null {
    const {name, whole, size, value, line} = statement;
    const known = statement.kept ? kept.get(statement) : undefined;
    const length = size && !known ? evaluate(size, scopes).number : 1;
    if (!(length >= 1 && length <= 1e6)) stop(line, `${name} cannot have ${length} elements`);
    if (size && statement.pointer) stop(line, `${name} would be an array of pointers, which is not understood here`);
    const fresh = (): Slot =>
      size ? {whole, cells: new Float64Array(length), array: true} : made(statement, value && evaluate(value, scopes), line);
    const slot = known ?? fresh();
    if (statement.kept) kept.set(statement, slot);
    scopes[0].set(name, slot);
    return null;
  }

  function find(name: string, line: number, scopes: Map<string, Slot>[]): Slot {
    for (const scope of scopes) if (scope.has(name)) return scope.get(name)!;
    return globals.get(name) ?? stop(line, `there is no "${name}"`);
  }

  function place(to: Expression, scopes: Map<string, Slot>[]): {slot: Slot; index: number} {
    if (to.kind === "name") {
      const slot = find(to.name, to.line, scopes);
      return slot.array ? stop(to.line, `${to.name} is an array: one of its elements can be changed`) : {slot, index: 0};
    }
    if (to.kind !== "element" && to.kind !== "at") return stop(to.line, "this cannot be changed");
    const name = to.of.kind === "name" ? to.of.name : "the pointer";
    const base = evaluate(to.of, scopes);
    const index = base.number + (to.kind === "element" ? evaluate(to.index, scopes).number : 0);
    if (!base.to) return stop(to.line, `${name} is no array and points to none`);
    const written = to.kind === "element" ? `${name}[${index - base.number}]` : `*${name}`;
    const {length} = base.to.cells;
    if (!(index >= 0 && index < length)) {
      const where = base.number === 0 ? "" : `, and ${name} points to element ${base.number}`;
      stop(to.line, `${written} is outside: it has ${length} element${length === 1 ? "" : "s"}${where}`);
    }
    return {slot: base.to, index};
  }

  function evaluate(of: Expression, scopes: Map<string, Slot>[]): Value {
    switch (of.kind) {
      case "number":
        return {number: of.value, whole: of.whole};
      case "name": {
        const slot = scopes.find((scope) => scope.has(of.name))?.get(of.name) ?? globals.get(of.name);
        if (!slot && of.name in constants) return constants[of.name];
        const {whole, cells, array, to} = slot ?? find(of.name, of.line, scopes);
        return array ? {number: 0, whole: true, to: slot} : {number: cells[0], whole, to};
      }
      case "element":
      case "at": {
        const {slot, index} = place(of, scopes);
        return {number: slot.cells[index], whole: slot.whole, to: slot.to};
      }
      case "address": {
        const {slot, index} = place(of.of, scopes);
        return {number: index, whole: true, to: slot};
      }
      case "call":
        return callNamed(of, scopes);
      case "cast":
        if (of.pointer) return evaluate(of.of, scopes);
        return {number: stored(evaluate(of.of, scopes).number, of.whole), whole: of.whole};
      case "one": {
        const value = evaluate(of.of, scopes);
        const {number, whole} = value;
        if (of.sign === "!") return {number: holds(value) ? 0 : 1, whole: true};
        return {number: of.sign === "-" ? -number : of.sign === "~" ? ~number : number, whole};
      }
      case "step": {
        const {slot, index} = place(of.of, scopes);
        const before = slot.cells[index];
        slot.cells[index] = stored(before + of.by, slot.whole);
        return {number: of.before ? slot.cells[index] : before, whole: slot.whole, to: slot.to};
      }
      case "choose":
        return holds(evaluate(of.test, scopes)) ? evaluate(of.yes, scopes) : evaluate(of.no, scopes);
      case "assign": {
        const value = evaluate(of.value, scopes);
        const {slot, index} = place(of.to, scopes);
        const old = {number: slot.cells[index], whole: slot.whole, to: slot.to};
        return keep(slot, index, of.sign === "=" ? value : compute(of.sign.slice(0, -1), old, value, of.line), of.line);
      }
      case "two": {
        const left = evaluate(of.left, scopes);
        if (of.sign === "&&" && !holds(left)) return {number: 0, whole: true};
        if (of.sign === "||" && holds(left)) return {number: 1, whole: true};
        return compute(of.sign, left, evaluate(of.right, scopes), of.line);
      }
    }
  }

  function compute(sign: string, left: Value, right: Value, line: number): Value {
    const [a, b] = [left.number, right.number];
    const whole = left.whole && right.whole;
    const number = (value: number): Value => ({number: whole ? stored(value, true) : value, whole});
    const truth = (value: boolean): Value => ({number: value ? 1 : 0, whole: true});
    if (left.to || right.to) {
      const apart = left.to !== right.to;
      if (sign === ",") return right;
      if (sign === "&&" || sign === "||") return truth(holds(right));
      if (sign === "==" || sign === "!=") return truth((apart || a !== b) === (sign === "!="));
      if (sign === "+" && apart && whole && !(left.to && right.to)) return {number: a + b, whole, to: left.to ?? right.to};
      if (sign === "-" && left.to && !right.to && whole) return {number: a - b, whole, to: left.to};
      if (apart || !["-", "<", ">", "<=", ">="].includes(sign)) stop(line, `pointers cannot be put together by ${sign} here`);
    }
    switch (sign) {
      case "+":
        return number(a + b);
      case "-":
        return number(a - b);
      case "*":
        return number(whole ? Math.imul(a, b) : a * b);
      case "/":
      case "%":
        if (whole && b === 0) stop(line, "a whole number is divided by 0");
        return number(sign === "/" ? a / b : a % b);
      case "<":
        return truth(a < b);
      case ">":
        return truth(a > b);
      case "<=":
        return truth(a <= b);
      case ">=":
        return truth(a >= b);
      case "==":
        return truth(a === b);
      case "!=":
        return truth(a !== b);
      case "&&":
      case "||":
        return truth(b !== 0);
      case "&":
        return number(a & b);
      case "|":
        return number(a | b);
      case "^":
        return number(a ^ b);
      case "<<":
        return number(a << b);
      case ">>":
        return number(a >> b);
      default:
        return right;
    }
  }

  function callNamed({name, given, line}: Expression & {kind: "call"}, scopes: Map<string, Slot>[]): Value {
    step(line);
    if (name === "rand") return {number: rand(), whole: true};
    const own = program.functions.get(name);
    if (own)
      return call(
        own,
        given.map((one) => evaluate(one, scopes)),
        line
      );
    const plain = name.replace(/f$/, "");
    const known = functions[name] ?? (functions[plain] as ((...given: number[]) => number) | undefined);
    if (!known) return stop(line, `there is no function "${name}"`);
    const numbers = given.map((one) => evaluate(one, scopes).number);
    if (numbers.length !== known.length) stop(line, `${name} takes ${known.length} values, it is given ${numbers.length}`);
    return {number: known(...numbers), whole: false};
  }

  for (const statement of program.globals) run(statement, [globals]);
  return (name, ...given) => {
    const wanted = program.functions.get(name);
    if (!wanted)
      throw new RangeError(`there is no function "${name}"; there are ${[...program.functions.keys()].join(", ") || "none"}`);
    left = limit;
    const values = given.map((one) =>
      typeof one === "number"
        ? {number: one, whole: Number.isInteger(one)}
        : {number: 0, whole: true, to: {whole: false, cells: one, array: true as const}}
    );
    return call(wanted, values, 0).number;
  };
}
