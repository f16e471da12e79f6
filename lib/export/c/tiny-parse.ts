import {defined} from "./tiny-macros.ts";
import type {CFunction, CProgram, Expression, Statement} from "./tiny-syntax.ts";
import {tokens} from "./tiny-tokens.ts";
import type {Token} from "./tiny-tokens.ts";

const TYPES = new Set("void char short int long float double signed unsigned const static size_t int8_t int32_t int64_t bool uint8_t uint32_t uint64_t".split(" ")); // prettier-ignore
const REAL = new Set(["float", "double"]);
const LEVELS = [
  ["||"],
  ["&&"],
  ["|"],
  ["^"],
  ["&"],
  ["==", "!="],
  ["<", ">", "<=", ">="],
  ["<<", ">>"],
  ["+", "-"],
  ["*", "/", "%"]
];

/**
 * Reads a small part of C: functions over numbers, arrays of them and pointers into those, for, while, if, expressions, and #define. No
 * structs, no strings, no pointers to pointers.
 * @throws SyntaxError naming the line, what stands there and what was expected.
 */
export function parseC(source: string): CProgram {
  const list = defined(tokens(source));
  let at = 0;
  const next = (): Token => list[at];
  const is = (text: string): boolean => next().kind !== "end" && next().text === text;
  const accept = (text: string): boolean => is(text) && ++at > 0;
  const fail = (wanted: string): never => {
    throw new SyntaxError(
      `line ${next().line}: expected ${wanted}, found ${next().kind === "end" ? "the end" : `"${next().text}"`}`
    );
  };
  const expect = (text: string): void => void (accept(text) || fail(`"${text}"`));
  const name = (): string => (next().kind === "name" && !TYPES.has(next().text) ? list[at++].text : fail("a name"));
  const isType = (): boolean => next().kind === "name" && TYPES.has(next().text);
  const type = (): {whole: boolean; kept: boolean} => {
    const words: string[] = [];
    while (isType()) words.push(list[at++].text);
    if (words.length === 0) fail("a type");
    return {whole: !words.some((word) => REAL.has(word)), kept: words.includes("static")};
  };

  const primary = (): Expression => {
    const token = next();
    const {line} = token;
    if (token.kind === "number") {
      at++;
      const digits = /^0x/i.test(token.text) ? token.text.replace(/[uUlL]+$/, "") : token.text.replace(/[fFuUlL]+$/, "");
      const whole = /^0x/i.test(digits) || !/[.e]/i.test(digits);
      return {kind: "number", value: Number(digits), whole, line};
    }
    if (accept("(")) {
      if (isType()) {
        const {whole} = type();
        const pointer = accept("*");
        expect(")");
        return {kind: "cast", whole, pointer, of: unary(), line};
      }
      const inner = expression();
      expect(")");
      return inner;
    }
    if (token.kind !== "name") return fail("a number, a name or a parenthesis");
    const called = name();
    if (accept("(")) {
      const given: Expression[] = [];
      while (!is(")")) {
        given.push(assignment());
        if (!accept(",")) break;
      }
      expect(")");
      return {kind: "call", name: called, given, line};
    }
    return {kind: "name", name: called, line};
  };
  const postfix = (): Expression => {
    let of = primary();
    for (;;) {
      const {line} = next();
      if (accept("++")) of = {kind: "step", by: 1, before: false, of, line};
      else if (accept("--")) of = {kind: "step", by: -1, before: false, of, line};
      else if (accept("[")) {
        of = {kind: "element", of, index: expression(), line};
        expect("]");
      } else return of;
    }
  };
  const unary = (): Expression => {
    const {line} = next();
    for (const sign of ["-", "+", "!", "~"]) if (accept(sign)) return {kind: "one", sign, of: unary(), line};
    if (accept("*")) return {kind: "at", of: unary(), line};
    if (accept("&")) return {kind: "address", of: unary(), line};
    if (accept("++")) return {kind: "step", by: 1, before: true, of: unary(), line};
    if (accept("--")) return {kind: "step", by: -1, before: true, of: unary(), line};
    return postfix();
  };
  const binary = (level: number): Expression => {
    if (level === LEVELS.length) return unary();
    let left = binary(level + 1);
    for (let sign = LEVELS[level].find(is); sign; sign = LEVELS[level].find(is)) {
      const {line} = list[at++];
      left = {kind: "two", sign, left, right: binary(level + 1), line};
    }
    return left;
  };
  const assignment = (): Expression => {
    const left = binary(0);
    const {line} = next();
    if (accept("?")) {
      const yes = expression();
      expect(":");
      return {kind: "choose", test: left, yes, no: assignment(), line};
    }
    for (const sign of ["=", "+=", "-=", "*=", "/=", "%=", "&=", "|=", "^=", "<<=", ">>="]) {
      if (!is(sign)) continue;
      if (left.kind !== "name" && left.kind !== "element" && left.kind !== "at") return fail("a variable before the assignment");
      at++;
      return {kind: "assign", sign, to: left, value: assignment(), line};
    }
    return left;
  };
  const expression = (): Expression => {
    let left = assignment();
    while (is(",")) {
      const {line} = list[at++];
      left = {kind: "two", sign: ",", left, right: assignment(), line};
    }
    return left;
  };

  const declaration = (): Statement => {
    const {line} = next();
    const {whole, kept} = type();
    const body: Statement[] = [];
    do {
      const pointer = accept("*");
      const named = name();
      let size: Expression | null = null;
      if (accept("[")) {
        size = expression();
        expect("]");
      }
      body.push({kind: "declare", name: named, whole, pointer, kept, size, value: accept("=") ? assignment() : null, line});
    } while (accept(","));
    expect(";");
    return body.length === 1 ? body[0] : {kind: "block", body, line: -line};
  };
  const statement = (): Statement => {
    const {line} = next();
    if (accept("{")) {
      const body: Statement[] = [];
      while (!is("}")) {
        if (next().kind === "end") fail('"}"');
        body.push(statement());
      }
      expect("}");
      return {kind: "block", body, line};
    }
    if (accept(";")) return {kind: "block", body: [], line};
    if (accept("return")) {
      const value = is(";") ? null : expression();
      expect(";");
      return {kind: "return", value, line};
    }
    for (const how of ["break", "continue"] as const) {
      if (!accept(how)) continue;
      expect(";");
      return {kind: "leave", how, line};
    }
    if (accept("if")) {
      const test = inParentheses();
      const yes = statement();
      return {kind: "if", test, yes, no: accept("else") ? statement() : null, line};
    }
    if (accept("while")) {
      const test = inParentheses();
      return {kind: "loop", first: null, test, after: null, body: statement(), bodyFirst: false, line};
    }
    if (accept("do")) {
      const body = statement();
      expect("while");
      const test = inParentheses();
      expect(";");
      return {kind: "loop", first: null, test, after: null, body, bodyFirst: true, line};
    }
    if (accept("for")) {
      expect("(");
      const first = is(";") ? statement() : isType() ? declaration() : simple();
      const test = is(";") ? null : expression();
      expect(";");
      const after = is(")") ? null : expression();
      expect(")");
      return {kind: "loop", first, test, after, body: statement(), bodyFirst: false, line};
    }
    return isType() ? declaration() : simple();
  };
  const simple = (): Statement => {
    const {line} = next();
    const what = expression();
    expect(";");
    return {kind: "do", what, line};
  };
  const inParentheses = (): Expression => {
    expect("(");
    const test = expression();
    expect(")");
    return test;
  };

  const program: CProgram = {functions: new Map(), globals: []};
  while (next().kind !== "end") {
    const start = at;
    const {whole} = type();
    const named = is("*") ? null : name();
    if (named === null || !accept("(")) {
      at = start;
      program.globals.push(declaration());
      continue;
    }
    const parameters: CFunction["parameters"] = [];
    while (!is(")") && !(is("void") && list[at + 1].text === ")")) {
      const {whole: real} = type();
      let pointer = accept("*");
      // A prototype may leave out the name.
      const called = is(",") || is(")") ? "" : name();
      if (accept("[")) {
        if (!is("]")) expression();
        expect("]");
        pointer = true;
      }
      parameters.push({name: called, whole: real, pointer});
      if (!accept(",")) break;
    }
    accept("void");
    expect(")");
    if (accept(";")) continue;
    if (!is("{")) fail('"{"');
    program.functions.set(named, {name: named, whole, parameters, body: statement()});
  }
  return program;
}
