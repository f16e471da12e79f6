import type {MarkdownIt, Token} from "markdown-it";
import createMarkdownIt from "markdown-it";
import {isLocal, isSafeLink} from "./address.ts";
import {container, containerNames} from "./container.ts";
import {escapeHtml} from "./html.ts";
import {placeholders, unmask} from "./placeholder.ts";
import type {ProseEnv} from "./prose-env.ts";
import {proseEnv} from "./prose-env.ts";
import {proseRules} from "./prose-rules.ts";
import {colouredSpans} from "./span.ts";
import {texRules} from "./tex.ts";

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
  placeholders(md);
  proseRules(md);
  return common(md, renderers);
}

/**
 * markdown-it for text of readers and of links, whom nobody vouches for: no HTML, no ids, links to https, http, mailto and pages
 * of the book only, pictures of the book only.
 */
export function readerMarkdown(renderers: Renderers = {}): MarkdownIt {
  const md = createMarkdownIt({html: false, typographer: true, maxNesting: 40});
  container(md, {names: ["note", "aside"], strict: false});
  colouredSpans(md, {strict: false});
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
      return (env as ProseEnv).fail({
        message,
        line: Number(token.meta!.line ?? 0),
        needle: token.content.slice(from).split("\n")[0]!
      });
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
