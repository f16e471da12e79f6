import type {Listening, observe as Observe} from "./generators.ts";

/**
 * A value that its own cell sets through `.value` while other cells see what it is now: `const count = Mutable(0)`, then
 * `const increment = () => ++count.value` in the same cell. Undefined is not passed on before the first assignment. (`observe` is given:
 * imported, it would be taken out of the page's own script.)
 */
export function mutableWith(observe: typeof Observe) {
  return function Mutable<T>(initial?: T): Listening<T> & {value: T} {
    let value = initial as T;
    let change: (value: T) => void;
    const generator = observe<T>((push) => {
      change = push;
      if (value !== undefined) push(value);
    });
    return Object.defineProperty(generator, "value", {
      get: () => value,
      set: (next: T) => change((value = next))
    }) as Listening<T> & {value: T};
  };
}
