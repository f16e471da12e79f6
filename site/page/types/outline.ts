import type {SourceFile, Statement} from "typescript-6";
import type {Outline} from "../../notebook/check/modules.ts";
import type {TypeScript} from "./typescript.ts";

/** What can be said of a cell's text that is not complete, as it is while it is typed: TypeScript's parser reads on where others stop. */
export function outlineOf(ts: TypeScript, source: string): Outline {
  const file = ts.createSourceFile("cell.ts", source, ts.ScriptTarget.ESNext);
  const outline: Outline = {expression: false, declarations: [], variables: [], types: [], references: []};
  for (const statement of file.statements) declare(ts, file, statement, outline);
  const own = new Set([...outline.declarations, ...outline.types]);
  // Any word may be a name of another cell: one too many does no harm.
  outline.references = [...new Set(source.match(/[\p{ID_Start}$_][\p{ID_Continue}$]*/gu))].filter((word) => !own.has(word));
  return outline;
}

type Named = Statement & {name?: {text?: string}};

function declare(ts: TypeScript, file: SourceFile, statement: Statement, {declarations, variables, types}: Outline): void {
  const {SyntaxKind: Kind} = ts;
  const name = (statement as Named).name?.text;
  const add = (list: string[], text: string | undefined): void => void (text && !list.includes(text) && list.push(text));
  switch (statement.kind) {
    case Kind.VariableStatement: {
      // Every word of a pattern, as far as there is one: `const {a, b: [c]} = …`.
      const list = (statement as unknown as {declarationList: {declarations: readonly {name: {pos: number; end: number}}[]}})
        .declarationList;
      for (const {name: pattern} of list.declarations)
        for (const word of file.text.slice(pattern.pos, pattern.end).match(/[\p{ID_Start}$_][\p{ID_Continue}$]*(?!\s*:)/gu) ??
          []) {
          add(declarations, word);
          add(variables, word);
        }
      break;
    }
    case Kind.FunctionDeclaration:
      add(declarations, name);
      break;
    case Kind.ClassDeclaration:
      add(declarations, name);
      add(types, name);
      break;
    case Kind.InterfaceDeclaration:
    case Kind.TypeAliasDeclaration:
      add(types, name);
      break;
    case Kind.ImportDeclaration: {
      const [, list = ""] = /\{([^}]*)\}/.exec(file.text.slice(statement.pos, statement.end)) ?? [];
      for (const item of list.split(",")) add(declarations, /([\w$]+)\s*$/.exec(item)?.[1]);
      const [, alone] = /^\s*import\s+(?:\*\s*as\s+)?([\w$]+)\s+from\b/.exec(file.text.slice(statement.pos, statement.end)) ?? [];
      add(declarations, alone);
      break;
    }
  }
}
