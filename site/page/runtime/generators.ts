/** Shared by name with generators of the library, which the page does not import. */
const listening = Symbol.for("gantry.listening");

/** True for generators that wait for the reader or the world (`Generators.input`, `observe`…): the cell that made one is not at work. */
export function isListening(value: object): boolean {
  return listening in value;
}

/** Values that come when they come. `return` disposes at once, even while a `next` is pending (an async function* would wait). */
export type Listening<T> = AsyncGenerator<T, void, void>;

function listen<T>(initialize: (push: (value: T) => void) => unknown, keep: "latest" | "all"): Listening<T> {
  const values: T[] = [];
  const waiting: ((result: IteratorResult<T, void>) => void)[] = [];
  let over = false;
  const dispose = initialize((value) => {
    if (over) return;
    const resolve = waiting.shift();
    if (resolve) return resolve({done: false, value});
    if (keep === "latest") values.length = 0;
    values.push(value);
  });
  if (dispose != null && typeof dispose !== "function") {
    throw new TypeError(`Generators.observe: expected a function that disposes, got ${typeof dispose}`);
  }
  const close = (): Promise<IteratorResult<T, void>> => {
    if (!over) {
      over = true;
      if (dispose) dispose();
      for (const resolve of waiting.splice(0)) resolve({done: true, value: undefined});
    }
    return Promise.resolve({done: true, value: undefined});
  };
  const generator = {
    [listening]: true,
    next: (): Promise<IteratorResult<T, void>> => {
      if (over) return close();
      if (values.length) return Promise.resolve({done: false, value: values.shift()!});
      return new Promise((resolve) => waiting.push(resolve));
    },
    return: close,
    throw: (error: unknown) => close().then(() => Promise.reject(error)),
    [Symbol.asyncIterator]: () => generator,
    [Symbol.asyncDispose]: () => close().then(() => {})
  };
  return generator as Listening<T>;
}

/**
 * Yields each value that `initialize` passes to its argument; of values that come faster than they are taken, the latest. `initialize` may
 * return a function that is called when the generator ends. Throws a TypeError when it returns anything else.
 */
export function observe<T>(initialize: (change: (value: T) => void) => unknown): Listening<T> {
  return listen(initialize, "latest");
}

/** As `observe`, but yields every value, in order. */
export function queue<T>(initialize: (change: (value: T) => void) => unknown): Listening<T> {
  return listen(initialize, "all");
}

/** The element's value now, unless undefined, and after each of its events (`input`; `click` of a button, `change` of a file input). */
export function input(element: Element & {value?: unknown}): Listening<unknown> {
  return observe((change) => {
    const type = eventOf(element);
    const value = valueOf(element);
    const changed = () => change(valueOf(element));
    element.addEventListener(type, changed);
    if (value !== undefined) change(value);
    return () => element.removeEventListener(type, changed);
  });
}

/** The width of the element's content, in CSS pixels, now and whenever it changes. */
export function width(element: Element): Listening<number> {
  return observe((change) => {
    const observer = new ResizeObserver(([entry]) => change(entry!.contentRect.width));
    observer.observe(element);
    return () => observer.disconnect();
  });
}

/** The time, in milliseconds since 1970, once per animation frame. */
export function now(): Generator<number, void, void> {
  const generator = (function* () {
    while (true) yield Date.now();
  })();
  return Object.assign(generator, {[listening]: true});
}

function eventOf(element: Element & {type?: unknown}): string {
  switch (element.type) {
    case "button":
    case "submit":
    case "checkbox":
      return "click";
    case "file":
      return "change";
    default:
      return "input";
  }
}

function valueOf(element: Element & {type?: unknown; value?: unknown}): unknown {
  const field = element as HTMLInputElement;
  switch (element.type) {
    case "range":
    case "number":
      return field.valueAsNumber;
    case "date":
      return field.valueAsDate;
    case "checkbox":
      return field.checked;
    case "file":
      return field.multiple ? field.files : field.files![0];
    case "select-multiple":
      return Array.from((element as unknown as HTMLSelectElement).selectedOptions, (option) => option.value);
    default:
      return element.value;
  }
}
