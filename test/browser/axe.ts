import {readFileSync} from "node:fs";
import {createRequire} from "node:module";
import type {AxeResults} from "axe-core";
import type {Frame, Page} from "playwright-core";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** The book's paper and colours, light and, with the class "dark" on the body, dark; and a place for figures. */
export const figurePage = `<style>
  body {background: var(--paper, #fdfcf9); margin: 0}
  .dark {--paper: #161513; --ink: #ece8e1; --muted: #a39d93; --real: #5cc0e8; --fake: #f2a05c; --generator: #b99aea;
    --discriminator: #63c795; --gradient: #f07db8; --accent: #7db7f5; --error: #ff8a80; --hairline: #34312d; color-scheme: dark}
</style><h1>Figures</h1><main></main>`;

/** Serious and critical issues of accessibility of the whole page as it stands, each with the elements that it was found on. */
export async function findings(page: Page | Frame): Promise<string[]> {
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

/**
 * All that a figure says: its words, the names of what it shows, and of each grid the cell that the keys are at; without what it said
 * aloud.
 */
export function saidBy(page: Page, id: string): Promise<string[]> {
  return page.locator(`#${id}`).evaluate((figure) => {
    const hidden = ".fig-spoken, .fig-hidden, svg .fig-marks";
    const words: string[] = [];
    for (const node of figure.querySelectorAll("*")) {
      if (node.closest(hidden)) continue;
      for (const name of ["aria-label", "aria-valuetext", "aria-rowcount", "aria-colcount"])
        if (node.hasAttribute(name)) words.push(`${name}: ${node.getAttribute(name)}`);
      const cell = node.getAttribute("aria-activedescendant");
      if (cell) words.push(`at ${document.getElementById(cell)!.textContent}`);
      for (const child of node.childNodes) if (child.nodeType === Node.TEXT_NODE) words.push(child.textContent ?? "");
    }
    return words;
  });
}

/**
 * Presses, by keyboard, every button that can be pressed, in their order; the names of those after which the focus was on the page
 * itself. A control that is disabled, hidden or taken away while it has the focus loses it there.
 */
export async function losers(page: Page, within = "main"): Promise<string[]> {
  // Without a listener a button that asks for a file would open the browser's own dialog.
  page.on("filechooser", () => {});
  const lost: string[] = [];
  for (const button of await page.locator(`${within} button`).elementHandles()) {
    if (!(await button.isVisible()) || !(await button.isEnabled())) continue;
    const name = await button.evaluate((node) => (node as HTMLElement).ariaLabel ?? node.textContent ?? "");
    await button.focus();
    await page.keyboard.press("Enter");
    await nextFrame(page);
    if (await page.evaluate(() => document.activeElement === document.body)) lost.push(name);
  }
  return lost;
}

/** Waits for what was asked for at the next frame. */
export function nextFrame(page: Page): Promise<void> {
  return page.evaluate(() => new Promise<void>((done) => requestAnimationFrame(() => requestAnimationFrame(() => done()))));
}
