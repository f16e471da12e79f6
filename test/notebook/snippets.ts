/** TypeScript, grouped by what is to be erased. Each group's snippets are blanked and held against ts-blank-space. */
export const snippets: Record<string, string[]> = {
  "variables": [
    "let x: number = 1;", "let x: number", "const a: string = 'a', b: number = 2;", "let x!: number;", "let x !: number;", "var y: Array<string> = [];",
    "const {a, b}: {a: number; b: string} = c;", "const [a, b]: [number, string] = c;", "let {a = 1 as number}: T = b;", "let f: (a: number) => void = g;",
    "let x: {\n  a: number;\n  b: string;\n} = y;", "let x /* before */ : /* after */ number = 1;", "let π: number = 3.14;", "let s: \"😀\" = '😀';",
    "for (const x of y as T[]) { x; }", "for (let i: number = 0; i < 3; i++) { i; }", "for (const k in o as object) k;", "let u: unique symbol;",
    "declare const u: unique symbol;", "const x: typeof y = y;", "const x: typeof import('y') = z;", "const x: keyof typeof y = 'a';",
    "let a: A | B | undefined, b: (A & B)[] = [];", "let a: | A | B;", "using r: Disposable = open();", "let x: new (a: number) => Foo = F;", "let x: abstract new () => Foo = F;"
  ],
  "assertions": [
    "x as any;", "(x as any) as T;", "((x as any) as T).y;", "x as any as T;", "const a = x as any\n(y)", "const a = x as any\n[y]", "x as any\n`a`", "x as unknown;\n(y)",
    "a = b as any\n++c", "const a = x satisfies T;", "const a = {b: 1} satisfies T as U;", "const a = [1, 2] as const;", "f(x as number, y as string);", "(x as any).y = 1;",
    "(x as any) = 1;", "x!.y;", "x!;", "x!!;", "x![0];", "x!();", "x! + y!;", "x!++;", "a!.b!.c!;", "a?.b!.c;", "(a?.b)!.c;", "x! as any;", "(x as T)!;",
    "x as T ? 1 : 2;", "x as T || y;", "x as T && y as U;", "(x as T) < y;", "!(x as boolean);", "typeof (x as any);", "await (x as Promise<T>);", "new (x as any)(1);",
    "`${x as string}`;", "[x as T, ...(y as T[])];", "({a: x as T, ...(y as U)});", "x as T, y as U;", "if (x as any) y as any\n(z)", "return_(x as T)\n", "x as\n  any;", "x\n  .y as T;",
    "(1 + 1 as T);", "1 + 1 as T + 2;", "(1 + 1) as T / 2;", "const a = b as { c: number }\n+d", "throw x as Error", "do x as any\nwhile (y)", "switch (x as T) { case y as T: z as U }",
    "(x /* a */ as /* b */ T /* c */);", "((x)) as T;", "((x) as T)!.y;", "x as T[];", "x as (a: number) => string;", "x as A extends B ? C : D;", "a = x as any;", "a ??= x as any",
    "const f = () => x as any\nconst g = 1", "const f = () => ({a: 1} as T)\n(g)", "x satisfies T\n(y)", "y = x!\n(z)"
  ],
  "functions": [
    "function f(a: number, b: string): void {}", "function f(a?: number, b?) {}", "function f(a: number = 1, ...r: number[]) {}", "function f(this: Window) {}", "function f(this: Window, a: number) {}",
    "function f(this: Window /* a */ , /* b */ a: number) {}", "function f<T>(a: T): T { return a; }", "function f<const T extends readonly unknown[] = []>(a: T) {}",
    "function f<T,>(a: T) {}", "function f<T extends U, U = {}>(a) {}", "function f(a: unknown): a is string { return true; }", "function f(a: unknown): asserts a is string {}", "function f(a: unknown): asserts a {}",
    "function f(this: A): this is B { return true }", "function f(): void;\nfunction f(a: number): void;\nfunction f(a?: number) {}", "const a = 1\nfunction f(): void\nfunction f(a?) {}",
    "declare function f(): void;", "declare function f(): void\n(x)", "const a = 1\ndeclare function f(): void\n(x)", "async function f(a: number): Promise<void> { await a; }",
    "function* f(a: number): Generator<number> { yield a as number; }", "async function* f(): AsyncGenerator<number> { yield 1; }", "function f({a, b}: {a: number; b?: string} = {a: 1}) {}",
    "function f([a, b]: [number, string]) {}", "function f(a: number,) {}", "function f(\n  a: number,\n  b: string\n): void {}", "function f():\n  number { return 1; }", "function f(): {\n  a: number\n} { return {a: 1}; }",
    "function f(a: () => void, b: (x: number) => (y: string) => void) {}", "const f = function <T>(this: A, a: T): T { return a; };", "const f = function g(a?: number) {};", "const o = {m<T>(a: T): T { return a; }, get x(): number { return 1; }, set x(v: number) {}};",
    "const o = {async *m(a?: number): AsyncGenerator<number> {}, [k as string]: 1, f: (a: number) => a};", "const o = {m(this: A, a: number) {}};", "function f<\n  T\n>(a: T) {}", "function f<T>\n(a: T) {}", "try {} catch (e: unknown) {}", "try {} catch (e: any) { e as Error }",
    "function f(a: typeof b, c: Array<{d: 1}>) { return a as T }", "function f() { return x as any\n(y) }", "function f(a: 'x' | \"y\" | `z${string}`) {}", "function outer() { type T = 1\n(x) }", "function outer() { interface A {}\nreturn 1 }", "f(function (a: number) {}, (b?: string) => {})"
  ],
  "arrow functions": [
    "const f = (a: number): number => a;", "const f = <T>(a: T): T => a;", "const f = <T,>(a: T) => a;", "const f = <T extends object>(a: T) => a;", "const f = async <T>(a: T): Promise<T> => a;", "const f = async (a?: number) => a;",
    "const f = (a: string, b: string): Array<\n  string\n> => [a, b];", "const f = (a: string):\n  string => a;", "const f = (\n  a: number\n): number => a;", "const f = ():\n  number => 1;", "const f = (a,):\n  number => 1;", "const f = async ():\n  Promise<void> => {};",
    "const f = async <\n  T\n>(v: T) => {};", "const f = <\n  T\n>(v: T):\n  T => v;", "const f = async <T\n>(): Promise<\n  T\n> => {};", "const f = (a): a is string => true;", "const f = (a): asserts a => {};", "const f = (a: number) => (b: string): void => {};", "const f = ({a}: A, [b]: B = []): C => a;", "const f = (...a: number[]) => a;",
    "const f = (this_: A) => 1;", "const f = a ? (b) : c => d;", "const f = a ? (b, c) : d => e;", "const f = a ? (x): number => x : null;", "const f = a ? (b) => (c) : d => e;", "const f = a ? b : (c): d => e;", "const f = a ? (b): c => d : e => f;", "a ? (b ? (c) : d) : e;", "a ? (b) : (c);",
    "const f = a ? async (b): Promise<c> => d : e;", "const f = a ? ((b): c => d) : e;", "const f = a ? {m: (b): c => d} : e;", "const f = (a: { b: () => void }) => a;", "const f = (a: number /* ) */ ):\n  number => 1;", "const f = ():\n/* => */ number /* => */ => 1;", "const f = (x = (1)):\n  number => x;", "(a: number) => {};", "f((a: number): string => '', <T>(b: T) => b)", "const f = (): { a: number } => ({ a: 1 });", "const f = (): (() => void) => () => {};", "const f = async (x: number): Promise<number> => await x;", "x = (a) : b => c;"
  ],
  "types": [
    "type A = number;", "type A = number\n(x)", "x\ntype A = number\n(y)", "x;\ntype A = number\n(y)", "interface A { a: number }", "interface A extends B, C<D> { (): void; new (): A; [k: string]: number; m?(): void; readonly x: 1 }", "type A<T> = T extends infer U extends string ? U : never;",
    "type A = { readonly [K in keyof B as `get${K}`]?: B[K] };", "type A = { -readonly [K in B]-?: C };", "type A = [a: number, b?: string, ...c: boolean[]];", "type A = `a${string}b`;", "type A = typeof import('./x');", "type A = import('x').B<C>;", "type A = B['c'][number];",
    "type A = asserts;", "type A = new () => B;", "type A = (this: B) => asserts this is C;", "type A = unique symbol;", "type A = -1 | 1n | true | null | undefined | void | never | unknown | object | bigint;", "type A = (typeof b)[number];", "type A = B extends C ? D : E extends F ? G : H;", "type A =\n  | { a: 1 }\n  | { b: 2 };",
    "type type = number;", "let type = 1; type = 2;", "type\nA = 1", "interface A\n{}", "declare global { interface Window { a: number } }", "declare module 'x' { const y: number; }", "declare module 'x';", "declare namespace N { const x: number }", "namespace N { interface A {} }", "declare enum E { A }", "declare class A { m(): void }", "declare let x: number, y: string;", "declare var x\n(y)",
    "if (a) { type B = 1 }", "{ interface A {} }", "switch (a) { case 1: type B = 1\n(x) }", "const a = 1\ninterface B {}\n[1].map(f)", "label: for (const a of b as T[]) continue label", "abstract class A {}\ntype B = A\n(1)", "type A = { get x(): number; set x(v: number) }", "type A = abstract new (...a: unknown[]) => object;"
  ],
  "generic calls": [
    "f<T>();", "f<T, U>(1, 2);", "new F<T>();", "new F<T>;", "new Map<string, Map<number, Array<T>>>();", "f<T>`a`;", "a.b<T>();", "a?.b<T>();", "a?.<T>();", "const g = f<T>;", "const g = f<T>\nconst h = 1", "(f<T>).name;", "f<<T>(a: T) => void>(g);", "f<{a: number}>({a: 1});", "f<typeof x>(y);", "a < b && c > d;", "a < b;", "f(a < b, c > (d));", "a<b>>c;", "f<A | B>(x)!;", "f<\n  T\n>(x);", "new (f<T>)();", "super_<T>(x);", "f < T > (x);", "f<readonly string[]>([]);", "f<'a' | 'b'>('a')"
  ],
  "classes": [
    "class A { x: number; y?: string; z!: boolean; }", "class A { x: number = 1\n  y = 2 }", "class A { private x = 1; protected y: number; public z() {} }", "class A { readonly x = 1; static readonly y: number = 2; m(): void {} }", "class A extends B { override m(): void {} override x = 1; static override y: T }", "class A<in out T, in U, out V> {}", "class A { declare x: number; }", "class A { declare readonly x: number\n  y = 1 }", "abstract class A { abstract x: number; abstract m(): void; n() {} }",
    "abstract class A { abstract get x(): number; abstract set x(v: number); }", "class A<T> extends B<T> implements C, D<E> {}", "class A extends B.C<T> {}", "class A extends (B as any)<T> {}", "class A implements B {}", "class A<T = number> {}", "class A { [k: string]: number; }", "class A { static [k: string]: number; readonly [k: number]: string }",
    "class A { m?(): void; }", "class A { m(): void; m(a: number): void; m(a?: number) {} }", "class A { constructor(a: string); constructor(a: number); constructor(a: unknown) { a } }", "class A { get x(): number { return 1; } set x(v: number) {} }", "class A { async *m<T>(a: T): AsyncGenerator<T> { yield a as T } }", "class A { #x: number = 1; get y() { return this.#x!; } }", "class A { static { const x: number = 1; } }",
    "class A { field = 1/* no ; */\n  public [\"computed\"] = 2 }", "class A { field = 1\n  private readonly [x]: number = 2 }", "class A { field = 1\n  public static [\"computed\"]() {} }", "class A { x = y as any\n  ['z'] = 1 }", "class A { x = y as any;\n  *g() {} }", "class A { static x = 1; private static async m(): Promise<void> {} }", "class A { readonly: number = 1; static: string; abstract = 1; declare() {} public() {} }",
    "class A extends B { private static override readonly x?: number; }", "const A = class<T> implements B { x!: T };", "const A = class B<T> extends C<T> {};",
    "class A { m = (a: number): void => {}; }", "class A { 'quoted'?: number = 1; 12: string = ''; [x]?: number }", "class A { m<\n  T\n>(a: T) {} }", "class A { m() {}; n(): void {} }", "class A { constructor() { super_() } private x }", "class A { public constructor() {} }", "class A { private get x() { return 1 } protected set y(v: T) {} }", "class A\n  extends B<C>\n  implements D\n{\n  x: number;\n}", "class A { m(this: A, a?: number) {} }", "class A extends f<T>() {}", "class A { async: number; get: string; set?: T }", "class A { public async m() {} private *g() {} protected async = 1 }", "class A extends B /* implements X */ implements Y {}"
  ],
  "imports": [
    "import type A from 'a';", "import type {A} from 'a';", "import type * as A from 'a';", "import {type A} from 'a';", "import {type A, b} from 'a';", "import {b, type A} from 'a';", "import {type A as B, type C, d as e} from 'a';", "import a, {type B} from 'a';", "import a from 'a'\nimport type B from 'b'\n(c)", "import 'a';", "import * as a from 'a';", "import type, {a} from 'a';", "import {type} from 'a';", "import {type as a} from 'a';", "import {type as as} from 'a';", "import a from 'a' with {type: 'json'};", "import type A from 'a' with {type: 'json'};", "const a = await import('a') as T;", "import.meta.url as string;"
  ],
  "plain JavaScript": [
    "a ? b : c;", "({a, b: c, ...d} = e);", "label: while (true) { break label; }", "const re = /a<b>:c/g;", "`a ${`b ${c}`} as T`;", "// x as T\nx;", "/* let x: number */ let y = 1;", "x = a ?? b;", "async () => { for await (const x of y) z; };", "class A { static async *[Symbol.iterator]() {} }", "a?.[b]?.(c);", "0, 1n, 0x1, 1_000;", "'as any' + \"x!\"", "of = as = type = declare = 1;", "abstract = readonly; override(namespace)", "let async = 1, of = 2; async (of)", "x ? (y) : z", "satisfies\n(x)", "if (a) b\nelse c", "x\n++y", "a = b\n++c"
  ],
  "ends of lines": [
    "let x: number =\r\n  1 as any;\r\n(y)", "type A = {\r\n  a: 1;\r\n}\r\nlet b: A", "const f = (a: number):\r\n  number => a;", "let x: {a: 1,\n\n b: 2}\n= 3", "\tlet\tx\t:\tnumber;", "let x: /* a\nb */ number = 1;", "let x: number; // : string\nlet y"
  ]
};

/** Syntax that has a meaning at run time, and part of the message that says what to write instead. */
export const refused: [snippet: string, message: RegExp, line: number, column: number][] = [
  ["enum E { A }", /enum/, 1, 1], ["const enum E { A }", /enum/, 1, 1], ["let x;\n  enum E { A }", /enum/, 2, 3],
  ["namespace N { export const x = 1; }", /namespace/, 1, 1], ["module M { const x = 1 }", /namespace/, 1, 1],
  ["class A { constructor(private a: number) {} }", /parameter property/, 1, 23], ["class A { constructor(readonly a = 1) {} }", /parameter property/, 1, 23],
  ["x = <T>y", /angle brackets/, 1, 5], ["import x = require('x')", /import x = /, 1, 1], ["import x = A.B", /import x = /, 1, 1], ["export = x", /export/, 1, 1],
  ["class A { accessor x: number = 1 }", /accessor/, 1, 11], ["class A {\n  private static accessor y: string }", /accessor/, 2, 3],
  ["@dec class A {}", /decorator/, 1, 1], ["@dec() @dec2<T>(1) abstract class A {}", /decorator/, 1, 1], ["class A { x = 1; @dec() private y = 1; }", /decorator/, 1, 18],
  ["class A { @dec declare x: number }", /decorator/, 1, 11], ["class A { m(@dec a: number): void {} }", /decorator/, 1, 13], ["class A { @(dec as any) get x() { return 1; } }", /decorator/, 1, 11],
  ["export const x = 1", /export/, 1, 1], ["export default 1", /export/, 1, 1], ["export {x}", /export/, 1, 9], ["export type A = 1", /export/, 1, 1],
  ["1 + 1 as T / 2", /parentheses/, 1, 1], ["2 ** 2 as T ** 2", /not complete/, 1, 13], ["type A = typeof import('x', {with: {a: 'b'}})", /not complete/, 1, 27], ["a ?? b as T && c", /parentheses/, 1, 13], ["a && b as T ?? c", /parentheses/, 1, 13]
];
