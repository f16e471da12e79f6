import {readFileSync} from "node:fs";
import {describe, expect, it} from "vitest";

const css = readFileSync(new URL("../../site/styles/tokens.css", import.meta.url), "utf8");

/** The custom properties of the first block whose selector contains `selector`. */
function tokens(selector: string): Map<string, string> {
  const at = css.indexOf(selector);
  if (at < 0) throw new Error(`tokens.css has no block ${selector}`);
  const block = css.slice(css.indexOf("{", at) + 1, css.indexOf("}", at));
  return new Map([...block.matchAll(/--([\w-]+):\s*(#[0-9a-f]{6});/g)].map(([, name, value]) => [name!, value!]));
}

/** WCAG 2.2: relative luminance of "#rrggbb". */
function luminance(hex: string): number {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const channel = parseInt(hex.slice(at, at + 2), 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a: string, b: string): number {
  const [dark, light] = [luminance(a), luminance(b)].sort((x, y) => x - y) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

const themes = {
  light: tokens('[data-theme="light"]'),
  dark: tokens('[data-theme="dark"]'),
  system: tokens(":root:not([data-theme])")
};
const meanings = ["ink", "muted", "real", "fake", "generator", "discriminator", "gradient", "accent", "edited", "error"];
const code = ["code", "code-keyword", "code-string", "code-number", "code-type", "code-comment"];

describe("tokens.css", () => {
  it("computes contrast as WCAG does", () => {
    expect(contrast("#000000", "#ffffff")).toBeCloseTo(21, 5);
    expect(contrast("#767676", "#ffffff")).toBeCloseTo(4.54, 2);
  });

  for (const [name, theme] of Object.entries(themes)) {
    for (const token of [...meanings, ...code]) {
      it(`gives --${token} at least 5 : 1 against the paper in the ${name} theme`, () => {
        expect(contrast(theme.get(token)!, theme.get("paper")!)).toBeGreaterThanOrEqual(5);
      });
    }

    it(`gives the lines of controls at least 3 : 1 in the ${name} theme`, () => {
      expect(contrast(theme.get("edge")!, theme.get("paper")!)).toBeGreaterThanOrEqual(3);
    });

    it(`keeps text readable where it is selected or found in the ${name} theme`, () => {
      expect(contrast(theme.get("ink")!, theme.get("selection")!)).toBeGreaterThanOrEqual(5);
      expect(contrast(theme.get("ink")!, theme.get("found")!)).toBeGreaterThanOrEqual(5);
    });
  }

  it("has the colours of the style guide", () => {
    expect([...themes.light].slice(0, 11).map(([, value]) => value)).toEqual([
      "#fdfcf9",
      "#1c1b19",
      "#5f5b54",
      "#0b6e99",
      "#b3500b",
      "#6b3fa0",
      "#1f7a4d",
      "#b0246f",
      "#0b5cad",
      "#7a5d00",
      "#b3261e"
    ]);
    expect([...themes.dark].slice(0, 11).map(([, value]) => value)).toEqual([
      "#161513",
      "#ece8e1",
      "#a39d93",
      "#5cc0e8",
      "#f2a05c",
      "#b99aea",
      "#63c795",
      "#f07db8",
      "#7db7f5",
      "#e3c35a",
      "#ff8a80"
    ]);
  });

  it("uses the dark theme's colours when the system is dark and nothing is chosen", () => {
    expect([...themes.system]).toEqual([...themes.dark]);
  });
});
