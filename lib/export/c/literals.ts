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
