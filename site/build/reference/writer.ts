import type {Position} from "../../notebook/types.ts";

/** A place in a file of the library. */
export interface Place {
  file: string;
  position: Position;
}

/** A page of Markdown in the making, which knows of each of its lines where in the library it comes from. */
export class Writer {
  readonly #lines: string[] = [];
  /** Of each cell that says so, the CSS pixels that its output takes on a phone. */
  readonly narrow = new Map<string, number>();
  /** Of each piece of code that is only shown. */
  readonly links = new Map<string, ReadonlyMap<number, string>>();
  readonly #places: {place: Place; verbatim: boolean}[] = [];

  /** Adds lines that come from one place. */
  add(text: string, place: Place): void {
    for (const line of text.split("\n")) {
      this.#lines.push(line);
      this.#places.push({place, verbatim: false});
    }
  }

  /** Adds a line that stands in the library as it is, from its first character on. */
  verbatim(line: string, place: Place): void {
    this.#lines.push(line);
    this.#places.push({place, verbatim: true});
  }

  /** Adds a fence of code that is only shown, in which words lead somewhere, by the offset at which they begin. */
  shown(code: string, links: ReadonlyMap<number, string>, place: Place): void {
    this.add(`\`\`\`ts static\n${code}\n\`\`\`\n`, place);
    this.links.set(code, links);
  }

  get text(): string {
    return `${this.#lines.join("\n")}\n`;
  }

  /** Where in the library a place of the page comes from. */
  placeAt({line, column}: Position): Place {
    const {place, verbatim} = this.#places[line - 1] ?? this.#places.at(-1)!;
    const {file, position} = place;
    return {file, position: verbatim ? {line: position.line, column: position.column + column - 1} : position};
  }
}

/** Text of a doc comment as Markdown of a page: code stays, all else means itself. */
export function proseOf(text: string): string {
  return text
    .split(/(```[^]*?```|`[^`\n]*(?:\n[^`\n]*)?`)/)
    .map((piece, i) => (i % 2 === 1 ? piece : piece.replace(/[<$[\]*_\\^~]|\{(?=\.)/g, "\\$&")))
    .join("");
}
