import type {Graph, GraphTensor} from "../graph/graph.ts";
import type {ArenaPlan} from "./arena.ts";
import {commentText, constantArray, identifiers} from "./literals.ts";
import {floatPieces} from "./kernels-float.ts";
import {int8Pieces} from "./kernels-int8.ts";
import {genericPieces, sharedPieces} from "./kernels-shared.ts";
import type {Piece} from "./kernels-shared.ts";
import {sizeOf} from "../../nn/arithmetic/values.ts";

/** Every function and type that a program may need, in the order in which they stand in it. */
export const pieces: Readonly<Record<string, Piece>> = {...sharedPieces, ...genericPieces, ...floatPieces, ...int8Pieces};

/** A program in C while it is put together. */
export interface Program {
  readonly graph: Graph;
  /** The number of bytes of the constants so far. */
  readonly weightBytes: number;
  /** Names of the functions and types that are needed. */
  readonly used: ReadonlySet<string>;
  /** The constants, as C. */
  readonly constants: readonly string[];
  /** The statements of the function, as C. */
  readonly statements: readonly string[];
  /** Says that a function or type is needed, and gives its name. */
  use(piece: string): string;
  /** Writes a constant once for each name, and gives its identifier. */
  constant(name: string, data: Float32Array | Int8Array | Int32Array, comment: string): string;
  /** The identifier of a tensor: a parameter of the function, a constant, or a pointer into the arena. */
  tensor(place: number): string;
  /** Calls a function of the program. */
  call(piece: string, words: readonly (string | number)[], comment: string): void;
}

/** An empty program for a graph. @throws RangeError naming a tensor that C cannot hold. */
export function program(graph: Graph, plan: ArenaPlan, taken: readonly string[]): Program {
  const used = new Set<string>();
  const constants: string[] = [];
  const statements: string[] = [];
  const unique = identifiers([...Object.keys(pieces), "arena_float", "arena_int8", ...taken]);
  const names = new Map<number, string>();
  for (const place of [...graph.inputs, ...graph.outputs]) names.set(place, unique(graph.tensors[place].name));
  let weightBytes = 0;
  const made: Program = {
    graph,
    used,
    constants,
    statements,
    get weightBytes() {
      return weightBytes;
    },
    use(piece) {
      if (!used.has(piece)) {
        used.add(piece);
        pieces[piece].needs?.forEach(made.use);
      }
      return piece;
    },
    constant(name, data, comment) {
      const id = unique(name);
      weightBytes += data.byteLength;
      constants.push(constantArray(id, data, comment));
      return id;
    },
    tensor(place) {
      const known = names.get(place);
      if (known !== undefined) return known;
      const tensor = graph.tensors[place];
      const {name, shape, data} = tensor;
      const id = data ? made.constant(name, numbersOf(tensor), `${name} [${shape.join(", ")}]`) : unique(name);
      names.set(place, id);
      if (!data) statements.push(declaration(place, id));
      return id;
    },
    call(piece, words, comment) {
      const head = `    ${made.use(piece)}(`;
      const indent = " ".repeat(head.length);
      let text = head;
      words.forEach((word, i) => {
        const part = `${word}${i + 1 < words.length ? "," : ");"}`;
        const line = text.slice(text.lastIndexOf("\n") + 1);
        if (i > 0) text += line.length + part.length + 1 > 100 ? `\n${indent}` : " ";
        text += part;
      });
      statements.push(`    /* ${commentText(comment)} */\n${text}\n`);
    }
  };
  const declaration = (place: number, id: string): string => {
    const tensor = graph.tensors[place];
    const alias = plan.aliases.get(place);
    const type = cType(tensor);
    if (alias !== undefined) return `    const ${type} *const ${id} = ${made.tensor(alias)};`;
    const at = plan.places.get(place);
    if (!at) throw new RangeError(`the graph uses "${tensor.name}" before it is made`);
    return `    ${type} *const ${id} = arena_${tensor.type === "int8" ? "int8" : "float"} + ${at.offset}; /* ${sizeOf(tensor.shape)} */`;
  };
  return made;
}

/** The type of a tensor's numbers in C. @throws RangeError naming the tensor for others than float32, int8 and int32. */
export function cType({name, type}: GraphTensor): "float" | "int8_t" | "int32_t" {
  if (type === "float32") return "float";
  if (type === "int8") return "int8_t";
  if (type === "int32") return "int32_t";
  throw new RangeError(`"${name}" is ${type}: C is written from float32 graphs and from those of quantise`);
}

function numbersOf(tensor: GraphTensor): Float32Array | Int8Array | Int32Array {
  cType(tensor);
  return tensor.data as Float32Array | Int8Array | Int32Array;
}
