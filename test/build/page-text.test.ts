import fc from "fast-check";
import {describe, expect, it} from "vitest";
import {chapterModule} from "../../site/build/pages/chapter.ts";
import {escapeAttribute, highlightTypeScript, scriptJson} from "../../site/build/pages/html.ts";
import {contentSecurityPolicy} from "../../site/build/pages/policy.ts";
import {serviceWorkerFile} from "../../site/build/assets/service-worker.ts";
import {compile} from "../../site/notebook/cell/compile.ts";

const unescape = (html: string) =>
  html
    .replace(/<[^>]*>/g, "")
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&quot;", '"')
    .replaceAll("&amp;", "&");

describe("highlightTypeScript(source)", () => {
  it("marks keywords, numbers, strings, comments and types with the editor's classes", () => {
    const html = highlightTypeScript('const k: number = 3; // "three"');
    expect(html).toContain('<span class="tok-keyword">const</span>');
    expect(html).toContain('<span class="tok-number">3</span>');
    expect(html).toContain('<span class="tok-typeName">number</span>');
    expect(html).toContain('<span class="tok-comment">// "three"</span>');
  });

  it("has exactly the source as its text, whatever the source is", () => {
    fc.assert(
      fc.property(fc.string({unit: "grapheme", maxLength: 80}), (source) => {
        expect(unescape(highlightTypeScript(source))).toBe(source);
      })
    );
    const program = "const a = `<b>&amp; ${1 < 2}`;\n\n  if (a) {\n\treturn /</;\n}\n";
    expect(unescape(highlightTypeScript(program))).toBe(program);
  });
});

describe("chapterModule(cells)", () => {
  const sources = [
    "const a: number = 1;\nconst b = 2;",
    "a + b",
    'const y = 1;\nimport {x} from "gantry/x";\nthrow new Error(`${x} ${y}`);'
  ];
  const compiled = sources.map((source, i) => compile(`cell-${i}`, source));
  const text = chapterModule(compiled);
  const lines = text.split("\n");

  it("says in which line each cell begins, and keeps its columns", () => {
    const begins = [...text.matchAll(/line: (\d+)/g)].map(([, line]) => lines[Number(line) - 1]);
    expect(begins).toEqual(["const a         = 1;", "a + b", "const y = 1;"]);
  });

  it("is a module whose cells run", async () => {
    const url = `data:text/javascript,${encodeURIComponent(text)}`;
    const {cells} = (await import(/* @vite-ignore */ url)) as {
      cells: {id: string; inputs: string[]; body: (...values: unknown[]) => unknown}[];
    };
    expect(cells.map(({id, inputs}) => [id, inputs])).toEqual([
      ["cell-0", []],
      ["cell-1", ["a", "b"]],
      ["cell-2", compiled[2]?.inputs]
    ]);
    expect(cells[0]?.body()).toEqual({a: 1, b: 2});
    expect(cells[1]?.body(3, 4)).toBe(7);
  });
});

describe("contentSecurityPolicy(inlineScripts)", () => {
  it("allows scripts of the site, of blobs, and the inline ones by their hash; no eval, no other host", () => {
    const policy = contentSecurityPolicy(["alert(1)"]);
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self' blob: 'wasm-unsafe-eval' 'sha256-bhHHL3z2vDgxUt0W3dWQOrprscmda2Y5pLsLg4GF+pI='");
    // MNIST's mirrors, which connect-src names, have a test of their own.
    expect(policy.replace(/connect-src [^;]*/, "")).not.toMatch(/'unsafe-eval'|https?:|script-src[^;]*'unsafe-inline'|\*/);
    for (const name of ["base-uri", "form-action", "frame-src", "object-src"]) expect(policy).toContain(`${name} 'none'`);
  });
});

describe("escapes", () => {
  it("keep an attribute an attribute and a script a script", () => {
    expect(escapeAttribute(`"><script>&`)).toBe("&quot;&gt;&lt;script&gt;&amp;");
    expect(scriptJson("</script><!--")).toBe('"\\u003c/script>\\u003c!--"');
  });
});

describe("serviceWorkerFile(code, site)", () => {
  const build = (site: Record<string, string>) => {
    const text = serviceWorkerFile("", new Map(Object.entries(site)));
    return JSON.parse(text.slice(text.indexOf("{"), text.lastIndexOf("}") + 1)) as {id: string; files: Record<string, string>};
  };

  it("lists every file with its digest, but not the page for what is not there", () => {
    const {files} = build({"index.html": "a", "404.html": "b", "assets/x.js": "c"});
    expect(Object.keys(files)).toEqual(["assets/x.js", "index.html"]);
    expect(files["index.html"]).toBe("ypeBEsobvcr6wjGz");
  });

  it("has another id when any file differs, and the same id in any order", () => {
    expect(build({"index.html": "a", "x.md": "b"}).id).toBe(build({"x.md": "b", "index.html": "a"}).id);
    expect(build({"index.html": "a"}).id).not.toBe(build({"index.html": "b"}).id);
  });
});
