/** An expression of the part of C that is understood. */
export type Expression = {line: number} & (
  | {kind: "number"; value: number; whole: boolean}
  | {kind: "name"; name: string}
  | {kind: "element"; of: Expression; index: Expression}
  | {kind: "at"; of: Expression}
  | {kind: "address"; of: Expression}
  | {kind: "call"; name: string; given: Expression[]}
  | {kind: "cast"; whole: boolean; pointer: boolean; of: Expression}
  | {kind: "one"; sign: string; of: Expression}
  | {kind: "step"; by: 1 | -1; before: boolean; of: Expression}
  | {kind: "two"; sign: string; left: Expression; right: Expression}
  | {kind: "choose"; test: Expression; yes: Expression; no: Expression}
  | {kind: "assign"; sign: string; to: Expression; value: Expression}
);

/** A variable or a parameter: its name, whether it is a whole number, and whether it points to such numbers. */
export interface Named {
  name: string;
  whole: boolean;
  pointer: boolean;
}

/** A statement. */
export type Statement = {line: number} & (
  | ({kind: "declare"; kept: boolean; size: Expression | null; value: Expression | null} & Named)
  | {kind: "do"; what: Expression}
  | {kind: "block"; body: Statement[]}
  | {kind: "if"; test: Expression; yes: Statement; no: Statement | null}
  | {
      kind: "loop";
      first: Statement | null;
      test: Expression | null;
      after: Expression | null;
      body: Statement;
      bodyFirst: boolean;
    }
  | {kind: "return"; value: Expression | null}
  | {kind: "leave"; how: "break" | "continue"}
);

/** A function: whether it gives a whole number, its parameters, and what it does. */
export interface CFunction {
  name: string;
  whole: boolean;
  parameters: Named[];
  body: Statement;
}

/** A program: functions, and variables outside of them. */
export interface CProgram {
  functions: Map<string, CFunction>;
  globals: Statement[];
}
