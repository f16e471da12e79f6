/** Types of `@observablehq/inputs` 0.12, which has none of its own (documented in its README). */

/** What every input of the library is: a form whose `value` is the reader's choice, and which fires "input". */
export type Input<T> = HTMLFormElement & {value: T};

type Label = string | Node;
type Data<T> = Iterable<T>;
type MaybeLater<T> = T | PromiseLike<T>;

interface Common {
  label?: Label;
  /** CSS pixels, or a CSS length. */
  width?: number | string;
}

interface ButtonOptions<T> extends Common {
  value?: T;
  reduce?: (value: T) => T;
  disabled?: boolean;
  required?: boolean;
}
export function button(content?: Label, options?: ButtonOptions<number>): Input<number>;
export function button<T>(content: Label, options: ButtonOptions<T> & {value: T; reduce: (value: T) => T}): Input<T>;
type Buttons<From, To> = Data<readonly [Label, ((value: From) => To)?]>;
export function button<T>(content: Buttons<T, T>, options: ButtonOptions<T> & {value: T}): Input<T>;
export function button<T>(content: Buttons<T | null, T>, options?: ButtonOptions<T | null>): Input<T | null>;

interface ChooserOptions<D, V> extends Common {
  keyof?: (datum: D, index: number, data: D[]) => unknown;
  valueof?: (datum: D, index: number, data: D[]) => V;
  format?: (datum: D, index: number, data: D[]) => Label;
  locale?: string;
  sort?: boolean | "ascending" | "descending" | ((a: never, b: never) => number);
  unique?: boolean;
  disabled?: boolean | Data<NoInfer<V>>;
}
interface One<D, V> extends ChooserOptions<D, V> {
  value?: NoInfer<V> | null;
  multiple?: false;
}
interface Given<D, V> extends One<D, V> {
  value: NoInfer<V>;
}
interface Several<D, V> extends ChooserOptions<D, V> {
  value?: Data<NoInfer<V>>;
}
interface KeyOf<K> {
  key?: K;
}
interface Multiple {
  multiple: true | number;
  size?: number;
}

/** The chosen datum, or null when none is. */
export function radio<K, V>(data: Map<K, V>, options: Given<[K, V], V> & KeyOf<K>): Input<V>;
export function radio<K, V>(data: Map<K, V>, options?: One<[K, V], V> & KeyOf<K>): Input<V | null>;
export function radio<const D, V = D>(data: Data<D>, options: Given<D, V>): Input<V>;
export function radio<const D, V = D>(data: Data<D>, options?: One<D, V>): Input<V | null>;
/** All chosen data. */
export function checkbox<K, V>(data: Map<K, V>, options?: Several<[K, V], V> & KeyOf<Iterable<K>>): Input<V[]>;
export function checkbox<const D, V = D>(data: Data<D>, options?: Several<D, V>): Input<V[]>;

interface ToggleOptions<On, Off> extends Common {
  value?: On | Off;
  values?: readonly [On, Off];
  disabled?: boolean;
}
export function toggle(options?: ToggleOptions<boolean, boolean> & {values?: undefined}): Input<boolean>;
export function toggle<const On, const Off>(options: ToggleOptions<On, Off> & {values: readonly [On, Off]}): Input<On | Off>;

interface SelectSize {
  size?: number;
}
/** The chosen datum: a list begins with its first, so none is chosen only when it is empty. */
export function select<K, V>(data: Map<K, V>, options: Several<[K, V], V> & Multiple & KeyOf<Iterable<K>>): Input<V[]>;
export function select<K, V>(data: Map<K, V>, options?: One<[K, V], V> & SelectSize & KeyOf<K>): Input<V>;
export function select<const D, V = D>(data: Data<D>, options: Several<D, V> & Multiple): Input<V[]>;
export function select<const D, V = D>(data: Data<D>, options?: One<D, V> & SelectSize): Input<V>;

interface NumberOptions extends Common {
  value?: number;
  step?: number;
  disabled?: boolean;
  placeholder?: string;
  format?: (value: number) => string;
  transform?: (value: number) => number;
  invert?: (value: number) => number;
  validate?: (input: HTMLInputElement) => boolean;
}
/** A slider and a field; without `value` it begins in the middle. */
export function range(extent?: readonly [min: number, max: number], options?: NumberOptions): Input<number>;
/** A field; undefined until a valid number stands in it, if `value` is not given. */
export function number(extent: readonly [min: number, max: number], options: NumberOptions & {value: number}): Input<number>;
export function number(options: NumberOptions & {value: number}): Input<number>;
export function number(extent: readonly [min: number, max: number], options?: NumberOptions): Input<number | undefined>;
export function number(options?: NumberOptions): Input<number | undefined>;

interface Attributes extends Common {
  placeholder?: string;
  spellcheck?: boolean | string;
  autocomplete?: boolean | string;
  autocapitalize?: boolean | string;
  minlength?: number;
  maxlength?: number;
  required?: boolean;
  readonly?: boolean;
  disabled?: boolean;
  submit?: boolean | Label;
}
interface TextOptions extends Attributes {
  value?: string;
  type?: "text" | "email" | "tel" | "url" | "password" | "date" | "color" | (string & {});
  pattern?: string;
  min?: string;
  max?: string;
  datalist?: Data<string>;
  validate?: (input: HTMLInputElement) => boolean;
}
export function text(options?: TextOptions): Input<string>;
export function email(options?: TextOptions): Input<string>;
export function tel(options?: TextOptions): Input<string>;
export function url(options?: TextOptions): Input<string>;
export function password(options?: TextOptions): Input<string>;
interface TextareaOptions extends Attributes {
  value?: string;
  rows?: number;
  resize?: boolean;
  monospace?: boolean;
  validate?: (input: HTMLTextAreaElement) => boolean;
}
export function textarea(options?: TextareaOptions): Input<string>;

interface ColorOptions extends Common {
  value?: string;
  required?: boolean;
  readonly?: boolean;
  disabled?: boolean;
  datalist?: Data<string>;
  submit?: boolean | Label;
}
/** `#rrggbb`. */
export function color(options?: ColorOptions): Input<string>;

interface DateOptions extends Common {
  value?: Date | string | number | null;
  min?: Date | string | number;
  max?: Date | string | number;
  required?: boolean;
  readonly?: boolean;
  disabled?: boolean;
  submit?: boolean | Label;
  validate?: (input: HTMLInputElement) => boolean;
}
export function date(options?: DateOptions): Input<Date | null>;
export function datetime(options?: DateOptions): Input<Date | null>;

interface FileOptions<T> extends Common {
  accept?: string;
  capture?: string;
  required?: boolean;
  disabled?: boolean;
  transform?: (file: File) => T;
}
export function file<T = File>(options: FileOptions<T> & {multiple: true}): Input<T[]>;
export function file<T = File>(options?: FileOptions<T> & {multiple?: false}): Input<T | null>;

/** Several inputs as one, whose value has the shape of `inputs`. */
export function form<const T extends readonly {value: unknown}[]>(
  inputs: T,
  options?: {template?: (inputs: T) => Element}
): Element & {value: {-readonly [Key in keyof T]: T[Key]["value"]}};
export function form<T extends Record<string, {value: unknown}>>(
  inputs: T,
  options?: {template?: (inputs: T) => Element}
): Element & {value: {[Key in keyof T]: T[Key]["value"]}};

interface SearchOptions<T> extends Common {
  query?: string;
  placeholder?: string;
  columns?: Data<keyof T & string>;
  locale?: string;
  format?: (count: number) => string;
  spellcheck?: boolean;
  autocomplete?: boolean | string;
  autocapitalize?: boolean | string;
  filter?: (query: string) => (datum: T, index: number, data: T[]) => boolean;
  datalist?: Data<string>;
  disabled?: boolean;
  required?: boolean;
}
/** The data that match the query. */
export function search<T>(data: Data<T>, options?: SearchOptions<T>): Input<T[]> & {query: string};
export function searchFilter(query: string): (datum: unknown) => boolean;

type Column<T> = keyof T & string;
type PerColumn<T, Value> = {[Key in Column<T>]?: Value};
interface TableOptions<T> {
  columns?: Data<Column<T>>;
  rows?: number;
  sort?: Column<T> | null;
  reverse?: boolean;
  format?: {[Key in Column<T>]?: (value: T[Key], index: number, data: T[]) => unknown};
  align?: PerColumn<T, "left" | "right" | "center">;
  header?: PerColumn<T, Label>;
  width?: number | string | PerColumn<T, number | string>;
  maxWidth?: number | string;
  height?: number | string;
  maxHeight?: number | string;
  layout?: "auto" | "fixed";
  locale?: string;
  required?: boolean;
  select?: boolean;
}
interface OneRow<T> extends TableOptions<T> {
  multiple: false;
  value?: T;
}
interface Rows<T> extends TableOptions<T> {
  multiple?: true;
  value?: Data<T>;
}
/** The selected rows; all of them while none is and `required` is not false. */
export function table<T>(data: MaybeLater<Data<T>>, options: OneRow<T>): Input<T | null>;
export function table<T>(data: MaybeLater<Data<T>>, options?: Rows<T>): Input<T[]>;

/** An input without a form: holds a value for `bind`. */
export function input<T>(value: T): EventTarget & {value: T};
export function bind<T extends EventTarget & {value: unknown}>(
  target: T,
  source: EventTarget & {value: T["value"]},
  invalidation?: Promise<void>
): T;
export function disposal(element: Element): Promise<void>;
export function formatTrim(value: number): string;
export function formatDate(date: Date): string;
export function formatLocaleAuto(locale?: string): (value: unknown) => string;
export function formatLocaleNumber(locale?: string): (value: number) => string;
