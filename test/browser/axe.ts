import {readFileSync} from "node:fs";
import {createRequire} from "node:module";
import type {AxeResults} from "axe-core";
import type {Page} from "playwright-core";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** The book's paper and colours, light and, with the class "dark" on the body, dark; and a place for figures. */
export const figurePage = `<style>
  body {background: var(--paper, #fdfcf9); margin: 0}
  .dark {--paper: #161513; --ink: #ece8e1; --muted: #a39d93; --real: #5cc0e8; --fake: #f2a05c; --generator: #b99aea;
    --discriminator: #63c795; --gradient: #f07db8; --accent: #7db7f5; --error: #ff8a80; --hairline: #34312d; color-scheme: dark}
</style><h1>Figures</h1><main></main>`;

/** Serious and critical issues of accessibility of the whole page as it stands, each with the elements that it was found on. */
export async function findings(page: Page): Promise<string[]> {
  await page.evaluate(axe);
  const {violations} = await page.evaluate<AxeResults>("axe.run(document, {resultTypes: ['violations']})");
  return violations
    .filter(({impact}) => impact === "serious" || impact === "critical")
    .map(
      ({id, help, nodes}) =>
        `${id}: ${help}: ${nodes
          .slice(0, 3)
          .map(({html, failureSummary}) => `${html.slice(0, 200)} ${failureSummary}`)
          .join(" | ")}`
    );
}

/** Serious and critical issues of accessibility in the page's main, in light and in dark; empty when there are none. */
export async function issues(page: Page): Promise<string[]> {
  await page.evaluate(axe);
  const found: string[] = [];
  for (const theme of ["", "dark"]) {
    await page.evaluate((name) => (document.body.className = name), theme);
    const here = await page.evaluate(`axe.run("main", {resultTypes: ["violations"]}).then(({violations}) => violations
      .filter(({impact}) => impact === "serious" || impact === "critical")
      .map(({id, nodes}) => id + ": " + nodes.map(({html, failureSummary}) => html.slice(0, 160) + failureSummary).join(" | ")))`);
    found.push(...(here as string[]).map((issue) => `${theme || "light"}: ${issue}`));
  }
  return found;
}

/** Waits for what was asked for at the next frame. */
export function nextFrame(page: Page): Promise<void> {
  return page.evaluate(() => new Promise<void>((done) => requestAnimationFrame(() => requestAnimationFrame(() => done()))));
}
