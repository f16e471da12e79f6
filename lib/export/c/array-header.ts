import {identifier} from "./identifiers.ts";
import {commentText} from "./literals.ts";

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
