import {describe, expect, it} from "vitest";
import {openChapter} from "./chapters.ts";
import {edit, shown} from "./reader.ts";
import {controls, logAfter, press, sharedChapter, words} from "./run-controls.ts";
import {idle} from "./watch.ts";

describe("the step of a reader", () => {
  const chapters = {"gan-training": sharedChapter("gan-training", ["loss", "step"]), dcgan: sharedChapter("dcgan", ["step"])};

  it.each([
    ["gan-training", "×10", 10],
    ["dcgan", "Step", 1]
  ])(
    "is what trains in %s, in the worker: an edit changes the run, and ours again gives the same numbers",
    async (slug, go, steps) => {
      const page = await chapters[slug as keyof typeof chapters]();
      await press(page, go);
      const ours = await logAfter(page, steps);
      expect(await words(page)).not.toContain("carried out in the page");

      const text = await shown(page, "step");
      await edit(page, "step", text.replace("D(fake), 0)", "D(fake), 1)"));
      await press(page, go);
      const changed = await logAfter(page, steps);
      expect(changed).not.toBe(ours);
      expect(await words(page)).not.toContain("carried out in the page");

      await edit(page, "step", text);
      await press(page, go);
      expect(await logAfter(page, steps)).toBe(ours);
    }
  );

  it("is told phase by phase in the order in which the reader wrote it", async () => {
    const page = await chapters["gan-training"]();
    const text = await shown(page, "step");
    const turns = /(?<ofD> {2}\/\/ D's turn[\s\S]*?)\n\n(?<ofG> {2}\/\/ G's turn[\s\S]*?)\n\n/.exec(text)?.groups;
    expect(turns).toBeDefined();
    const {ofD = "", ofG = ""} = turns ?? {};
    await edit(page, "step", text.replace(`${ofD}\n\n${ofG}`, `${ofG}\n\n${ofD}`));
    const place = page.locator('[data-cell="loop"] .fig-loop-place');
    const seen: string[] = [];
    for (let phase = 1; phase <= 9; phase++) {
      await press(page, "Next phase");
      await place.filter({hasText: `(phase ${phase})`}).waitFor();
      seen.push((await place.innerText()).replace(/^Step 1, (.*) \(phase \d\)\.$/, "$1"));
    }
    const ofItsTurn = (whose: string, names: string[]) => names.map((name) => `${whose}'s turn: ${name}`);
    expect(seen).toEqual([
      ...ofItsTurn("G", ["draw noise again", "generate again", "judge", "update G"]),
      ...ofItsTurn("D", ["draw noise", "generate", "judge real", "judge fake", "update D"])
    ]);
  });

  it("fails with its cell and its line, and goes back to the last good step", async () => {
    const page = await chapters["gan-training"]();
    const text = await shown(page, "step");
    await edit(page, "step", text.replace("const fake = G(noise());", "const fake = G(noise(), (null as any).label);"));
    await press(page, "Step");
    await controls(page).getByText("Cannot read properties of null (reading 'label') (cell “step”, line 5)").first().waitFor();

    await edit(
      page,
      "step",
      text
        .replace("const fake = G(noise());", 'const fake = G(noise());\n  if (game() > 3) throw new RangeError("enough");')
        .replace("{G, D, real, noise}: Game", "{G, D, real, noise, step}: Game")
        .replace("game()", "step")
    );
    await press(page, "×10");
    await controls(page).getByText("enough (cell “step”, line 6)").first().waitFor();
  });

  it("stays in the page where it needs it, and says why", async () => {
    const page = await chapters["gan-training"]();
    const text = await shown(page, "step");
    await edit(page, "step", text.replace("const fake", 'display("D learns");\n  const fake'));
    await press(page, "Step");
    await controls(page)
      .getByText(
        "step is a function, which cannot be sent to a worker: cell “step” uses display, which only the page has (line 5)"
      )
      .first()
      .waitFor();
    await logAfter(page, 1);

    await edit(page, "step", `${text}\nconst title = document.title;`);
    await press(page, "Step");
    await controls(page).getByText("document is not defined (cell “step”, line").first().waitFor();
    await logAfter(page, 1);
  });

  it("takes along what it stands on: functions and values of other cells", async () => {
    const page = await chapters["gan-training"]();
    await edit(
      page,
      "loss",
      'import * as tf from "@tensorflow/tfjs";\nconst scale = 3;\nconst crossEntropy = (logits: tf.Tensor, truth: 0 | 1): tf.Scalar =>\n  tf.mul(scale, tf.mean(tf.softplus(truth === 1 ? tf.neg(logits) : logits)));'
    );
    await press(page, "Step");
    const tripled = await logAfter(page, 1);
    const loss = (line: string) => Number(/D loss: ([\d.]+)/.exec(line)?.[1]);
    await edit(
      page,
      "loss",
      'import * as tf from "@tensorflow/tfjs";\nconst crossEntropy = (logits: tf.Tensor, truth: 0 | 1): tf.Scalar =>\n  tf.mean(tf.softplus(truth === 1 ? tf.neg(logits) : logits));'
    );
    await press(page, "Step");
    expect(loss(tripled)).toBeCloseTo(3 * loss(await logAfter(page, 1)), 4);
    expect(await words(page)).not.toContain("carried out in the page");
  });

  it("may be a loss alone: functions of D's logits, in the worker too", async () => {
    const page = await chapters["gan-training"]();
    const run = (await shown(page, "run")).replace(/^ *step,\n/m, "");
    await edit(page, "run", run);
    await press(page, "Step");
    const usual = await logAfter(page, 1);
    const losses = `const scaled = {
  discriminatorReal: (logits: tf.Tensor) => tf.mul(2, tf.softplus(tf.neg(logits))),
  discriminatorFake: (logits: tf.Tensor) => tf.mul(2, tf.softplus(logits)),
  generator: (logits: tf.Tensor) => tf.mul(2, tf.softplus(tf.neg(logits)))
};`;
    await edit(page, "loss", `${await shown(page, "loss")}\n${losses}`);
    await edit(page, "run", run.replace('loss: "nonSaturating"', "loss: scaled"));
    await press(page, "Step");
    const loss = (line: string) => Number(/D loss: ([\d.]+)/.exec(line)?.[1]);
    await expect.poll(async () => loss(await logAfter(page, 1)) / loss(usual)).toBeCloseTo(2, 4);
    expect(await words(page)).not.toContain("carried out in the page");
  });

  it("plays the game that an exercise has one write: the losses come along from its cell", async () => {
    const page = await chapters["gan-training"]();
    const exercise = page.locator('[data-exercise="own-loss"]');
    await exercise.locator("details.solution > summary").click();
    await exercise.getByRole("button", {name: "Put it in the cell"}).click();
    await exercise.locator("[data-result=right]").waitFor({state: "attached"});
    await press(page, "Step");
    const usual = await logAfter(page, 1);
    const text = await shown(page, "step");
    const hinged = text
      .replace("tf.add(crossEntropy(D(real), 1), crossEntropy(D(fake), 0))", "hinge.discriminator(D(real), D(fake))")
      .replace("crossEntropy(D(G(noise())), 1)", "hinge.generator(D(G(noise())))");
    expect(hinged).not.toContain("crossEntropy");
    await edit(page, "step", hinged);
    await press(page, "Step");
    await expect.poll(() => logAfter(page, 1)).not.toBe(usual);
    expect(await words(page)).not.toContain("carried out in the page");
  });

  it("is what a row of Mode collapse's table trains with: five steps of D, as they stand on the page", async () => {
    const page = await openChapter("mode-collapse");
    const text = await shown(page, "five-steps");
    await edit(
      page,
      "five-steps",
      text.replace(
        "let lossD = turnOfD(real);",
        'let lossD = turnOfD(real);\n  if (lossD) throw new Error("five steps were taken");'
      )
    );
    // The table that stands there is made anew for the edited cell.
    await idle(page);
    const table = page.locator('[data-cell="table"]');
    for (const name of ["none", "packing 2", "packing 4"])
      await table.getByRole("checkbox", {name, exact: true}).uncheck({force: true});
    await table.getByRole("checkbox", {name: "5 steps of D", exact: true}).check({force: true});
    const rows = table.locator("tr", {has: page.locator("input:checked")});
    await expect.poll(() => rows.allInnerTexts()).toEqual([expect.stringMatching(/^5 steps of D/)]);
    await table.getByRole("button", {name: "Run", exact: true}).click();
    const failed = table.locator('td[data-state="failed"]');
    await failed.nth(2).waitFor();
    const said = await failed.evaluateAll((cells) =>
      cells.map((cell) => `${cell.closest("tr")?.cells[0]?.innerText}: ${(cell as HTMLElement).title}`)
    );
    const taken = expect.stringMatching(/^5 steps of D.*: five steps were taken \(cell “five-steps”, line \d+\)/s) as string;
    expect(said).toEqual([taken, taken, taken]);
  });
});
