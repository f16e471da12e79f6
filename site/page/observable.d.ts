declare module "@observablehq/runtime" {
  /** Hears of a variable's life; `_node` is what the built-in `visibility` watches. */
  export interface Observer {
    _node?: Element;
    pending?(): void;
    fulfilled?(value: unknown, name: string | null): void;
    rejected?(error: unknown, name: string | null): void;
  }
  export interface Variable {
    define(name: string | null, inputs: string[], definition: (...inputs: never[]) => unknown): this;
    delete(): this;
  }
  export interface Module {
    variable(observer?: Observer | true): Variable;
    builtin(name: string, value: unknown): void;
  }
  export class Runtime {
    constructor(builtins?: Record<string, () => unknown>, global?: (name: string) => unknown);
    module(): Module;
    dispose(): void;
  }
  /** `input` names the variable that failed or is missing. */
  export class RuntimeError extends Error {
    readonly input: string | undefined;
  }
}

declare module "@observablehq/inspector" {
  export class Inspector {
    constructor(node: Element);
    pending(): void;
    fulfilled(value: unknown, name?: string): void;
    rejected(error: unknown, name?: string): void;
  }
}

declare module "@observablehq/inputs";
