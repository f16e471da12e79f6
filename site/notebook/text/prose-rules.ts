import type {MarkdownIt, Token} from "markdown-it";
import {isLocal} from "./address.ts";
import type {ProseEnv} from "./prose-env.ts";
import {report} from "./prose-env.ts";
import {uniqueSlug} from "./slug.ts";

/**
 * Core rules of chapters, after markdown-it has read a stretch of prose: ids of headings, links between chapters, and what may
 * not be.
 */
export function proseRules(md: MarkdownIt): void {
  md.core.ruler.push("notebook_prose", (state) => {
    const {tokens, env} = state;
    for (const [i, token] of tokens.entries()) {
      const line = token.map?.[0] ?? 0;
      if (token.type === "heading_open") {
        if (token.tag === "h1") {
          report(env, 'The chapter\'s title is in its front matter; its sections begin with "##".', line, "#");
        }
        token.attrSet("id", uniqueSlug(plainText(tokens[i + 1]?.children ?? []), (env as ProseEnv).slugs));
      } else if (token.type === "math_block") token.meta!.line = line;
      else if (token.type === "html_block" && /^(`{3,}|~{3,})[ \t]*(ts|md cell)\b/m.test(token.content)) {
        report(env, "This fence is part of the HTML before it: leave an empty line between the two.", line, "\n```");
      } else if (token.type === "inline") for (const child of token.children ?? []) inspect(child, line, env as ProseEnv);
    }
  });
}

function inspect(token: Token, line: number, env: ProseEnv): void {
  if (token.type === "math_inline") token.meta!.line = line;
  else if (token.type === "span_open" && typeof token.meta?.problem === "string") {
    report(env, token.meta.problem, line, String(token.meta.needle));
  } else if (token.type === "link_open") {
    const address = String(token.attrGet("href"));
    if (isLocal(address)) token.attrSet("href", address.replace(/\.md(?=$|[?#])/, ".html"));
  } else if (token.type === "image" && !isLocal(String(token.attrGet("src")))) {
    report(env, `A picture must be a file of the book: a page asks no other host for "${token.attrGet("src")}".`, line, "![");
  }
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
