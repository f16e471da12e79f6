/** TypeScript that parsers get wrong: what TypeScript accepts of it is accepted in a cell, but for `parserRefusals` and what snippets.ts refuses. */
export const hard: readonly string[] = [
  // conditions and arrows
  "a ? b ? (c) : d => 1 : 2", "a ? (b) : c => d", "a ? (b) => (c) : d => e", "a ? (b): c => d : e", "a ? b : (c): d => e", "a ? (b, c) : d", "a ? (b = (c)) : d",
  "a ? b ? c : (d) : e", "a ? (b) ? (c) : (d) : (e)", "a ? b ? (c) => d : e : f", "a ? b ? (c): d => e : f : g", "a ? async (b) => c : d", "a ? async (b): Promise<c> => d : e",
  "a ? (b) : (c) => d", "a ? (b => c) : d", "a ? (b ? (c) : d) : e", "(a ? (b) : c)", "f(a ? (b) : c, d => e)", "a ? [b] : c => d", "a ? {b} : c => d", "a ? (b).c : d", "a ? (b)(c) : d",
  "x = a ? (b) : c ? (d) : e => f", "a ? ({b}) => b : c", "a ? ({b}) : c", "a ? (b as c) : d", "a ? (b)! : c", "const f = a ? (x: number) => x : (y: string) => y",
  "a ? b ? (c, d) : e => 1 : 2", "a ? b ? c ? (d) : e => 1 : 2 : 3", "a ? f(b ? (c) : d => e) : g", "a ? `${b ? (c) : d}` : e", "a ? async(b) : c", "a ? async (b) : c => d",
  // generics and comparisons
  "a < b > c", "a < b, c > (d)", "f<a>(b)", "f<a, b>(c)", "f(a < b, c > d)", "a<b>c", "new A<B>", "new A<B>()", "a?.<b>()", "a?.b<c>()", "f<T>`x`", "x = f<T>;", "x = f<T>\ny", "a < (b as number)",
  "a << b", "a >> b > c", "f<A<B<C>>>()", "f<A<B>>(x)", "f<(a: b) => c>(d)", "f<new () => A>()", "f<typeof a.b>()", "f<keyof typeof a>()", "f<[a: b, ...c: d[]]>()", "f<`a${b}`>()", "f<-1>()",
  "const x: A<B>= c", "let x: A<B<C>>= d", "let x: Array<number>=[]", "<T,>(a: T) => a", "<T extends U>(a: T) => a", "async <T,>(a: T) => a", "<const T,>(a: T) => a", "(<T,>(a: T) => a)(1)",
  // names that are words
  "import type from from \"m\";", "import type, {a} from \"m\";", "import type from \"m\";", "import {type} from \"m\";", "import {type as as} from \"m\";", "import {type type} from \"m\";", "import {type as as as} from \"m\";",
  "import {type a as b} from \"m\";", "import type {a as b} from \"m\";", "import type * as a from \"m\";", "import type a from \"m\" with {type: \"json\"};", "import a, * as b from \"m\";", "import {default as a} from \"m\";", "import {\"a b\" as c} from \"m\";",
  "class abstract {}", "class declare {}", "class readonly {}", "class of {}", "class type {}", "class async {}", "class get {}", "class A { get; set; static; async; }", "class A { get = 1; set = 2; static = 3; async = 4; readonly = 5; declare = 6; abstract = 7 }",
  "class A { get() {} set() {} static() {} async() {} readonly() {} declare() {} }", "class A { static static = 1; static async async() {} static get get() { return 1 } }", "class A { public readonly x; readonly y }",
  "let type = 1, of = 2, as = 3, satisfies = 4, is = 5, infer = 6, keyof = 7, readonly = 8, unique = 9, asserts = 10, from = 11, get = 12, declare = 13, namespace = 14, module = 15, global = 16, abstract = 17",
  "type\n(a)", "declare\n(a)", "abstract\n(a)", "namespace\n(a)", "type = 1", "as = as as as", "let as: as = as as as", "type(a)", "type.a", "type[a]", "module.exports", "module\n{}", "global.a", "global(a)", "async(a)", "of(a)", "get(a)", "satisfies(a)", "function of() {}", "function type() {}", "interface type {}", "type of = 1", "type async = 1", "type as = 1",
  // calls
  "import(\"x\",)", "import(\"x\", {with: {type: \"json\"}})", "import(\"x\", {with: {type: \"json\"}},)", "import(\"x\" as string)", "import.meta.url", "f(a,)", "new A(a,)", "f(...a, b,)", "f(...a as b)", "f(a as b, c)", "f(a as any)",
  // assertions
  "Type<number> as any", "A<B> satisfies C", "(A<B>) as any", "a as b as c", "a! as b", "a as b | c", "a as b & c", "a as b[]", "a as typeof b", "a as (b) => c", "a as new () => c", "a as {b: c}", "a as [b, c]", "a as const", "[1, 2] as const", "a as b ? c : d", "a as b || c", "(a as b).c", "(a as b)[c]",
  "(a as b)!", "a as unknown as b", "a as `x`", "a as 1 | 2", "a as b extends c ? d : e", "a satisfies b", "({}) satisfies b", "await a as b", "typeof a as b", "-a as b", "!a as b", "new A as B", "a.b! as c", "a?.b! as c", "a?.b!.c", "a?.[b]!", "a!?.b", "a![0]!", "delete a!.b", "a!++", "(a as b)++", "(a as b) = c", "[a as b] = c", "({a: b as c} = d)", "for (a as b of c) d", "for (const a of b as c) d", "for (a! of b) c", "a! = b", "(a!) = b", "(<T,>(x: T) => x)!",
  // types
  "type A = new () => B", "type A = abstract new () => B", "type A = (a: B) => a is C", "type A = (a: B) => asserts a", "type A = (a: B) => asserts a is C", "type A = (this: B) => C", "type A = {new (): B; (): C; get d(): E; set d(e: E); readonly [k: string]: F; f?(): G}",
  "type A = {-readonly [K in keyof B]-?: C}", "type A = {[K in B as `x${K}`]: C}", "type A = B extends infer C extends D ? E : F", "type A = [a?: B, ...c: D[]]", "type A = readonly B[]", "type A = unique symbol", "type A = typeof import(\"m\")", "type A = import(\"m\").B<C>", "type A = typeof a.b<c>", "type A = this", "type A = B[\"c\"][number]", "type A = `a${B}c`", "type A = -1n", "type A = | B", "type A = & B", "type A<in out T> = T", "type A<T> = T",
  "type A = (B)", "type A = (B)[]", "type A = () => B | C", "type A = (() => B) | C", "type A = B extends (infer C)[] ? C : never", "type A = keyof (B | C)", "type A = asserts", "type A = is", "type A = infer", "type A = {type: 1, as: 2, is: 3}", "type A = {get: 1; set: 2}", "type A = {readonly: 1; readonly readonly: 2}", "type A = (a?: B, ...c: D) => E", "type A = ({a, b}: C) => D", "type A = ([a]: B) => C", "type A = typeof this", "type A = typeof this.b", "interface A extends B<C>, D {}", "interface A { <T>(a: T): T }", "type A = object | symbol | bigint | never | unknown | void | undefined | null",
  // declarations
  "function f(this: A, b?: C): asserts b {}", "function f<const T>(a: T) {}", "function f(a: A): a is B { return true }", "function f(): this is A { return true }", "function f({a}: {a?: B} = {}) {}", "function f(a, b?) {}", "let a!: B", "let {a}: {a: B} = c", "let [a, b]: [C, D] = e", "using a = b", "await using a = b", "for (using a of b) c", "for (await using a of b) c", "for await (const a of b) c", "declare const a: B", "declare function a(): B", "declare class A { b(): C }", "declare enum A {}", "declare namespace A { let b: C }", "declare module \"m\" {}", "declare global {}", "abstract class A { abstract b(): C; abstract c: D; abstract get e(): F }",
  "class A<in T, out U> {}", "class A { declare a: B }", "class A { a!: B }", "class A { a?: B }", "class A { #a?: B }", "class A { static { let a: B } }", "class A { static a: B }", "class A { [a: string]: B }", "class A { static [a: string]: B }", "class A { override a() {} }", "class A { protected override readonly a = 1 }", "class A { constructor(); constructor(a?) {} }", "class A { get a(): B { return 1 } set a(b: B) {} }", "class A { async *[a]<T>(b: T) {} }", "class A { \"a\"?: B }", "class A { 1: B }", "class A { a = <T,>(b: T) => b }", "class A { a = async <T,>(b: T) => b }", "class A extends (B as C) {}", "class A extends B.C<D> {}", "class A extends B<C> implements D.E<F> {}", "class A { in: B; out: C }", "class A { accessor; b = 1 }", "class A { accessor = 1 }", "class A { construct: B }", "const a = class abstract {}", "const a = class implements B {}", "class A { declare() {} }",
  "try {} catch (a: unknown) {}", "try {} catch {}", "label: for (;;) break label", "if (a) type = 1", "switch (a) { case b as c: d }", "throw a as b", "enumerate", "function* f(): Generator<A> { const x: B = yield a; yield* b as C }", "async function f() { await (a as b); for await (const c of d as e) f }", "({async a<T>() {}, *b() {}, get c(): D { return 1 }, set c(d: D) {}, [e]: f as g})", "({a: 1})", "({async, get, set, type, of, as})", "({async: 1, get: 2, set: 3})", "a\n;b", "var a = b\n/c/g.d", "a = b / c / d", "a ? /b/ : c", "x = y as any", "/a/.test(b as c)", "`${a as b}${c!}`", "a?.b?.[c]?.(d)!", "a ||= b as c", "a ??= b!", "a **= b", "(a, b) as c", "void (a as b)", "0 as 1", "\"use strict\"\na as b", "let a: B; ++a", "let a = b satisfies C; --a", "\"a\" in b", "class A { #a; b() { return #a in this } }", "x = function <T>(this: A) {}", "x = async function* <T>(a: T) {}"
];

/** What TypeScript's parser accepts and a cell does not, though nothing of it would run: README, "What the cell compiler refuses". */
export const parserRefusals: readonly string[] = [
  "type as = 1",
  "for (a as b of c) d",
  "for (a! of b) c",
  "class A { override a() {} }",
  "class A { protected override readonly a = 1 }",
  "2 ** 2 as T ** 2",
  "type A = typeof import('x', {with: {a: 'b'}})"
];
