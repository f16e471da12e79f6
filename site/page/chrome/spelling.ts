/** British spellings and the American ones that stand for both, in lower-case words. What is no English word may change too: on both sides. */
const RULES: readonly (readonly [british: RegExp, american: string])[] = [
  [/(behavi|col|endeav|fav|flav|harb|hon|hum|lab|neighb|rum|vap|vig)our/, "$1or"],
  [/(..)is(e[ds]?|ers?|ing|ations?|able)$/, "$1iz$2"],
  [/lys(e[ds]?|ers?|ing)$/, "lyz$1"],
  // The beginning of such a word, as it is typed.
  [/(....)is$/, "$1iz"],
  [/(cen)tred$/, "$1tered"],
  [/(cen|me|li|thea|spec)tre(s?)$/, "$1ter$2"],
  [/fibre/, "fiber"],
  [/grey/, "gray"],
  [/l(l)(ed|ing|ers?|ations?)$/, "l$2"],
  [/(cata|dia|ana|mono)logue/, "$1log"],
  [/(lic|def|off|pret)ence/, "$1ense"],
  [/(pro|kilo)gramme/, "$1gram"]
];

/** One spelling for both: "colour" and "color" are "color", "normalisation" is "normalization". Takes a word in lower case. */
export function oneSpelling(word: string): string {
  return RULES.reduce((text, [british, american]) => text.replace(british, american), word);
}
