import createMarkdownIt, {type MarkdownIt, type Token} from "markdown-it";
import {colouredSpans, container, containerNames, type ProseEnv, proseEnv, report, texRules} from "./markdown-rules.ts";
import {placeholders, unmask} from "./placeholder.ts";
import {sideNotes} from "./side-note.ts";

/** What the build adds to Markdown and the page does without. Each gives HTML; what is left out is shown as plain text. */
export interface Renderers {
  /** TeX to HTML; may throw, which becomes an error at the formula's place. */
  tex?: (source: string, display: boolean) => string;
  /** Code to highlighted, escaped HTML. */
  highlight?: (code: string, language: string) => string;
}

/**
 * markdown-it for chapters, whose authors are trusted: HTML, headings with ids, `.md` links to pages, `${…}` placeholders,
 * containers.
 */
export function authorMarkdown(renderers: Renderers = {}): MarkdownIt {
  const md = createMarkdownIt({html: true, typographer: true});
  container(md, {names: containerNames, strict: true});
  colouredSpans(md, {strict: true});
  sideNotes(md, {strict: true});
  placeholders(md);
  proseRules(md);
  return common(md, renderers);
}

/**
 * markdown-it for text of readers and of links, whom nobody vouches for: no HTML, no ids, links to https, http, mailto and pages
 * of the book only, pictures of the book only.
 */
function readerMarkdown(renderers: Renderers = {}): MarkdownIt {
  const md = createMarkdownIt({html: false, typographer: true, maxNesting: 40});
  container(md, {names: ["note", "aside", "teacher"], strict: false});
  colouredSpans(md, {strict: false});
  sideNotes(md, {strict: false});
  md.validateLink = isSafeLink;
  md.renderer.rules.link_open = (tokens, i, options, _env, self) => {
    tokens[i]!.attrSet("rel", "noopener noreferrer nofollow");
    return self.renderToken(tokens, i, options);
  };
  md.renderer.rules.image = (tokens, i, options, env, self) => {
    const token = tokens[i]!;
    const alt = self.renderInlineAsText(token.children ?? [], options, env);
    const address = String(token.attrGet("src"));
    return isLocal(address) ? `<img src="${escapeHtml(address)}" alt="${escapeHtml(alt)}">` : escapeHtml(alt);
  };
  return common(md, renderers);
}

/** HTML of Markdown that a reader wrote; nothing in it can run, or reach another host unless the reader follows a link. */
export function renderReaderText(text: string, renderers: Renderers = {}): string {
  return readerMarkdown(renderers).render(text, proseEnv());
}

function common(md: MarkdownIt, {tex, highlight}: Renderers): MarkdownIt {
  texRules(md);
  const {rules} = md.renderer;
  const code = (token: Token, env: unknown): string => unmask(token.content, (env as Partial<ProseEnv>).expressions ?? []);
  const formula = (token: Token, env: unknown): string => {
    const display = token.meta!.display === true;
    const tag = display ? "div" : "span";
    if (token.type === "math_inline" && display) return `<span class="tex-display">${formulaHtml(token, env, true)}</span>`;
    return `<${tag} class="${display ? "tex-display" : "tex"}">${formulaHtml(token, env, display)}</${tag}>`;
  };
  const formulaHtml = (token: Token, env: unknown, display: boolean): string => {
    if (tex === undefined) return escapeHtml(token.markup + token.content + token.markup);
    try {
      return tex(token.content, display);
    } catch (error) {
      const {message, from} = texFailure(error, token.content);
      (env as ProseEnv).fail({
        message,
        line: Number(token.meta!.line ?? 0),
        needle: token.content.slice(from).split("\n")[0]!
      });
      return "";
    }
  };
  rules.math_inline = (tokens, i, _options, env) => formula(tokens[i]!, env);
  rules.math_block = (tokens, i, _options, env) => `${formula(tokens[i]!, env)}\n`;
  rules.code_inline = (tokens, i, _options, env) => `<code>${escapeHtml(code(tokens[i]!, env))}</code>`;
  rules.code_block = (tokens, i, _options, env) => `<pre tabindex="0"><code>${escapeHtml(code(tokens[i]!, env))}</code></pre>\n`;
  rules.fence = (tokens, i, _options, env) => {
    const language = /^\S*/.exec(tokens[i]!.info.trim())![0];
    return `${codeHtml(code(tokens[i]!, env).replace(/\n$/, ""), language, highlight)}\n`;
  };
  rules.table_open = () => '<div class="table" tabindex="0"><table>\n';
  rules.table_close = () => "</table></div>\n";
  return md;
}

/** `<pre><code>` of code in a language, highlighted where there is a highlighter; its text content is exactly the code. */
export function codeHtml(code: string, language: string, highlight?: Renderers["highlight"]): string {
  const name = language === "" ? "" : ` class="language-${escapeHtml(language === "ts" ? "typescript" : language)}"`;
  return `<pre tabindex="0"><code${name}>${highlight?.(code, language) ?? escapeHtml(code)}</code></pre>`;
}

/** What KaTeX says of a formula, without its drawing of the place, and where in the formula's first line that is. */
function texFailure(error: unknown, source: string): {message: string; from: number} {
  const {rawMessage, position} = error as {rawMessage?: unknown; position?: unknown};
  const said = typeof rawMessage === "string" ? rawMessage : error instanceof Error ? error.message : String(error);
  const inFirstLine = typeof position === "number" && position < source.split("\n")[0]!.length;
  return {message: `TeX: ${said}`, from: inFirstLine ? position : 0};
}

/**
 * Core rules of chapters, after markdown-it has read a stretch of prose: ids of headings, links between chapters, and what may
 * not be.
 */
function proseRules(md: MarkdownIt): void {
  md.core.ruler.push("notebook_prose", (state) => {
    const {tokens, env} = state;
    let teacher = 0;
    for (const [i, token] of tokens.entries()) {
      const line = token.map?.[0] ?? 0;
      if (isTeacher(token)) teacher += token.nesting;
      if (teacher > 0) inNote(token, line, env as ProseEnv);
      if (token.type === "heading_open") {
        if (token.tag === "h1") {
          report(env, 'The chapter\'s title is in its front matter; its sections begin with "##".', line, "#");
        }
        if (tokens[i + 1]?.children?.some(({type}) => type === "side_note_open"))
          report(env, "A heading has no side note: say it in the sentence below.", line, "^[");
        token.attrSet("id", uniqueSlug(plainText(tokens[i + 1]?.children ?? []), (env as ProseEnv).slugs));
      } else if (token.type === "math_block") token.meta!.line = line;
      else if (token.type === "html_block" && /^(`{3,}|~{3,})[ \t]*(ts|md cell)\b/m.test(token.content)) {
        report(env, "This fence is part of the HTML before it: leave an empty line between the two.", line, "\n```");
      } else if (token.type === "inline") for (const child of token.children ?? []) inspect(child, line, env as ProseEnv);
    }
  });
}

/** Whether a token opens or closes a note for whoever presents the chapter. */
export function isTeacher({type, meta}: Token): boolean {
  return /^container_/.test(type) && meta?.name === "teacher";
}

/** A note for the teacher is in no page: nothing runs there, and nothing leads there. */
function inNote(token: Token, line: number, env: ProseEnv): void {
  if (token.type === "heading_open")
    report(env, "A note for the teacher has no headings: they would be listed in the contents.", line, "#");
  const expression = token.children?.some(({type}) => type === "expression");
  if (expression) report(env, "A note for the teacher has no ${…}: nothing runs there.", line, "");
}

function inspect(token: Token, line: number, env: ProseEnv): void {
  if (token.type === "math_inline") token.meta!.line = line;
  else if (typeof token.meta?.problem === "string") {
    report(env, token.meta.problem, line, String(token.meta.needle));
  } else if (token.type === "link_open") {
    const address = String(token.attrGet("href"));
    if (isLocal(address)) token.attrSet("href", address.replace(/\.md(?=$|[?#])/, ".html"));
  } else if (token.type === "image" && !isLocal(String(token.attrGet("src")))) {
    report(env, `A picture must be a file of the book: a page asks no other host for "${token.attrGet("src")}".`, line, "![");
  }
}

/** Index of the token that closes the one at `i`: itself when it opens nothing. */
export function closeOf(tokens: readonly Token[], i: number): number {
  if (tokens[i]!.nesting !== 1) return i;
  let depth = 0;
  for (let j = i; j < tokens.length; ++j) {
    depth += tokens[j]!.nesting;
    if (depth === 0) return j;
  }
  return tokens.length - 1;
}

/** What a reader reads of inline tokens: no marks, TeX as it is written, nothing for expressions, whose values are not known. */
export function plainText(tokens: readonly Token[]): string {
  return tokens
    .map((token) => {
      switch (token.type) {
        case "text":
        case "text_special":
        case "code_inline":
        case "math_inline":
          return token.content;
        case "softbreak":
        case "hardbreak":
          return " ";
        case "side_note_open":
          return " (";
        case "side_note_close":
          return ")";
        case "image":
          return plainText(token.children ?? []);
        default:
          return "";
      }
    })
    .join("")
    .replace(/\s+/g, " ")
    .trim();
}

/** Longest slug, in characters: ids made of it stay short enough for links and storage. */
const longest = 80;

/**
 * `text` as an anchor: lower case, letters and digits of every script kept, all else one hyphen, cut at 80 characters; "section" when
 * nothing is left. It is always a valid id (`idPattern`).
 */
export function slugify(text: string): string {
  const words = text.normalize("NFKC").toLowerCase().replace(/['’]/g, "");
  const slug = [...words.replace(/[^\p{ID_Continue}]+/gu, "-")].slice(0, longest).join("").replace(/^-|-$/g, "");
  return slug === "" ? "section" : slug;
}

/** For each set of slugs, the numbers up to which a slug's are known to be taken: a thousand sections may have one name. */
const numbered = new WeakMap<ReadonlySet<string>, Map<string, number>>();

/** The slug of `text`, with `-2`, `-3`… when it is in `taken`; adds it there. */
export function uniqueSlug(text: string, taken: Set<string>): string {
  const slug = slugify(text);
  const last = numbered.get(taken) ?? new Map<string, number>();
  numbered.set(taken, last);
  let unique = slug;
  let n = last.get(slug) ?? 1;
  while (taken.has(unique)) unique = `${slug}-${++n}`;
  last.set(slug, n);
  taken.add(unique);
  return unique;
}

/**
 * True for an address within the book: no scheme, no host. Looks at it as browsers do, which drop control characters and turn
 * `\` round.
 */
export function isLocal(address: string): boolean {
  const plain = address.replace(/[\u0000-\u0020\u007f-\u009f]/g, "").replace(/\\/g, "/");
  return !plain.startsWith("//") && !/^[^/?#]*:/.test(plain);
}

/** True for an address that a text of unknown origin may link to: within the book, https, http or mailto. */
export function isSafeLink(address: string): boolean {
  return isLocal(address) || /^(https?:\/\/|mailto:)/i.test(address);
}

/** Escapes text for HTML, attributes included. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);
}
