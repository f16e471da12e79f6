import {uniqueSlug} from "../../notebook/text/markdown.ts";
import {LocatedError} from "../../notebook/types.ts";
import type {Use} from "../pages/uses.ts";
import {codeOf, placeOf, summaryOf, type Surroundings, writeEntry} from "./entry.ts";
import type {Library, Named, PublicModule} from "./library.ts";
import {namesIn} from "./signature.ts";
import {GALLERY, INDEX, isFigure, needsExample, type Subject, subjectOf, SUBJECTS} from "./subjects.ts";
import {type Place, Writer} from "./writer.ts";

/** A page of the reference as Markdown, in which its mistakes can be found again. */
export interface ReferencePage {
  slug: string;
  /** The name under which it is known while it is made; no such file exists. */
  file: string;
  out: Writer;
}

/** A mistake in one of these pages, told where its cause stands in the library; any other as it is. */
export function locatedIn(pages: readonly ReferencePage[], error: LocatedError): LocatedError {
  const page = pages.find(({file}) => file === error.file);
  if (!page) return error;
  const elsewhere = error.message.replaceAll(
    /\b(notebooks\/[\w-]+\.md):(\d+):(\d+)/g,
    (whole, file: string, line: string, column: string) => {
      const at = pages.find((each) => each.file === file)?.out.placeAt({line: Number(line), column: Number(column)});
      return at ? `${at.file}:${at.position.line}:${at.position.column}` : whole;
    }
  );
  const {file, position} = page.out.placeAt(error.position);
  return new LocatedError(elsewhere, position, file);
}

/** What a page describes. */
interface Contents {
  subject: Subject;
  modules: readonly {module: PublicModule; names: readonly Named[]}[];
  /** What the modules' signatures speak of and no cell can import. */
  behind: readonly Named[];
}

const top: Place = {file: "package.json", position: {line: 1, column: 1}};

/** The pages of a library: the index, one a subject, the gallery. `uses` says where the chapters use a name of a module. */
export function referencePages(library: Library, uses: (specifier: string, name: string) => readonly Use[]): ReferencePage[] {
  const contents = SUBJECTS.map((subject) => contentsOf(subject, library));
  const addresses = addressesOf(contents);
  const given = new Map<Named, string[]>();
  for (const {specifier, names} of library.modules)
    for (const named of names) given.set(named, [...(given.get(named) ?? []), specifier]);
  const surroundings = (slug: string): Surroundings => ({
    library,
    address: (named) => {
      const found = addresses.get(named);
      return found && (found.slug === slug ? `#${found.id}` : `${found.slug}.html#${found.id}`);
    },
    uses: (named) => (given.get(named) ?? []).flatMap((specifier) => uses(specifier, named.name))
  });
  return [
    indexPage(contents, surroundings(INDEX)),
    ...contents.map((each) => subjectPage(each, surroundings(each.subject.slug))),
    galleryPage(contents, surroundings(GALLERY))
  ];
}

/** What is lacking in the library's own text: words, examples, a page that describes a module. */
export function referenceMistakes(library: Library): LocatedError[] {
  const errors: LocatedError[] = [];
  const seen = new Set<Named>();
  for (const module of library.modules) {
    if (module.names.length > 0 && !subjectOf(module))
      errors.push(
        new LocatedError(
          `No page of the reference describes ${module.specifier}: add its room to site/build/reference/subjects.ts.`,
          {line: 1, column: 1},
          module.file
        )
      );
    for (const named of module.names) {
      if (seen.has(named)) continue;
      seen.add(named);
      const say = (message: string): number => errors.push(new LocatedError(message, named.at, named.file));
      const {name, declaration, doc} = named;
      if (!doc?.text)
        say(`"${name}" is public and has no doc comment. Say what it is or gives: shapes, ranges, units, errors, source.`);
      if (declaration.kind === "function" && !declaration.typed)
        say(`"${name}" is public: write down the type of what it returns.`);
      if (!doc?.examples.length && needsExample(named, library.source(named.file)))
        say(`"${name}" has no example: add @example and a \`\`\`ts fence to its doc comment; the reference runs it.`);
    }
  }
  return errors;
}

/** What a subject's page holds: each declaration once, at its home; functions first, then types. */
function contentsOf(subject: Subject, library: Library): Contents {
  const modules = library.modules
    .filter((module) => subjectOf(module) === subject)
    .map((module) => {
      const own = module.names.filter((named) => library.home(named) === module);
      return {module, names: [...own.filter(isValue), ...own.filter((named) => !isValue(named))]};
    })
    .filter(({names}) => names.length > 0);
  return {
    subject,
    modules,
    behind: typesBehind(
      modules.flatMap(({names}) => names),
      library
    )
  };
}

function isValue({declaration: {kind}}: Named): boolean {
  return kind !== "interface" && kind !== "type";
}

/** Types that the signatures of these speak of, and those that these speak of in turn, which are not public themselves. */
function typesBehind(names: readonly Named[], library: Library): Named[] {
  const found = new Set<Named>();
  const visit = (named: Named): void => {
    for (const {name} of namesIn(codeOf(named, library))) {
      const type = library.meaning(named.file, name);
      if (!type || isValue(type) || found.has(type) || library.home(type)) continue;
      found.add(type);
      visit(type);
    }
  };
  for (const named of names) visit(named);
  return [...found].sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Where each declaration is described: the ids are those that the headings will get. */
function addressesOf(contents: readonly Contents[]): Map<Named, {slug: string; id: string}> {
  const addresses = new Map<Named, {slug: string; id: string}>();
  for (const {subject, modules, behind} of contents) {
    const taken = new Set(["start"]);
    const place = (named: Named): void => {
      const id = uniqueSlug(named.name, taken);
      if (!addresses.has(named)) addresses.set(named, {slug: subject.slug, id});
    };
    for (const {module, names} of modules) {
      uniqueSlug(module.specifier, taken);
      names.forEach(place);
    }
    if (behind.length > 0) uniqueSlug(BEHIND, taken);
    behind.forEach(place);
  }
  return addresses;
}

/** The heading over types that no cell can import. */
const BEHIND = "Types behind these";

function subjectPage({subject, modules, behind}: Contents, around: Surroundings): ReferencePage {
  const out = begin(subject.title, subject.summary);
  out.add(`See also the [index](${INDEX}.md) and the [gallery](${GALLERY}.md).\n`, top);
  for (const {module, names} of modules) {
    const place = {file: module.file, position: {line: 1, column: 1}};
    out.add(`## ${module.specifier}\n`, place);
    const values = names.filter(isValue).map(({name}) => name);
    const {text} = importLine(values.length > 0 ? values : names.map(({name}) => name), module.specifier, values.length === 0);
    out.shown(text, new Map(), place);
    for (const named of names) writeEntry(out, named, around);
  }
  if (behind.length > 0) {
    out.add(
      `## ${BEHIND}\n\nThe signatures above speak of these. A cell cannot import them by name, and does not have to: TypeScript knows them.\n`,
      top
    );
    for (const named of behind) writeEntry(out, named, around);
  }
  return {slug: subject.slug, file: `notebooks/${subject.slug}.md`, out};
}

/** The import of these names, in lines that a page can hold. */
function importLine(names: readonly string[], specifier: string, types: boolean): {text: string} {
  const word = types ? "import type" : "import";
  const line = `${word} {${names.join(", ")}} from "${specifier}";`;
  if (line.length <= 92) return {text: line};
  const rows = [""];
  for (const name of names) {
    if ((rows.at(-1)! + name).length > 84) rows.push("");
    rows[rows.length - 1] += `${rows.at(-1) ? " " : ""}${name},`;
  }
  return {
    text: `${word} {\n${rows
      .map((row) => `  ${row}`)
      .join("\n")
      .replace(/,$/, "")}\n} from "${specifier}";`
  };
}

function indexPage(contents: readonly Contents[], around: Surroundings): ReferencePage {
  const out = begin(
    "Reference",
    "Everything that a cell can import: what it takes, what it gives, where it comes from, and an example to change."
  );
  out.add(
    `Press **/** and type a name, a word or an author; both spellings of a word are found. Every signature is a list of links, every example is a cell: click into it, change it, run it. The [gallery](${GALLERY}.md) shows the figures as pictures.\n`,
    top
  );
  for (const {subject, modules} of contents) {
    out.add(`## ${subject.title}\n\n${subject.summary} [Open the page](${subject.slug}.md).\n`, top);
    for (const {module, names} of modules) {
      const values = names.filter(isValue);
      const types = names.filter((named) => !isValue(named));
      const link = (named: Named): string => `[\`${named.name}\`](${around.address(named) ?? ""})`;
      const place = {file: module.file, position: {line: 1, column: 1}};
      out.add(`**${module.specifier}**\n`, place);
      for (const named of values) out.add(`- ${link(named)} ${summaryOf(named)}`, placeOf(named));
      if (types.length > 0) out.add(`- Types: ${types.map(link).join(", ")}`, place);
      out.add("", place);
    }
  }
  return {slug: INDEX, file: `notebooks/${INDEX}.md`, out};
}

function galleryPage(contents: readonly Contents[], around: Surroundings): ReferencePage {
  const out = begin(
    "Gallery",
    "Every figure of the book as a picture. Each is live, and draws itself when you come to it; press one to use it and to change its code."
  );
  for (const {subject, modules} of contents) {
    const figures = modules.flatMap(({names}) =>
      names.filter((named) => isFigure(named, around.library.source(named.file)) && (named.doc?.examples.length ?? 0) > 0)
    );
    if (figures.length === 0) continue;
    out.add(`## ${subject.title}\n\n${subject.summary}\n`, top);
    for (const named of figures) {
      const place = placeOf(named);
      const example = named.doc!.examples[0]!;
      out.add(`### [${named.name}](${around.address(named) ?? ""})\n\n${summaryOf(named)}\n`, place);
      out.add(`\`\`\`ts hide #${named.name}`, place);
      const body = inBlock(example.lines);
      for (const [i, {line, from}] of body.entries()) {
        const position = example.places[from] ?? named.at;
        if (line === example.lines[from]) out.verbatim(line, {file: named.file, position});
        else out.add(line, {file: named.file, position: example.places[Math.min(i, example.places.length - 1)] ?? position});
      }
      out.add("```\n", place);
    }
  }
  return {slug: GALLERY, file: `notebooks/${GALLERY}.md`, out};
}

/** An example whose names are its own: many stand on the page. Imports come first. */
function inBlock(lines: readonly string[]): {line: string; from: number}[] {
  let after = 0;
  for (let i = 0, open = false; i < lines.length; i++) {
    if (/^import\b/.test(lines[i]!)) open = true;
    if (open) after = i + 1;
    if (open && /;$/.test(lines[i]!)) open = false;
  }
  const all = lines.map((line, from) => ({line, from}));
  return [...all.slice(0, after), {line: "{", from: after}, ...all.slice(after), {line: "}", from: lines.length - 1}];
}

function begin(title: string, summary: string): Writer {
  const out = new Writer();
  out.add(`---\ntitle: ${title}\nsummary: "${summary}"\nplace: beside\n---\n`, top);
  return out;
}
