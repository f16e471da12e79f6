import {mkdir, mkdtemp, readFile, rm, writeFile} from "node:fs/promises";
import {tmpdir} from "node:os";
import {join, resolve} from "node:path";
import type {Page} from "playwright-core";
import {afterAll, beforeAll, beforeEach, describe, expect, it} from "vitest";
import {publish} from "../../site/build/publish.ts";
import {type Server, serve} from "../../site/build/server/serve.ts";
import {linkWith, runApart} from "./apart.ts";
import {findings} from "./axe.ts";
import {settled} from "./chapter.ts";
import {openChapter} from "./chapters.ts";
import {openPage, visit} from "./harness.ts";
import {edit, shown, type} from "./reader.ts";
import {idle} from "./watch.ts";

const CHAPTER = `---
title: Types
summary: A chapter.
order: 0
---

\`\`\`ts #rate
const rate = 0.5;
display(rate);
\`\`\`

Half of it is \${(rate / 2).toFixed(2)}.

\`\`\`ts #double
const doubled = rate * 2;
display(doubled);
\`\`\`

\`\`\`ts #sum
const {sum} = {sum: doubled + rate};
display(sum);
\`\`\`

\`\`\`ts #label
const label = (rate: number) => rate.toFixed(1);
display(label(sum));
\`\`\`

\`\`\`ts #more
1 + 1
\`\`\`
`;

const SENTENCE = CHAPTER.replace(/\nHalf of it is.*\n/, "");

let folder: string;
let server: Server;
/** Paths that were asked of the server, of pages, workers and the service worker alike. */
const asked: string[] = [];
const types = () => asked.filter((path) => onUse.has(path));
/** What the book has for those who edit: its own list says which files these are. */
let onUse: ReadonlySet<string>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "gantry-types-"));
  await mkdir(join(folder, "notebooks"));
  await writeFile(join(folder, "notebooks/index.md"), CHAPTER);
  await writeFile(join(folder, "notebooks/plain.md"), SENTENCE.replace("order: 0", "order: 1"));
  const out = join(folder, "dist");
  await publish({root: resolve(import.meta.dirname, "../.."), notebooks: join(folder, "notebooks"), out});
  const [, list = ""] = /GANTRY_BUILD=(\{.*?\});\n/.exec(await readFile(join(out, "sw.js"), "utf8")) ?? [];
  onUse = new Set((JSON.parse(list) as {onUse: {files: string[]}}).onUse.files);
  expect(onUse.size).toBeGreaterThan(4);
  const files = (path: string) => (asked.push(path), readFile(join(out, path)).catch(() => null));
  server = await serve({files, base: "/", isolated: true});
});

beforeEach(() => void asked.splice(0));

afterAll(async () => {
  await server.close();
  await rm(folder, {recursive: true, force: true});
});

async function open(page = "plain", options: Parameters<typeof openPage>[1] = {}): Promise<Page> {
  const opened = await openPage(`${server.url}${page}.html`, options);
  await settled(opened);
  return opened;
}

const published = Object.fromEntries(
  [...CHAPTER.matchAll(/^```ts #(\w+)\n([^]*?)\n```$/gm)].map(([, id = "", source = ""]) => [id, source])
);
const warm = {plain: visit(() => open("plain")), index: visit(() => open("index"))};

/** A page whose types are loaded already, with the text that is published in every cell: what a test changes, the next does not see. */
async function warmed(which: keyof typeof warm = "plain"): Promise<Page> {
  const page = await warm[which]();
  for (const [id, source] of Object.entries(published)) if ((await shown(page, id)) !== source) await edit(page, id, source);
  while ((await page.locator(".cm-content").count()) > 0) {
    await page.locator(".cm-content").first().focus();
    await page.keyboard.press("Escape");
  }
  return page;
}

const cell = (page: Page, id: string) => page.locator(`section.cell[data-cell="${id}"]`);
const problems = (page: Page, id: string) => cell(page, id).locator(".type-problems li");
const underlined = (page: Page, id: string) => cell(page, id).locator(".type-error");
const names = (page: Page) => page.locator(".type-names > li > span");
const content = (page: Page, id: string) => cell(page, id).locator(".cm-content");
const announced = (page: Page) => page.locator(".announce");

/** Types a text as a reader does, key by key, at the cursor. */
async function write(page: Page, id: string, before: string, typed: string): Promise<void> {
  // What is inserted takes the place of the whole text; to insert nothing is no event that a keyboard makes.
  await type(page, id, before || typed[0]!);
  await page.keyboard.type(before ? typed : typed.slice(1));
}

describe("a mistake in a type", () => {
  it("is underlined while it is typed, and listed under the cell with line and column", async () => {
    const page = await warmed();
    await write(page, "sum", "const sum = 1;\n", "doubled.toUpperCase();");
    await expect.poll(() => underlined(page, "sum").allInnerTexts()).toEqual(["toUpperCase"]);
    await expect
      .poll(() => problems(page, "sum").allInnerTexts())
      .toEqual(["2:9 Property 'toUpperCase' does not exist on type 'number'."]);
    expect(await cell(page, "sum").locator(".type-problems p").innerText()).toBe("1 type error. It runs all the same.");
  });

  it("is found in the other cells and in sentences, as soon as what they use is another type", async () => {
    const page = await warmed("index");
    await write(page, "rate", "", 'const rate = "much";');
    await expect
      .poll(() => problems(page, "double").allInnerTexts())
      .toEqual(["1:17 The left-hand side of an arithmetic operation must be of type 'any', 'number', 'bigint' or an enum type."]);
    await expect.poll(() => page.locator(".prose .type-problems li").allInnerTexts()).toHaveLength(1);
    // An editor that is opened later shows it too, and its line and column lead there.
    await problems(page, "double").getByRole("button").click();
    await expect.poll(() => underlined(page, "double").allInnerTexts()).toEqual(["rate"]);
    await page.keyboard.type("x");
    expect(await shown(page, "double")).toBe("const doubled = xrate * 2;\ndisplay(doubled);");
    await write(page, "rate", "", "const rate = 3;");
    await expect.poll(() => page.locator(".prose .type-problems").count()).toBe(0);
  });

  it("keeps no cell from running, and is gone when it is mended", async () => {
    const page = await warmed();
    await write(page, "more", "", 'const wrong: number = "7";display(wrong)');
    await expect.poll(() => problems(page, "more").count()).toBe(1);
    await page.keyboard.press("Shift+Enter");
    await expect.poll(() => cell(page, "more").locator(".cell-output").innerText()).toBe("7");
    expect(await problems(page, "more").count()).toBe(1);
    await write(page, "more", "", "const right: number = 7;");
    await expect.poll(() => problems(page, "more").count()).toBe(0);
    expect(await underlined(page, "more").count()).toBe(0);
  });

  it("says what is wrong with a text that cannot be read, and that it cannot run", async () => {
    const page = await warmed();
    await type(page, "more", "const a = ;");
    await expect.poll(() => problems(page, "more").allInnerTexts()).toEqual([expect.stringMatching(/^1:11 Unexpected ";"/)]);
    expect(await cell(page, "more").locator(".type-problems p").innerText()).toBe("This cannot run yet.");
  });
});

describe("completion", () => {
  it("knows what trainer({…}) takes, and puts it in with Enter", async () => {
    const page = await warmed();
    await write(page, "more", 'import {trainer} from "gantry/trainer";\n', "trainer({sche");
    await expect.poll(() => names(page).first().innerText()).toBe("scheme");
    const active = await content(page, "more").getAttribute("aria-activedescendant");
    expect(await page.locator(`[id="${active}"]`).getAttribute("aria-selected")).toBe("true");
    await page.keyboard.press("Enter");
    expect(await shown(page, "more")).toContain("trainer({scheme})");
    expect(await names(page).count()).toBe(0);
  });

  it("knows the options of a layer, each with what its author wrote of it", async () => {
    const page = await warmed();
    await write(page, "more", 'import {conv} from "gantry/layers";\n', "conv(8, {");
    await expect.poll(() => names(page).allInnerTexts()).toEqual(expect.arrayContaining(["kernel", "stride", "padding", "bias"]));
    await page.keyboard.type("pad");
    await expect.poll(() => names(page).allInnerTexts()).toEqual(["padding"]);
    await expect.poll(() => page.locator(".type-about").innerText()).toContain("ConvPadding");
  });

  it("knows the values of other cells and their members", async () => {
    const page = await warmed();
    await write(page, "more", "", "doub");
    await expect.poll(() => names(page).first().innerText()).toBe("doubled");
    await page.keyboard.press("Tab");
    await page.keyboard.type(".toEx");
    await expect.poll(() => names(page).allInnerTexts()).toEqual(["toExponential"]);
    await page.keyboard.press("Enter");
    expect(await shown(page, "more")).toBe("doubled.toExponential");
  });

  it("knows the modules of the library, and imports a name that it puts in", async () => {
    const page = await warmed();
    await write(page, "more", "", "convolveCh");
    await expect.poll(() => names(page).first().innerText()).toBe("convolveChannels");
    await page.keyboard.press("Enter");
    await expect
      .poll(() => shown(page, "more"))
      .toBe('import {convolveChannels} from "gantry/convolution";\ndisplay(convolveChannels);');
    await write(page, "sum", "", 'import {dense} from "gantry/lay');
    await expect.poll(() => names(page).allInnerTexts()).toContain("gantry/layers");
  });

  it("closes with Escape, which leaves the editor only then", async () => {
    const page = await warmed();
    await write(page, "more", "", "doub");
    await expect.poll(() => names(page).count()).toBeGreaterThan(0);
    await page.keyboard.press("Escape");
    expect(await names(page).count()).toBe(0);
    expect(await content(page, "more").count()).toBe(1);
    await page.keyboard.press("Escape");
    expect(await content(page, "more").count()).toBe(0);
  });
});

describe("an explanation", () => {
  it("comes where the pointer rests, with types and shapes, and by Mod-i at the cursor, aloud", async () => {
    const page = await warmed();
    await type(page, "more", 'import {convolveChannels} from "gantry/convolution";\nconvolveChannels');
    await expect.poll(() => page.evaluate(() => performance.getEntriesByName("gantry:types").length)).toBeGreaterThan(0);
    await page.keyboard.press("Control+i");
    await expect.poll(() => announced(page).innerText()).toContain("volume of shape [output height, output width, channels out]");
    await expect.poll(() => page.locator(".type-tip-hover").innerText()).toContain("function convolveChannels(");
    await page.keyboard.press("Escape");
    expect(await page.locator(".type-tip-hover").count()).toBe(0);
    await content(page, "more").getByText("convolveChannels").last().hover();
    await expect
      .poll(() => page.locator(".type-tip-hover").innerText())
      .toContain("kernels: shape [kernel height, kernel width, channels in, channels out]");
  });

  it("gives of another cell's value the type that is seen here", async () => {
    const page = await warmed();
    await type(page, "more", "/** Metres a second. */\nconst speed = Promise.resolve(3);");
    await type(page, "sum", "speed");
    await expect.poll(() => page.evaluate(() => performance.getEntriesByName("gantry:types").length)).toBeGreaterThan(0);
    await page.keyboard.press("Control+i");
    await expect.poll(() => page.locator(".type-tip-hover").innerText()).toBe("const speed: number\nMetres a second.");
  });
});

it("leads to what the reference says, from an explanation and from a name that could be put in", async () => {
  const page = await openChapter("convolution");
  await type(page, "by-hand", 'import {receptiveField} from "gantry/convolution";\nreceptiveField');
  await expect.poll(() => page.evaluate(() => performance.getEntriesByName("gantry:types").length)).toBeGreaterThan(0);
  await page.keyboard.press("Control+i");
  const more = page.locator(".type-tip-hover").getByRole("link", {name: "More in the reference"});
  await more.waitFor();
  const [opened] = await Promise.all([page.context().waitForEvent("page"), more.click()]);
  await opened.waitForURL(/reference-arithmetic\.html#receptivefield/i);
  await opened.getByRole("heading", {name: "receptiveField", exact: true}).waitFor();
  await opened.close();
  await type(page, "by-hand", "");
  await page.keyboard.type("outputSha");
  await page.locator(".type-tip-names").getByRole("link", {name: "More in the reference"}).waitFor();
});

it("says what a call takes while its arguments are typed, with the one at the cursor marked", async () => {
  const page = await warmed();
  await write(page, "more", "", "label(");
  await expect.poll(() => page.locator(".type-tip-call strong").innerText()).toBe("rate: number");
  await write(page, "more", 'import {outputSize} from "gantry/window";\n', "Math.max(1, ");
  await expect.poll(() => page.locator(".type-tip-call pre").innerText()).toContain("max(");
  await page.keyboard.press("Escape");
  await expect.poll(() => page.locator(".type-tip-call").count()).toBe(0);
});

describe("a name that only the library has", () => {
  it("is imported by a button of the list, and an expression goes on showing its value", async () => {
    const page = await warmed();
    await type(page, "more", "maxPool(2)");
    await cell(page, "more").getByRole("button", {name: "Import it from gantry/layers"}).click();
    await expect.poll(() => shown(page, "more")).toBe('import {maxPool} from "gantry/layers";\ndisplay(maxPool(2));');
    await expect.poll(() => problems(page, "more").count()).toBe(0);
  });

  it("is imported by Mod-. at the cursor, into the import that is there", async () => {
    const page = await warmed();
    await type(page, "more", 'import {dense} from "gantry/layers";\ndisplay([dense(1), maxPool(2)]);');
    await expect.poll(() => problems(page, "more").count()).toBe(1);
    await page.keyboard.press("Control+.");
    await expect
      .poll(() => shown(page, "more"))
      .toBe('import {dense, maxPool} from "gantry/layers";\ndisplay([dense(1), maxPool(2)]);');
    // Who does not see the list hears of it.
    await expect.poll(() => announced(page).innerText()).toContain("No type errors in more.");
  });
});

describe("another name", () => {
  async function renamed(page: Page, to: string): Promise<void> {
    await page.keyboard.press("F2");
    await page.getByRole("textbox", {name: "Another name for rate"}).fill(to);
    await page.keyboard.press("Enter");
  }

  it("is given in every cell that means it, which run again, and taken back in one step", async () => {
    const page = await warmed();
    await type(page, "more", "rate + 2");
    await expect.poll(() => page.evaluate(() => performance.getEntriesByName("gantry:types").length)).toBeGreaterThan(0);
    await page.keyboard.press("Control+Home");
    await renamed(page, "speed");
    await expect.poll(() => shown(page, "rate")).toBe("const speed = 0.5;\ndisplay(speed);");
    expect(await shown(page, "double")).toBe("const doubled = speed * 2;\ndisplay(doubled);");
    expect(await shown(page, "sum")).toBe("const {sum} = {sum: doubled + speed};\ndisplay(sum);");
    expect(await shown(page, "more")).toBe("speed + 2");
    // A parameter of the same name is another thing.
    expect(await shown(page, "label")).toBe("const label = (rate: number) => rate.toFixed(1);\ndisplay(label(sum));");
    await expect.poll(() => announced(page).innerText()).toBe("rate is called speed now, in 4 cells.");
    await expect.poll(() => cell(page, "sum").locator(".cell-output").innerText()).toBe("1.5");
    await page.locator('[data-action="changes"]').click();
    await page.getByRole("button", {name: "Undo renaming rate to speed"}).click();
    await expect.poll(() => shown(page, "sum")).toBe("const {sum} = {sum: doubled + rate};\ndisplay(sum);");
    expect(await shown(page, "rate")).toBe("const rate = 0.5;\ndisplay(rate);");
  });

  it("is not one that is taken, or that no name can be, and not of a name in a sentence that cannot be changed", async () => {
    const page = await warmed("index");
    await type(page, "more", "doubled + 2");
    await expect.poll(() => page.evaluate(() => performance.getEntriesByName("gantry:types").length)).toBeGreaterThan(0);
    await page.keyboard.press("Control+Home");
    await page.keyboard.press("F2");
    const input = page.getByRole("textbox", {name: "Another name for doubled"});
    const refused = async (to: string): Promise<string> => {
      await input.fill(to);
      await page.keyboard.press("Enter");
      await expect.poll(() => page.getByRole("alert").innerText()).toContain(to);
      return page.getByRole("alert").innerText();
    };
    expect(await refused("sum")).toBe("sum is defined in sum already.");
    expect(await refused("2x")).toContain("begins with no digit");
    expect(await refused("display")).toBe("display is a built-in of the notebook.");
    await page.keyboard.press("Escape");
    expect(await page.evaluate(() => document.activeElement?.className)).toContain("cm-content");
    await type(page, "more", "rate + 2");
    await page.keyboard.press("Control+Home");
    await page.keyboard.press("F2");
    await expect.poll(() => announced(page).innerText()).toMatch(/^rate also stands in .*, whose text cannot be changed here\.$/);
  });
});

describe("the type checker", () => {
  it("is downloaded by no reader who never edits, and kept from the first edit on: it works without a network", async () => {
    const page = await open();
    await page.getByText("Saved for offline reading").first().waitFor();
    await cell(page, "more").locator("pre").click();
    await content(page, "more").waitFor();
    expect(types()).toEqual([]);
    await page.reload();
    await settled(page);
    await type(page, "more", 'const n: number = "1";');
    await expect.poll(() => problems(page, "more").count()).toBe(1);
    expect(types().length).toBeGreaterThan(2);
    await page.reload();
    await settled(page);
    const before = types().length;
    await page.context().setOffline(true);
    await type(page, "more", 'const n: number = "2";\nconst m: string = 1;');
    await expect.poll(() => problems(page, "more").count()).toBe(2);
    expect(types().length).toBe(before);
  });

  it("is switched off and on in the menu of a cell, and stays so", async () => {
    const page = await open();
    const choose = async (label: string) => {
      await cell(page, "more").hover();
      await page.getByRole("button", {name: "More for more"}).click();
      await page.getByRole("menuitem", {name: label, exact: true}).click();
    };
    await type(page, "more", 'const n: number = "1";');
    await expect.poll(() => problems(page, "more").count()).toBe(1);
    await choose("Do not check types");
    expect(await problems(page, "more").count()).toBe(0);
    expect(await underlined(page, "more").count()).toBe(0);
    await page.reload();
    await settled(page);
    asked.splice(0);
    await type(page, "more", 'const n: number = "22";');
    await cell(page, "more").hover();
    await page.getByRole("button", {name: "More for more"}).click();
    await page.getByRole("menuitem", {name: "Check types", exact: true}).waitFor();
    expect(asked.filter((path) => path.startsWith("assets/types/"))).toEqual([]);
    await page.getByRole("menuitem", {name: "Check types", exact: true}).click();
    await expect.poll(() => problems(page, "more").count()).toBe(1);
  });
});

describe("cells that arrive by a link", () => {
  const wrong = 'globalThis.ran = true;\nconst rate = "much";\nconst n: number = "1";';
  const arrive = async () => {
    const page = await openPage(
      await linkWith(`${server.url}plain.html`, {rate: wrong}, [{id: "rate", source: "const rate = 0.5;\ndisplay(rate);"}])
    );
    await settled(page);
    return page;
  };

  it("are checked before Run when the reader asks for it, and nothing of them runs", async () => {
    const page = await arrive();
    await page.getByRole("group", {name: "rate, changed by this link, not run"}).waitFor();
    expect(types()).toEqual([]);
    await page.getByRole("button", {name: "Check types, run nothing"}).click();
    await expect
      .poll(() => page.locator(".cell-arrival .type-problems li").allInnerTexts())
      .toEqual([
        expect.stringMatching(/^1:12 Element implicitly has an 'any' type/),
        "3:7 Type 'string' is not assignable to type 'number'."
      ]);
    await page.getByText("4 type errors, 2 of them in cells that are not changed.").first().waitFor();
    expect(await page.evaluate("globalThis.ran")).toBeUndefined();
    expect(await cell(page, "rate").getAttribute("data-state")).toBe("held");
  });

  it("have no types where they run apart", async () => {
    const page = await arrive();
    const frame = await runApart(page);
    asked.splice(0);
    await type(page, "more", 'const n: number = "1";', frame);
    await page.keyboard.press("Shift+Enter");
    await frame.waitForSelector('[data-cell="more"][data-edited]:not([data-unrun])', {state: "attached"});
    expect(await frame.locator(".type-problems").count()).toBe(0);
    expect(asked.filter((path) => path.startsWith("assets/types/"))).toEqual([]);
  });
});

describe("where the worker cannot be had, or is slow", () => {
  it("says so, and the editor works as before", async () => {
    const page = await open("plain", {serviceWorker: false, expect: [/Failed to load resource/]});
    await page.route("**/assets/types/declarations-*", (route) => route.fulfill({status: 404}));
    await type(page, "more", "display(7)");
    await expect.poll(() => announced(page).innerText()).toMatch(/^Types are not checked here/);
    await page.keyboard.press("Shift+Enter");
    await expect.poll(() => cell(page, "more").locator(".cell-output").innerText()).toBe("7");
  });

  it("lets nobody wait: typing, running and leaving need no answer of it", async () => {
    const page = await open("plain", {serviceWorker: false});
    let release = () => {};
    const held = new Promise<void>((resolve) => (release = resolve));
    await page.route("**/assets/types/declarations-*", async (route) => {
      await held;
      await route.continue();
    });
    await write(page, "more", "", "display(label(3))");
    expect(await shown(page, "more")).toBe("display(label(3))");
    await page.keyboard.press("Shift+Enter");
    await expect.poll(() => cell(page, "more").locator(".cell-output").innerText()).toBe("3.0");
    await page.keyboard.press("Escape");
    expect(await content(page, "more").count()).toBe(0);
    await type(page, "more", "label('3')");
    release();
    await expect.poll(() => problems(page, "more").count()).toBe(1);
  });
});

it("has nothing that accessibility complains of: mistakes, names, an explanation, the other name's form, on a phone, light and dark", async () => {
  const page = await open("plain", {width: 390, height: 800, reducedMotion: true});
  const inBothThemes = async (): Promise<void> => {
    for (const colorScheme of ["dark", "light"] as const) {
      await page.emulateMedia({colorScheme, reducedMotion: "reduce"});
      await idle(page);
      expect(await findings(page), colorScheme).toEqual([]);
    }
  };
  const inside = async (selector: string): Promise<void> => {
    const {x, width} = (await page.locator(selector).boundingBox())!;
    expect(x).toBeGreaterThanOrEqual(0);
    expect(x + width).toBeLessThanOrEqual(390);
  };
  await type(page, "more", 'const n: number = "1";\nmaxPool(rate);\n');
  await expect.poll(() => problems(page, "more").count()).toBe(2);
  await inBothThemes();
  await page.keyboard.type("doub");
  await expect.poll(() => names(page).count()).toBeGreaterThan(0);
  await inBothThemes();
  await inside(".type-tip-names");
  await page.keyboard.press("Enter");
  await page.keyboard.press("Control+i");
  await page.locator(".type-tip-hover").waitFor();
  await inBothThemes();
  await inside(".type-tip-hover");
  await page.keyboard.press("F2");
  await page.locator(".type-tip-rename").waitFor();
  await inBothThemes();
  await inside(".type-tip-rename");
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
});
