/** Words of C99 and of the headers that the program includes, which cannot name anything else. */
const RESERVED = new Set(
  (
    "auto break case char const continue default do double else enum extern float for goto if inline int long register restrict " +
    "return short signed sizeof static struct switch typedef union unsigned void volatile while main bool true false NULL asm " +
    "exp expf tanh tanhf fabs fabsf floor floorf round lrint lrintf log sqrt cos sin pow y0 y1 yn j0 j1 jn gamma signgam remainder " +
    "memcpy memset memmove strlen index"
  ).split(" ")
);

/**
 * A text as a C identifier: letters without accents, digits and underscores, not beginning with a digit or an underscore. What
 * stands for a word of the language gets an underscore behind it.
 */
export function identifier(text: string): string {
  const plain = text.normalize("NFKD").replace(/[\u0300-\u036f]/g, "").replace(/[^A-Za-z0-9]+/g, "_").replace(/^_+|_+$/g, ""); // prettier-ignore
  const name = /^[A-Za-z]/.test(plain) ? plain : `t${plain === "" ? "" : "_"}${plain}`;
  return RESERVED.has(name) ? `${name}_` : name;
}

/** Gives every text an identifier of its own; `taken` are those that it may not give. */
export function identifiers(taken: Iterable<string> = []): (text: string) => string {
  const known = new Set(taken);
  return (text) => {
    const first = identifier(text);
    let name = first;
    for (let i = 2; known.has(name); i++) name = `${first}_${i}`;
    known.add(name);
    return name;
  };
}

/** A line of C is at most so wide. */
const WIDTH = 100;

/** A number as a `float` constant that reads back as the same one: 0.1f, 1.0f, −3.5e-05f. */
export function floatLiteral(value: number): string {
  if (Number.isNaN(value)) return "NAN";
  if (!Number.isFinite(value)) return value > 0 ? "INFINITY" : "-INFINITY";
  if (Object.is(value, -0)) return "-0.0f";
  const text = shortest(Math.fround(value));
  return `${/[.e]/.test(text) ? text : `${text}.0`}f`;
}

/** Seven digits where they are enough (0.1), else the nine that tell every number of single precision from its neighbours. */
function shortest(value: number): string {
  const short = Number(value.toPrecision(7));
  return String(Math.fround(short) === value ? short : Number(value.toPrecision(9)));
}

/** A text for a comment: in ASCII, and without what would end the comment or begin another. */
export function commentText(text: string): string {
  return text.replaceAll("×", "x").replace(/[^ -~]/g, "?").replace(/\*\/|\/\*|\?\?|\\/g, "_"); // prettier-ignore
}

/** A number as an `int32_t` constant; the least of all cannot be written as one. */
export function intLiteral(value: number): string {
  return value === -(2 ** 31) ? "(-2147483647 - 1)" : String(value);
}

/** As `floatLiteral`, for many: nine digits always, which is five times faster than to look for fewer. */
function quickFloat(value: number): string {
  if (value === 0) return "0.0f";
  // Others have no point, or are none that digits can write.
  return Math.abs(value) < 1e8 ? `${value.toPrecision(9)}f` : floatLiteral(value);
}

/**
 * A constant array: `static const float NAME[6] = {…};`, as many numbers a line as fit.
 * @param comment stands above it
 */
export function constantArray(name: string, data: Float32Array | Int8Array | Int32Array, comment: string): string {
  const [type, literal] =
    data instanceof Float32Array
      ? ["float", quickFloat]
      : data instanceof Int8Array
        ? ["int8_t", String]
        : ["int32_t", intLiteral];
  const lines: string[] = [];
  let line = "   ";
  for (let i = 0; i < data.length; i++) {
    const text = ` ${literal(data[i])}${i + 1 < data.length ? "," : ""}`;
    if (line.length + text.length > WIDTH) {
      lines.push(line);
      line = "   ";
    }
    line += text;
  }
  lines.push(line);
  return `/* ${commentText(comment)} */\nstatic const ${type} ${name}[${data.length}] = {\n${lines.join("\n")}\n};\n`;
}

/** Every byte as C writes it. */
const HEX = Array.from({length: 256}, (_, byte) => `0x${byte.toString(16).padStart(2, "0")}`);

/**
 * A file as a C array in a header, as `xxd -i` and TensorFlow Lite Micro's examples have it: 12 bytes a line, NAME_len, and an
 * include guard. Numbers begin at a multiple of 16 bytes where the compiler can do that; interpreters want it. Include it in one
 * source file alone.
 * @param name letters, digits and underscores; else it is made so
 * @param about one line for the reader
 */
export function cArrayHeader(bytes: Uint8Array, name: string, about = "made with Gantry"): string {
  const id = identifier(name);
  const guard = `${id.toUpperCase()}_H`;
  const lines: string[] = [];
  for (let i = 0; i < bytes.length; i += 12) {
    let line = `  ${HEX[bytes[i]]}`;
    for (let k = i + 1; k < Math.min(i + 12, bytes.length); k++) line += `, ${HEX[bytes[k]]}`;
    lines.push(line);
  }
  // C has no arrays without numbers.
  const body = lines.length > 0 ? lines.join(",\n") : "  0x00";
  return `/* ${commentText(about)} */
#ifndef ${guard}
#define ${guard}

/* The array begins at a multiple of 16 bytes, where the compiler has a way to say so. */
#ifndef DATA_ALIGN_ATTRIBUTE
#if defined(__GNUC__) || defined(__clang__)
#define DATA_ALIGN_ATTRIBUTE __attribute__((aligned(16)))
#else
#define DATA_ALIGN_ATTRIBUTE
#endif
#endif

const unsigned char ${id}[] DATA_ALIGN_ATTRIBUTE = {
${body}
};
const int ${id}_len = ${bytes.length};

#endif
`;
}
