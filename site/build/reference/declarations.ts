import {type Token, tokensOf} from "./tokens.ts";

/** What a module declares at its top, or hands on. */
export interface Declaration {
  name: string;
  kind: "function" | "class" | "interface" | "type" | "enum" | "const";
  exported: boolean;
  /** Where its name stands. */
  at: number;
  /** Its doc comment, with the marks, in the source; of a function with overloads, the first that has one. */
  doc?: {start: number; end: number};
  /** What it promises, as stretches of the source: a function without its body, each of its overloads, a type as it is. */
  parts: readonly {start: number; end: number}[];
  /** False for a function whose result, or a variable whose type, is not written down. */
  typed: boolean;
}

/** A name that a module has from another. */
export interface Origin {
  /** As written: "./matrix.ts". */
  specifier: string;
  /** "*" for all of it. */
  imported: string;
}

/** A module's text, and what stands at its top. */
export interface ModuleDeclarations {
  source: string;
  declarations: Declaration[];
  /** Local name → where it comes from. */
  imports: Map<string, Origin>;
  /** Exported name → where it comes from, or the local name that it hands on. */
  reexports: Map<string, Origin | string>;
  /** Modules of which all is handed on. */
  everythingOf: string[];
}

/** Reads the top of a module: what `export`, `import` and declarations of types say. Bodies of functions are passed over. */
export function declarationsOf(source: string): ModuleDeclarations {
  return new TopReader(source).read();
}

const opening: Readonly<Record<string, string>> = {"(": ")", "[": "]", "{": "}"};
/** A type goes on after these. */
const expectsType = /^(?:[:|&,<?([]|=>|is|keyof|typeof|readonly|extends|infer|unique|asserts)$/;

class TopReader {
  readonly #tokens: Token[];
  readonly #made: ModuleDeclarations;
  #i = 0;

  constructor(source: string) {
    this.#tokens = tokensOf(source);
    this.#made = {source, declarations: [], imports: new Map(), reexports: new Map(), everythingOf: []};
  }

  read(): ModuleDeclarations {
    while (this.#i < this.#tokens.length) this.#statement();
    return this.#made;
  }

  #text(offset = 0): string | undefined {
    return this.#tokens[this.#i + offset]?.text;
  }

  #statement(): void {
    const first = this.#tokens[this.#i]!;
    const exported = first.text === "export";
    if (first.text === "import" && this.#text(1) !== "(" && this.#text(1) !== ".") return this.#import();
    if (exported) {
      this.#i++;
      if (this.#text() === "{" || this.#text() === "*" || (this.#text() === "type" && /^[{*]$/.test(this.#text(1) ?? "")))
        return this.#handOn();
    }
    while (/^(?:declare|abstract|async)$/.test(this.#text() ?? "")) this.#i++;
    const word = this.#text();
    const named = this.#tokens[this.#i + 1]?.kind === "name";
    if (word === "function") return this.#function(first, exported);
    if (named && (word === "interface" || word === "enum")) return this.#block(first, exported, word);
    if (named && word === "class") return this.#class(first, exported);
    if (named && word === "type") return this.#type(first, exported);
    if (named && /^(?:const|let|var)$/.test(word!)) return this.#variable(first, exported);
    this.#i++;
    this.#toEnd();
  }

  /** `import a, {b as c, type d} from "m";` */
  #import(): void {
    const names: {imported: string; local: string}[] = [];
    this.#i++;
    if (this.#text() === "type" && this.#text(1) !== "from" && this.#text(1) !== ",") this.#i++;
    for (; this.#i < this.#tokens.length; this.#i++) {
      const {text, kind} = this.#tokens[this.#i]!;
      if (kind === "text") {
        for (const {imported, local} of names) this.#made.imports.set(local, {specifier: text.slice(1, -1), imported});
        break;
      }
      if (text === "{") names.push(...this.#names());
      else if (text === "*") names.push({imported: "*", local: this.#tokens[(this.#i += 2)]?.text ?? ""});
      else if (kind === "name" && text !== "from") names.push({imported: "default", local: text});
    }
    this.#toEnd();
  }

  /** `export {a, type b as c} from "m";`, `export * from "m";` */
  #handOn(): void {
    if (this.#text() === "type") this.#i++;
    const all = this.#text() === "*";
    const names = all ? [] : this.#names();
    let specifier: string | undefined;
    for (; this.#i < this.#tokens.length && this.#text() !== ";"; this.#i++)
      if (this.#tokens[this.#i]!.kind === "text") specifier = this.#text()!.slice(1, -1);
    this.#i++;
    if (all && specifier !== undefined) this.#made.everythingOf.push(specifier);
    for (const {imported, local} of names)
      this.#made.reexports.set(local, specifier === undefined ? imported : {specifier, imported});
  }

  /** What stands in braces, from `{` on; stops at `}`. */
  #names(): {imported: string; local: string}[] {
    const found: {imported: string; local: string}[] = [];
    let words: string[] = [];
    for (this.#i++; this.#i < this.#tokens.length; this.#i++) {
      const {text, kind} = this.#tokens[this.#i]!;
      if (kind === "name") words.push(text);
      if (text !== "," && text !== "}") continue;
      if (words.length > 1 && words[0] === "type" && words[1] !== "as") words.shift();
      if (words.length > 0) found.push({imported: words[0]!, local: words.at(-1)!});
      words = [];
      if (text === "}") break;
    }
    return found;
  }

  #function(first: Token, exported: boolean): void {
    this.#i++;
    if (this.#text() === "*") this.#i++;
    const name = this.#tokens[this.#i]!;
    const head = this.#head();
    const {declarations} = this.#made;
    const earlier = declarations.find((each) => each.kind === "function" && each.name === name.text);
    const part = {start: from(first, exported), end: head.end};
    if (earlier) {
      // What stands with a body behind overloads is for the body alone.
      if (!head.body) Object.assign(earlier, {parts: [...earlier.parts, part], typed: earlier.typed && head.typed});
      if (!earlier.doc && first.doc) earlier.doc = first.doc;
      return;
    }
    this.#add({name: name.text, kind: "function", exported, at: name.start, parts: [part], typed: head.typed}, first);
  }

  /** From a function's name past its body, if it has one. */
  #head(): {end: number; typed: boolean; body: boolean} {
    this.#i++;
    if (this.#text() === "<") this.#angles();
    this.#past();
    const typed = this.#text() === ":";
    let end = this.#tokens[this.#i - 1]!.end;
    for (; this.#i < this.#tokens.length; this.#i++) {
      const {text} = this.#tokens[this.#i]!;
      if (text === ";") return (this.#i++, {end, typed, body: false});
      if (text === "{" && !expectsType.test(this.#tokens[this.#i - 1]!.text)) return (this.#past(), {end, typed, body: true});
      if (opening[text]) {
        this.#past();
        this.#i--;
      }
      end = this.#tokens[this.#i]!.end;
    }
    return {end, typed, body: false};
  }

  #block(first: Token, exported: boolean, kind: "interface" | "enum"): void {
    const name = this.#tokens[this.#i + 1]!;
    while (this.#i < this.#tokens.length && this.#text() !== "{") {
      this.#i++;
      if (this.#text() === "<") this.#angles();
    }
    this.#past();
    const part = {start: from(first, exported), end: this.#tokens[this.#i - 1]!.end};
    this.#add({name: name.text, kind, exported, at: name.start, parts: [part], typed: true}, first);
  }

  #type(first: Token, exported: boolean): void {
    const name = this.#tokens[this.#i + 1]!;
    this.#toEnd();
    const part = {start: from(first, exported), end: this.#tokens[this.#i - 1]!.end};
    this.#add({name: name.text, kind: "type", exported, at: name.start, parts: [part], typed: true}, first);
  }

  /** `const a: T = …;` is its name and its type; without one, what is short enough to be read. */
  #variable(first: Token, exported: boolean): void {
    const name = this.#tokens[this.#i + 1]!;
    const typed = this.#text(2) === ":";
    let head: number | undefined;
    for (let angle = 0, i = this.#i; i < this.#tokens.length && head === undefined; i++) {
      const {text} = this.#tokens[i]!;
      if (text === "<") angle++;
      else if (text === ">") angle--;
      else if (text === "=" && angle === 0) head = this.#tokens[i - 1]!.end;
      else if (text === ";") break;
    }
    this.#toEnd();
    const end = this.#tokens[this.#i - 1]!.end;
    const part = {start: from(first, exported), end: typed ? (head ?? end) : end};
    this.#add({name: name.text, kind: "const", exported, at: name.start, parts: [part], typed}, first);
  }

  /** A class is its head, and each of its members without a body; what is private is left out. */
  #class(first: Token, exported: boolean): void {
    const name = this.#tokens[this.#i + 1]!;
    while (this.#i < this.#tokens.length && this.#text() !== "{") this.#i++;
    const parts = [{start: from(first, exported), end: this.#tokens[this.#i]!.end}];
    this.#i++;
    while (this.#i < this.#tokens.length && this.#text() !== "}") {
      const member = this.#tokens[this.#i]!;
      while (
        /^(?:readonly|override|static|async|get|set|public|private|protected|declare|abstract|accessor|\*)$/.test(
          this.#text() ?? ""
        ) &&
        this.#text(1) !== "("
      )
        this.#i++;
      const own = member.text === "private" || this.#text()!.startsWith("#");
      const method = this.#text(1) === "(" || this.#text(1) === "<";
      const end = method ? this.#head().end : this.#property();
      if (!own) parts.push({start: member.doc?.start ?? member.start, end});
    }
    this.#i++;
    this.#add({name: name.text, kind: "class", exported, at: name.start, parts, typed: true}, first);
  }

  /** A property with its type; its first value is left out where the type is written. */
  #property(): number {
    const typed = /^[:?!]$/.test(this.#text(1) ?? "");
    let end = 0;
    let cut: number | undefined;
    for (; this.#i < this.#tokens.length && this.#text() !== ";" && this.#text() !== "}"; this.#i++) {
      if (this.#text() === "=" && typed) cut ??= end;
      if (opening[this.#text()!]) {
        this.#past();
        this.#i--;
      }
      end = this.#tokens[this.#i]!.end;
    }
    if (this.#text() === ";") this.#i++;
    return cut ?? end;
  }

  /** Past a `<…>`. */
  #angles(): void {
    let depth = 0;
    for (; this.#i < this.#tokens.length; this.#i++) {
      if (this.#text() === "<") depth++;
      else if (this.#text() === ">" && --depth === 0) return void this.#i++;
    }
  }

  /** From a bracket past the one that closes it. */
  #past(): void {
    let depth = 0;
    for (; this.#i < this.#tokens.length; this.#i++) {
      const {text, kind} = this.#tokens[this.#i]!;
      if (kind !== "mark") continue;
      if (opening[text]) depth++;
      else if (/^[)\]}]$/.test(text) && --depth === 0) return void this.#i++;
    }
  }

  /** Past the `;` that ends a statement, or the block that it is. */
  #toEnd(): void {
    for (; this.#i < this.#tokens.length; this.#i++) {
      const text = this.#text()!;
      if (text === ";") return void this.#i++;
      if (text === "}") return void this.#i++;
      if (opening[text] && this.#tokens[this.#i]!.kind === "mark") {
        this.#past();
        this.#i--;
        const next = this.#text(1);
        if (this.#text() === "}" && (next === "export" || next === "import")) return void this.#i++;
      }
    }
  }

  #add(declaration: Declaration, first: Token): void {
    this.#made.declarations.push(first.doc ? {...declaration, doc: first.doc} : declaration);
  }
}

/** Where the text of a declaration begins: what is exported says so by standing in a list. */
function from(first: Token, exported: boolean): number {
  return exported ? first.end + 1 : first.start;
}
