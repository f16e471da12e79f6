import type {JSDocTagInfo, SymbolDisplayPart} from "typescript-6";
import type {ChapterLanguage} from "./language.ts";
import type {Explanation, Place, Signature} from "./messages.ts";

/** What a name at a place of a cell is: its declaration with types, and what its author wrote of it. Null where no name stands. */
export function explain(language: ChapterLanguage, {cell, at}: Place): Explanation | null {
  const found = language.at(cell, at);
  if (!found) return null;
  const {open, position} = found;
  const {service, ts} = language;
  const {path, text} = open.module;
  const info = service.getQuickInfoAtPosition(path, position);
  if (!info || info.textSpan.start < open.start) return null;
  const name = text.slice(info.textSpan.start, info.textSpan.start + info.textSpan.length);
  // What another cell says of a variable stands there: here it is `declare const x: Seen<typeof __x>`.
  const [definition] = service.getDefinitionAtPosition(path, position) ?? [];
  const elsewhere =
    definition?.fileName === path && definition.textSpan.start < open.start ? text.indexOf(`{${name} as __${name}}`) : -1;
  const origin = elsewhere < 0 ? undefined : service.getQuickInfoAtPosition(path, elsewhere + 1);
  const isPublic = definition?.fileName.startsWith("/lib/") && Object.hasOwn(language.files.exports, name);
  return {
    start: info.textSpan.start - open.start + open.offset,
    end: info.textSpan.start + info.textSpan.length - open.start + open.offset,
    signature: ts.displayPartsToString(info.displayParts).replace(/^\(alias\) (.*?)\nimport .*$/s, "$1"),
    text: words(language, origin?.documentation ?? info.documentation, origin?.tags ?? info.tags),
    ...(isPublic && {of: name})
  };
}

/** What a name that could be put in is. `module`: the one that it would be imported from. */
export function explainName(
  language: ChapterLanguage,
  {cell, at, name, module}: Place & {name: string; module?: string}
): Explanation | null {
  const {service, ts} = language;
  if (module !== undefined) {
    const made = language.probe(`import {${name}} from ${JSON.stringify(module)};`, 8);
    if (!made) return null;
    return {
      start: at,
      end: at,
      signature: plainSignature(ts.displayPartsToString(made.displayParts)),
      text: words(language, made.documentation, made.tags),
      of: name
    };
  }
  const other = language.definers.get(name);
  const [defined] = (other !== undefined && other !== cell && language.opened.get(other)) || [];
  if (defined) {
    const place = new RegExp(`(?<![\\w$.])${name.replaceAll("$", "\\$")}(?![\\w$])`).exec(defined.module.cell.source);
    if (place) return explain(language, {cell: other!, at: place.index + defined.offset});
  }
  const found = language.at(cell, at);
  if (!found) return null;
  const details = service.getCompletionEntryDetails(
    found.open.module.path,
    found.position,
    name,
    {},
    undefined,
    undefined,
    undefined
  );
  if (!details) return null;
  return {
    start: at,
    end: at,
    signature: plainSignature(ts.displayPartsToString(details.displayParts)),
    text: words(language, details.documentation, details.tags)
  };
}

/** The call that a place stands in. Null where there is none. */
export function signature(language: ChapterLanguage, {cell, at}: Place): Signature | null {
  const found = language.at(cell, at);
  if (!found) return null;
  const {ts, service} = language;
  const help = service.getSignatureHelpItems(found.open.module.path, found.position, {});
  const item = help?.items[help.selectedItemIndex];
  // The brackets that stand around an expression call nothing.
  if (!help || !item || help.applicableSpan.start < found.open.start) return null;
  const show = (parts: readonly SymbolDisplayPart[] | undefined): string => ts.displayPartsToString(parts as SymbolDisplayPart[]);
  return {
    before: show(item.prefixDisplayParts),
    parameters: item.parameters.map(({displayParts, documentation}) => ({label: show(displayParts), text: show(documentation)})),
    between: show(item.separatorDisplayParts),
    after: show(item.suffixDisplayParts),
    current: Math.min(help.argumentIndex, item.isVariadic ? item.parameters.length - 1 : Infinity),
    text: firstParagraph(show(item.documentation))
  };
}

function plainSignature(text: string): string {
  return text.replace(/^\(alias\) (.*?)\nimport .*$/s, "$1");
}

function firstParagraph(text: string): string {
  return text.split(/\n\s*\n/)[0]!;
}

/** A doc comment as text: what it says, then its parameters, errors and default values, a line each. */
function words(
  {ts}: ChapterLanguage,
  documentation: SymbolDisplayPart[] | undefined,
  tags: readonly JSDocTagInfo[] = []
): string {
  const said = ts.displayPartsToString(documentation);
  const lines = tags.flatMap(({name, text}) => {
    const rest = ts.displayPartsToString(text).trim();
    if (rest === "") return [];
    if (name === "param") return [rest.replace(/^(\S+)\s*(?:[-–]\s*)?/, "$1: ")];
    if (name === "throws") return [`Throws ${rest.replace(/^\{(.*?)\}/, "$1")}`];
    if (name === "returns") return [`Returns ${rest}`];
    return name === "default" ? [`Default: ${rest}`] : [];
  });
  return [said, ...lines].filter((line) => line !== "").join("\n");
}
