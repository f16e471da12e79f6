import type {Mark} from "./mark.ts";

/** Letters that are drawn as an ASCII one, in pairs: those of Cyrillic, Greek, Armenian and Latin itself (Unicode's confusables.txt). */
const PAIRS =
  "аa сc ԁd еe һh іi јj кk ӏl оo рp ԛq ѕs ѵv ԝw хx уy АA ВB СC ЕE НH ІI ЈJ КK МM ОO РP ԚQ ЅS ТT ѴV ԜW ХX УY " +
  "αa ιi κk νv οo ρp υu ϲc ϳj ΑA ΒB ΕE ΗH ΙI ΚK ΜM ΝN ΟO ΡP ΤT ΥY ΧX ΖZ " +
  "օo ոn սu հh ցg ԼL ՍU ՏS " +
  "ɑa ɡg ıi ǀl";

const ascii = new Map(PAIRS.split(" ").map(([letter = "", drawn = ""]) => [letter, drawn]));

/** The scripts that are told apart; all else is of none. */
const SCRIPTS = ["Latin", "Cyrillic", "Greek", "Armenian", "Hebrew", "Arabic", "Cherokee"].map(
  (name) => [name, new RegExp(`^\\p{Script=${name}}$`, "u")] as const
);

const identifier = /[\p{ID_Start}$_][\p{ID_Continue}$\u200c\u200d]*/gu;

/** An identifier as it is drawn: every letter that looks like an ASCII one is that. */
export function skeleton(name: string): string {
  return [...name.normalize("NFKC")].map((letter) => ascii.get(letter) ?? letter).join("");
}

/**
 * The identifiers of a text that can be taken for others: of letters of two scripts of which some look like Latin ones, of letters
 * that are another way to write plain ones ("𝐚", "ａ"), or drawn as one of `names` without being it. `ρ_max` and `данные` are none.
 */
export function lookAlikes(text: string, names: ReadonlySet<string>): Mark[] {
  const marks: Mark[] = [];
  if (/^[\x00-\x7f]*$/.test(text)) return marks;
  for (const match of text.matchAll(identifier)) {
    const [name] = match;
    if (/^[\x00-\x7f]*$/.test(name)) continue;
    const drawn = skeleton(name);
    const scripts = scriptsOf(name);
    const mixed = scripts.includes("Latin") && scripts.length > 1 && [...name].some((letter) => ascii.has(letter));
    const folded = name.normalize("NFKC") !== name.normalize("NFC");
    if (!mixed && !folded && (drawn === name || !names.has(drawn))) continue;
    const why = mixed
      ? `letters of ${scripts.join(" and ")}`
      : folded
        ? "letters in another form"
        : `letters of ${scripts.join(" and ")}, and not the name ${drawn}`;
    marks.push({start: match.index, end: match.index + name.length, kind: "look-alike", label: drawn, name: why});
  }
  return marks;
}

function scriptsOf(name: string): string[] {
  const found = SCRIPTS.filter(([, pattern]) => [...name].some((letter) => pattern.test(letter)));
  return found.map(([script]) => script);
}
