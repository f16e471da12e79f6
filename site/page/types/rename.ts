import {builtins} from "../../notebook/cell/globals.ts";
import type {ChapterLanguage, OpenModule} from "./language.ts";
import type {Place, Renaming, Change} from "./messages.ts";

/**
 * Another name for what stands at a place of a cell: in that cell alone for a name of its own, in every cell for one that the chapter
 * shares. `fixed`: cells whose text the reader cannot change. Without `to` it says only whether there is something to be renamed.
 */
export function rename(
  language: ChapterLanguage,
  {cell, at, to, fixed}: Place & {to?: string; fixed: readonly string[]}
): Renaming {
  const found = language.at(cell, at);
  const nothing = {refused: "No name stands here that could be changed."};
  if (!found) return nothing;
  const {open, position} = found;
  const info = language.service.getRenameInfo(open.module.path, position, {allowRenameOfImportPath: false});
  if (!info.canRename || info.triggerSpan.start < open.start) return nothing;
  const name = open.module.text.slice(info.triggerSpan.start, info.triggerSpan.start + info.triggerSpan.length);
  const shared = isShared(language, open, position, name);
  const places = shared ? everywhere(language, name) : placesFrom(language, open, position);
  if (places.length === 0) return nothing;
  const unchangeable = places.find((place) => fixed.includes(place.cell));
  if (unchangeable) return {refused: `${name} also stands in ${unchangeable.cell}, whose text cannot be changed here.`};
  if (to === undefined) return {name};
  const taken = refusal(language, to, new Set(places.map((place) => place.cell)));
  if (taken !== undefined) return {refused: taken};
  return {name, changes: places.map(({prefix, suffix, ...place}) => ({...place, insert: `${prefix}${to}${suffix}`}))};
}

interface RenamePlace extends Omit<Change, "insert"> {
  prefix: string;
  suffix: string;
}

/** The name is one that the chapter's cells share, and the place means that one: not a name of the same letters within a function. */
function isShared(language: ChapterLanguage, open: OpenModule, position: number, name: string): boolean {
  if (!language.definers.has(name)) return false;
  const {path, cell} = open.module;
  if (cell.role === "solution") return false;
  const [definition] = language.service.getDefinitionAtPosition(path, position) ?? [];
  if (!definition) return false;
  if (definition.fileName !== path) return language.opens(definition.fileName) !== undefined;
  if (definition.textSpan.start < open.start) return true;
  // A top-level declaration is what the module's last line exports.
  return definition.textSpan.start === exportedDefinition(language, open, name);
}

function exportedDefinition({service}: ChapterLanguage, open: OpenModule, name: string): number | undefined {
  const place = handle(open, name);
  const [definition] = place === undefined ? [] : (service.getDefinitionAtPosition(open.module.path, place) ?? []);
  return definition?.textSpan.start;
}

/** Where a module's own lines name what it gets from another cell, or gives to others. */
function handle({module: {text, cell}, start}: OpenModule, name: string): number | undefined {
  const escaped = name.replaceAll("$", "\\$");
  const first = text.slice(0, start);
  const declared = new RegExp(`declare const ${escaped}:|import \\{(?:type )?${escaped}\\} from`).exec(first);
  if (declared) return declared.index + declared[0].search(new RegExp(`(?<![\\w$])${escaped}(?![\\w$])`));
  const last = start + cell.source.length;
  const given = new RegExp(`export \\{[^}]*?(?<![\\w$])${escaped}(?![\\w$])`).exec(text.slice(last));
  return given ? last + given.index + given[0].length - name.length : undefined;
}

/** Every place of a shared name, in all cells: from each module's own mention of it. */
function everywhere(language: ChapterLanguage, name: string): RenamePlace[] {
  const found = new Map<string, RenamePlace>();
  for (const all of language.opened.values()) {
    for (const open of all) {
      if (open.module.circumstance !== "") continue;
      const mentioned = handle(open, name);
      if (mentioned === undefined) continue;
      // A cell's own name is renamed where it is declared: to rename what it gives to others would leave it as it is.
      const place = mentioned < open.start ? mentioned : exportedDefinition(language, open, name);
      for (const each of place === undefined ? [] : placesFrom(language, open, place))
        found.set(`${each.cell}\0${each.start}`, each);
    }
  }
  return [...found.values()];
}

/** Places in the cell's own text of what stands at a position of its module. */
function placesFrom({service}: ChapterLanguage, open: OpenModule, position: number): RenamePlace[] {
  const {path, cell} = open.module;
  const locations = service.findRenameLocations(path, position, false, false, {providePrefixAndSuffixTextForRename: true}) ?? [];
  return locations.flatMap(({fileName, textSpan, prefixText = "", suffixText = ""}) => {
    const start = textSpan.start - open.start;
    if (fileName !== path || start < 0 || start >= cell.source.length) return [];
    const from = start + open.offset;
    return [{cell: open.id, start: from, end: from + textSpan.length, prefix: prefixText, suffix: suffixText}];
  });
}

/** Why a name cannot be given, if so. */
function refusal(language: ChapterLanguage, to: string, cells: ReadonlySet<string>): string | undefined {
  if (!/^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(to))
    return `A name is made of letters, digits, _ and $, and begins with no digit; not “${to}”.`;
  const other = language.definers.get(to);
  if (other !== undefined) return `${to} is defined in ${other} already.`;
  if ((builtins as readonly string[]).includes(to)) return `${to} is a built-in of the notebook.`;
  const word = new RegExp(`(?<![\\p{ID_Continue}$.])${to.replaceAll("$", "\\$")}(?![\\p{ID_Continue}$])`, "u");
  for (const id of cells)
    if (language.opened.get(id)?.some(({module}) => word.test(module.cell.source)))
      return `${to} has a meaning in ${id} already.`;
  return undefined;
}
