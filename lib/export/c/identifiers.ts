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
