/** The names that every cell has. Declared for the type checker; site/page gives them their values. */

/** What other cells see of a value: what its promise resolves to, what its generator yields. */
export type Seen<T> = 0 extends 1 & T
  ? T
  : T extends PromiseLike<infer Value>
    ? Seen<Value>
    : T extends AsyncGenerator<infer Value, unknown, never> | Generator<infer Value, unknown, never>
      ? Awaited<Value>
      : T;

/** Shows a value under the cell, after what is there already; returns it. */
export function display<T>(value: T): T;
/** What the browser's own `<input>` gives: a number for a range, a boolean for a checkbox… */
type NativeValue = string | number | boolean | Date | File | FileList | null | undefined;

/** Shows an input and yields its value, now and after every change. `view<number>(…)` for an `<input type="range">`. */
export function view<T>(input: EventTarget & {readonly value: T}): AsyncGenerator<T, void, unknown>;
export function view<T extends NativeValue>(input: HTMLInputElement): AsyncGenerator<T, void, unknown>;
/** Resolves when the cell is about to run again or goes away: stop here what was started. */
export const invalidation: Promise<void>;
/** Resolves, to the given value if any, when the cell's output is on screen. */
export function visibility(): Promise<void>;
export function visibility<T>(value: T): Promise<T>;
/** Width of the cell's output, CSS pixels. */
export const width: number;
/** Milliseconds since 1970, new in every frame. */
export const now: number;
/** Reports how much of a long cell is done, from 0 to 1. */
export function progress(fraction: number): void;
/** A value that the other cells see, and that its own cell changes by `.value = …`. */
export function Mutable<T>(value: T): AsyncGenerator<T, void, unknown> & {value: T};

/** What a dial can hold: a literal of a cell's text, or a list of numbers. */
type DialValue = number | string | boolean | readonly number[];
/** What may stand at a path of a cell's text. */
type Dial =
  | {min?: number; max?: number; integer?: true}
  | {choices: readonly string[]}
  | {boolean: true}
  | {length: readonly [min: number, max: number]; min?: number; max?: number; integer?: true};
interface LiveValue<T> {
  readonly value: T;
  subscribe(listener: (value: T) => void, signal?: AbortSignal): void;
}

/**
 * Literals in the source of another cell, for a figure's controls to read and turn. `name`: what that cell declares, or its id. `declared`:
 * by path what may stand there, `{"batch": {min: 1, max: 1024, integer: true}, "settings.loss": {choices: ["minimax", "hinge"]}}`.
 * `asks`: the words beside dials that the figure understands in the page's address, `["step"]` for `?run.batch=64&run.step=200`.
 */
export function dials(
  name: string,
  declared: Readonly<Record<string, Dial>>,
  asks?: readonly string[]
): {
  /** By path, what the text says that runs; undefined where it says nothing, or holds an expression. */
  readonly values: LiveValue<Readonly<Record<string, DialValue | undefined>>>;
  /** By path, why it cannot be turned; only where that is so. */
  readonly fixed: LiveValue<Readonly<Record<string, string>>>;
  /** Writes values into the text, as one edit of the reader's, and runs the cell. Rejects what is not declared or allowed. */
  set(changes: Readonly<Record<string, DialValue>>): Promise<void>;
  /** What the address asks for of `asks`, until `taken()`. */
  readonly asked: Readonly<Record<string, string>>;
  taken(): void;
  /** An address of the page with these dials, where they differ from the published text, and the extras. */
  address(extras?: Readonly<Record<string, string | number>>): string;
};

type Markup = <T extends Node = HTMLElement>(strings: TemplateStringsArray, ...values: unknown[]) => T;

/** HTML by https://github.com/observablehq/htl: values are escaped, functions become listeners. */
export const html: Markup & {fragment: (strings: TemplateStringsArray, ...values: unknown[]) => DocumentFragment};
export const svg: (<T extends Node = SVGElement>(strings: TemplateStringsArray, ...values: unknown[]) => T) & {
  fragment: (strings: TemplateStringsArray, ...values: unknown[]) => DocumentFragment;
};
/** Markdown. */
export const md: Markup;
type Tex = (strings: TemplateStringsArray, ...values: unknown[]) => HTMLElement;
/** TeX in the line; `tex.block` on a line of its own. */
export const tex: Tex & {block: Tex; options(options?: object): Tex};

type Initialize<T> = (change: (value: T) => void) => (() => void) | void | null;

export const Generators: {
  /** The value of an input, now and after every change. */
  input<T>(input: EventTarget & {readonly value: T}): AsyncGenerator<T, void, unknown>;
  input<T extends NativeValue>(input: HTMLInputElement): AsyncGenerator<T, void, unknown>;
  /** The newest value given to `change`; those in between may be skipped. */
  observe<T>(initialize: Initialize<T>): AsyncGenerator<T, void, unknown>;
  /** Every value given to `change`. */
  queue<T>(initialize: Initialize<T>): AsyncGenerator<T, void, unknown>;
  /** Milliseconds since 1970, in every frame. */
  now(): AsyncGenerator<number, void, unknown>;
  /** Width of an element, CSS pixels. */
  width(element: Element): AsyncGenerator<number, void, unknown>;
};

/** In the check of an exercise: not right yet, with the message as feedback, unless the condition holds. */
export function assert(condition: unknown, message?: string): asserts condition;
/**
 * In the check of an exercise: both are the same, numbers within the tolerance (1e-6); `what` names them in the feedback. With `hidden` the
 * feedback does not say what was expected: for values that are the answer itself.
 */
export function equal(
  actual: unknown,
  expected: unknown,
  what: string,
  options?: number | {tolerance?: number; hidden?: boolean}
): void;

export * as Inputs from "./inputs.d.ts";
