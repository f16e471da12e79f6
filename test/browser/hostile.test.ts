import type {Page} from "playwright-core";
import {describe, expect, it} from "vitest";
import {hash} from "../../site/notebook/changes/changes.ts";
import {linkTo} from "../../site/page/share/link.ts";
import {runApart} from "./apart.ts";
import {chain, openAt, serveChapter} from "./chapter.ts";
import {foreignRequests, expectProblem} from "./harness.ts";
import {reads} from "./reader.ts";

const a = chain[0]!;

/** A link with any JSON in it, as an attacker writes one. */
async function hostile(url: string, value: unknown): Promise<string> {
  return linkTo(url, typeof value === "string" ? value : JSON.stringify(value));
}

const changes = (...cells: object[]) => ({version: 1, cells});

/** True when anything of the link got hold of the page. */
function taken(page: Page): Promise<boolean> {
  return page.evaluate(
    () => "taken" in globalThis || document.querySelector('article :is(img, script, iframe, a[href^="javascript:"])') !== null
  );
}

describe("a hostile link", () => {
  it("has its HTML shown as text: nothing is injected", async () => {
    const {url} = await serveChapter();
    const html = `</code></pre><img src="x" onerror="taken = 1"></script><script>taken = 1</script><svg onload="taken = 1">`;
    const page = await openAt(
      await hostile(
        url,
        changes({id: "a", original: hash(a.source), text: html}, {id: "mine", original: null, kind: "md", text: html, after: "a"})
      )
    );
    await page.getByRole("group", {name: "mine, changed by this link, not run"}).waitFor();
    expect(await page.locator(".cell-arrival .difference-added").first().innerText()).toBe(`+ ${html}`);
    expect(await taken(page)).toBe(false);
  });

  it("runs nothing before Run, and reaches no other host after it", async () => {
    const {url} = await serveChapter();
    const text =
      'globalThis.taken = 1;\nconst a = 5;\nconst answer = await fetch("https://evil.example/").then(() => 1, () => 0);\ndisplay(answer);';
    const image =
      "![x](https://evil.example/x.png) [go](javascript:taken=1) <img src=https://evil.example/y.png onerror=taken=2>";
    const page = await openAt(
      await hostile(
        url,
        changes({id: "a", original: hash(a.source), text}, {id: "mine", original: null, kind: "md", text: image, after: "a"})
      )
    );
    await page.getByRole("group", {name: "a, changed by this link, not run"}).waitFor();
    expect(await taken(page)).toBe(false);
    expect(foreignRequests(page)).toEqual([]);
    expectProblem(page, /Content Security Policy/);
    const frame = await runApart(page);
    await reads(frame, "a", "0");
    const links = frame.locator('[data-cell="mine"] > .cell-output a');
    await links.first().waitFor();
    expect(await links.evaluateAll((all) => all.map((link) => (link as HTMLAnchorElement).protocol))).toEqual([
      "https:",
      "https:"
    ]);
    expect(await frame.locator('[data-cell="mine"] > .cell-output img').count()).toBe(0);
    expect(await frame.evaluate("taken")).toBe(1);
    expect(await taken(page)).toBe(false);
    expect(foreignRequests(page)).toEqual([]);
  });

  it.each([
    ["prototype keys", '{"version": 1, "cells": [{"id": "a", "original": null, "text": "x", "__proto__": {"deleted": true}}]}'],
    ["deep JSON", "[".repeat(900_000) + "]".repeat(900_000)],
    ["no JSON", "taken = 1"],
    ["an id with markup", changes({id: '"><img src=x onerror=taken=1>', original: null, text: "1"})],
    ["too many cells", changes(...Array.from({length: 501}, (_, i) => ({id: `c${i}`, original: null, text: "1"})))],
    ["a text of 300,000 characters", changes({id: "a", original: hash(a.source), text: "x".repeat(300_000)})],
    ["3 MB of spaces", changes({id: "a", original: hash(a.source), text: " ".repeat(3_000_000)})]
  ])("with %s is refused in words, and the chapter runs without it", async (_what, value) => {
    const {url} = await serveChapter();
    const page = await openAt(await hostile(url, value));
    await page.getByRole("region", {name: "Sharing"}).getByText("You see the chapter without them.").first().waitFor();
    await reads(page, "c", "21");
    expect(await page.evaluate("Object.prototype.deleted")).toBeUndefined();
    expect(await taken(page)).toBe(false);
  });

  it("gains nothing from a prototype's name as an id: it is a cell like any other", async () => {
    const {url} = await serveChapter();
    const value =
      '{"version": 1, "cells": [{"id": "__proto__", "original": null, "text": "globalThis.taken = 1", "kind": "ts"}]}';
    const page = await openAt(await hostile(url, value));
    await page.getByRole("group", {name: "__proto__, changed by this link, not run"}).waitFor();
    await reads(page, "c", "21");
    expect(await page.evaluate("Object.prototype.text")).toBeUndefined();
    expect(await taken(page)).toBe(false);
  });

  it("cannot change what stands in sentences, in checks, or the prose", async () => {
    const {url} = await serveChapter();
    const page = await openAt(await hostile(url, changes({id: "about-a", original: null, kind: "md", text: "# Hostile"})));
    await page.getByText("This link changes nothing in this chapter as you have it.").first().waitFor();
    expect(await page.locator('[data-block="about-a"]').innerText()).toBe("About a.");
  });
});
