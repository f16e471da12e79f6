import type {CFunction, Expression, Statement} from "./tiny-parse.ts";
import {parseC} from "./tiny-parse.ts";

/** How a piece of C is run. */
export interface RunCOptions {
  /** What rand() gives: whole numbers from 0 to 2³¹ − 1. */
  rand: () => number;
  /** After so many statements and loops the program is stopped; default 5 million. */
  limit?: number;
}

/** A number, and whether it is a whole one: 1 / 2 is 0 then. */
type Value = {number: number; whole: boolean};
type Slot = {whole: boolean; cells: Float64Array};
type Leave = {how: "break" | "continue"} | {how: "return"; value: Value};

const largest = 2 ** 31 - 1;
const constants: Readonly<Record<string, Value>> = {
  RAND_MAX: {number: largest, whole: true},
  M_PI: {number: Math.PI, whole: false}
};
const functions: Readonly<Record<string, (...given: number[]) => number>> = {
  sqrt: Math.sqrt, log: Math.log, exp: Math.exp, cos: Math.cos, sin: Math.sin, tan: Math.tan, tanh: Math.tanh, pow: Math.pow, fabs: Math.abs, floor: Math.floor, ceil: Math.ceil, round: Math.round
}; // prettier-ignore

/**
 * Runs a function of a piece of C, in plain TypeScript, with C's difference between whole and real numbers: 1 / 2 is 0, and
 * rand() / RAND_MAX too. Numbers are doubles and 32-bit whole ones.
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

  function call({name, whole, parameters, body}: CFunction, given: (Value | Slot)[], line: number): Value {
    if (given.length !== parameters.length) stop(line, `${name} takes ${parameters.length} values, it is given ${given.length}`);
    const scope = new Map<string, Slot>();
    parameters.forEach((parameter, i) => {
      const one = given[i];
      scope.set(parameter.name, "cells" in one ? one : {whole: parameter.whole, cells: Float64Array.of(stored(one.number, parameter.whole))}); // prettier-ignore
    });
    const left = run(body, [scope]);
    const value = left?.how === "return" ? left.value : {number: 0, whole};
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
        if (evaluate(statement.test, scopes).number !== 0) return run(statement.yes, scopes);
        return statement.no && run(statement.no, scopes);
      case "loop": {
        const inner = [new Map<string, Slot>(), ...scopes];
        if (statement.first) run(statement.first, inner);
        const goes = (): boolean => !statement.test || evaluate(statement.test, inner).number !== 0;
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
    const slot = known ?? {whole, cells: new Float64Array(length)};
    if (!known && value) slot.cells[0] = stored(evaluate(value, scopes).number, whole);
    if (statement.kept) kept.set(statement, slot);
    scopes[0].set(name, slot);
    return null;
  }

  function find(name: string, line: number, scopes: Map<string, Slot>[]): Slot {
    for (const scope of scopes) if (scope.has(name)) return scope.get(name)!;
    return globals.get(name) ?? stop(line, `there is no "${name}"`);
  }

  function place(to: Expression, scopes: Map<string, Slot>[]): {slot: Slot; index: number} {
    if (to.kind === "name") return {slot: find(to.name, to.line, scopes), index: 0};
    if (to.kind !== "element") return stop(to.line, "this cannot be changed");
    const slot = find(to.name, to.line, scopes);
    const index = evaluate(to.index, scopes).number;
    if (!(index >= 0 && index < slot.cells.length))
      stop(to.line, `${to.name}[${index}] is outside: it has ${slot.cells.length} elements`);
    return {slot, index};
  }

  function evaluate(of: Expression, scopes: Map<string, Slot>[]): Value {
    switch (of.kind) {
      case "number":
        return {number: of.value, whole: of.whole};
      case "name":
      case "element": {
        if (of.kind === "name" && of.name in constants) return constants[of.name];
        const {slot, index} = place(of, scopes);
        return {number: slot.cells[index], whole: slot.whole};
      }
      case "call":
        return callNamed(of, scopes);
      case "cast":
        return {number: stored(evaluate(of.of, scopes).number, of.whole), whole: of.whole};
      case "one": {
        const {number, whole} = evaluate(of.of, scopes);
        if (of.sign === "!") return {number: number === 0 ? 1 : 0, whole: true};
        return {number: of.sign === "-" ? -number : of.sign === "~" ? ~number : number, whole};
      }
      case "step": {
        const {slot, index} = place(of.of, scopes);
        const before = slot.cells[index];
        slot.cells[index] = stored(before + of.by, slot.whole);
        return {number: of.before ? slot.cells[index] : before, whole: slot.whole};
      }
      case "choose":
        return evaluate(of.test, scopes).number !== 0 ? evaluate(of.yes, scopes) : evaluate(of.no, scopes);
      case "assign": {
        const value = evaluate(of.value, scopes);
        const {slot, index} = place(of.to, scopes);
        const old = {number: slot.cells[index], whole: slot.whole};
        const made = of.sign === "=" ? value : compute(of.sign[0], old, value, of.line);
        slot.cells[index] = stored(made.number, slot.whole);
        return {number: slot.cells[index], whole: slot.whole};
      }
      case "two": {
        const left = evaluate(of.left, scopes);
        if (of.sign === "&&" && left.number === 0) return {number: 0, whole: true};
        if (of.sign === "||" && left.number !== 0) return {number: 1, whole: true};
        return compute(of.sign, left, evaluate(of.right, scopes), of.line);
      }
    }
  }

  function compute(sign: string, left: Value, right: Value, line: number): Value {
    const [a, b] = [left.number, right.number];
    const whole = left.whole && right.whole;
    const number = (value: number): Value => ({number: whole ? stored(value, true) : value, whole});
    const truth = (value: boolean): Value => ({number: value ? 1 : 0, whole: true});
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
    if (own) {
      const values = given.map((one): Value | Slot => {
        const slot = one.kind === "name" && !(one.name in constants) ? find(one.name, line, scopes) : null;
        return slot && slot.cells.length > 1 ? slot : evaluate(one, scopes);
      });
      return call(own, values, line);
    }
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
      typeof one === "number" ? {number: one, whole: Number.isInteger(one)} : {whole: false, cells: one}
    );
    return call(wanted, values, 0).number;
  };
}
