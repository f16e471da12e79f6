import fc from "fast-check";
import {describe, expect, it} from "vitest";
import {parseCell} from "../../../site/notebook/cell/parser.ts";
import {child, nameOf, type SyntaxNode, walk} from "../../../site/notebook/cell/syntax.ts";
import {type DialValue, isSame} from "../../../site/notebook/dials/declared.ts";
import {readLiterals, writeLiterals} from "../../../site/notebook/dials/literals.ts";

const run = `const run = trainer({
  gan: pointGan({generatorHidden: [32, 16]}), // the plane
  data: ring(8),
  settings: {loss: 'minimax', "learningRate": 2e-3},
  batch: 64, // pictures
  seed: base + 1
});`;

const read = (text: string, ...paths: string[]) => Object.fromEntries(readLiterals(text, "run", paths));
const write = (text: string, changes: Record<string, DialValue>) => writeLiterals(text, "run", new Map(Object.entries(changes)));

describe("readLiterals(text, name, paths)", () => {
  it("reads numbers, strings, truth values and lists, into calls and objects", () => {
    const text = `const run = trainer({a: -3, b: "x", c: true, d: [1, -2.5], gan: net({e: \`y\`, f: {g: 1_000}}), h: +4, i: (5), j: "z" as const});`;
    const values = {a: -3, b: "x", c: true, d: [1, -2.5], "gan.e": "y", "gan.f.g": 1000, h: 4, i: 5, j: "z"};
    expect(read(text, ...Object.keys(values))).toEqual(
      Object.fromEntries(Object.entries(values).map(([path, value]) => [path, {value}]))
    );
  });

  it("has no value for what is not written, and says where an expression stands", () => {
    expect(read(run, "steps", "settings.beta1", "gan.latentDim", "seed", "data.modes", "batch.size")).toEqual({
      steps: {value: undefined},
      "settings.beta1": {value: undefined},
      "gan.latentDim": {value: undefined},
      seed: {value: undefined, fixed: "6:9 holds an expression, `base + 1`"},
      "data.modes": {value: undefined, fixed: "3:9 holds an expression, `ring(8)`"},
      "batch.size": {value: undefined, fixed: "5:10 holds an expression, `64`"}
    });
  });

  it("takes the last of two properties, and none that a spread behind it may replace", () => {
    expect(read("const run = f({a: 1, a: 2})", "a")).toEqual({a: {value: 2}});
    expect(read("const run = f({...base, a: 1})", "a")).toEqual({a: {value: 1}});
    expect(read("const run = f({a: 1, ...base})", "a").a!.fixed).toContain("1:15 takes what is written after it from elsewhere");
    expect(read("const run = f({a: 1, [key]: 3})", "a").a!.fixed).toBeDefined();
    expect(read("const run = f({a, get b() { return 1; }, c() {}})", "a", "b", "c")).toMatchObject({
      a: {fixed: "1:16 holds an expression, `a`"},
      b: {fixed: expect.any(String) as string},
      c: {fixed: expect.any(String) as string}
    });
  });

  it("finds the object behind await, view, as and satisfies, in any declaration of the cell", () => {
    for (const text of [
      "const a = 1, run = await trainer({x: 7});",
      "const run = view(trainer({x: 7}));",
      "const run = new Trainer({x: 7}) as Run;",
      "const run = ({x: 7}) satisfies Plan;",
      "let other = f({x: 1});\nlet run: Plan = {x: 7};"
    ])
      expect(read(text, "x")).toEqual({x: {value: 7}});
    expect(read("trainer({x: 7})", "x")).toEqual({x: {value: 7}});
    expect(read("const plan = {x: 7};", "x")).toEqual({x: {value: 7}});
    expect(read("const run = plan;", "x").x!.fixed).toBe("1:13 holds an expression, `plan`");
    expect(() => read("const run = f({x: ;", "x")).toThrow(/./);
  });
});

describe("writeLiterals(text, name, changes)", () => {
  it("changes literals where they stand, in the way in which they were written", () => {
    const text = write(run, {
      batch: 32,
      "settings.loss": "hinge",
      "settings.learningRate": 0.0005,
      "gan.generatorHidden": [8, 16]
    });
    expect(text).toBe(
      run.replace("64", "32").replace("'minimax'", "'hinge'").replace("2e-3", "5e-4").replace("[32, 16]", "[8, 16]")
    );
  });

  it("writes numbers as a person would", () => {
    const numbers = [0.002, 1e-7, 2e21, -0, -1.5, 1e-4];
    expect(numbers.map((n) => write("const run = f({n: 1})", {n}).slice(18, -2))).toEqual([
      "0.002",
      "1e-7",
      "2e21",
      "0",
      "-1.5",
      "0.0001"
    ]);
  });

  it("writes in what is missing: on its own line where the neighbours have one, remarks keeping theirs", () => {
    expect(write(run, {steps: 300, seed2: 1}).split("\n").slice(-4)).toEqual([
      "  seed: base + 1,",
      "  steps: 300,",
      "  seed2: 1",
      "});"
    ]);
    expect(write(run, {"gan.latentDim": 2, "settings.beta1": 0.5})).toBe(
      run.replace("16]}", "16], latentDim: 2}").replace("2e-3}", "2e-3, beta1: 0.5}")
    );
    expect(write("const run = f({\n    a: 1, // one\n});", {b: 2})).toBe("const run = f({\n    a: 1, // one\n    b: 2,\n});");
    expect(write("const run = f({\n  a: 1 // one\n});", {b: 2})).toBe("const run = f({\n  a: 1, // one\n  b: 2\n});");
    expect(write("const run = f({\n  a: 1 /* } */ });", {b: 2})).toBe("const run = f({\n  a: 1,\n  b: 2 /* } */ });");
    expect(write("const run = f({});", {"a.b": 1, "a.c": "x"})).toBe('const run = f({a: {b: 1, c: "x"}});');
    expect(write("const run = f({\n});", {a: 1})).toBe("const run = f({\n  a: 1\n});");
    expect(write("const run = f({gan: net()});", {"gan.a": [1, 2]})).toBe("const run = f({gan: net({a: [1, 2]})});");
    expect(write("const run = new F;", {a: true})).toBe("const run = new F({a: true});");
    expect(write("const run = f({a: undefined});", {a: 3})).toBe("const run = f({a: 3});");
  });

  it("makes lists longer and shorter, keeping what stands between their numbers", () => {
    const list = "const run = f({n: [\n  1, // first\n  2 // second\n]})";
    expect(write(list, {n: [1, 5]})).toBe(list.replace("2 //", "5 //"));
    expect(write(list, {n: [1, 2, 3]})).toBe(list.replace("2 //", "2, 3 //"));
    expect(write("const run = f({n: [1, 2, 3,]})", {n: [4]})).toBe("const run = f({n: [4,]})");
    expect(write("const run = f({n: [1, 2,]})", {n: []})).toBe("const run = f({n: []})");
    expect(write("const run = f({n: []})", {n: [1, 2]})).toBe("const run = f({n: [1, 2]})");
    expect(write("const run = f({n: 3})", {n: [1, 2]})).toBe("const run = f({n: [1, 2]})");
  });

  it("refuses an expression, and says where it stands", () => {
    expect(() => write(run, {batch: 1, seed: 3})).toThrow(
      expect.objectContaining({message: "seed holds an expression, `base + 1`", position: {line: 6, column: 9}})
    );
  });

  it("writes strings that stay strings", () => {
    for (const text of ['"); alert(1); ("', "'", "`${1}`", "\\", "\u2028", "</script>", "*/ //"]) {
      for (const quote of ['"a"', "'a'", "`a`"])
        expect(read(write(`const run = f({s: ${quote}})`, {s: text}), "s").s!.value).toBe(text);
    }
  });
});

// Random texts: an object of literals, expressions, objects and calls, on one line or several, with remarks.

interface Text {
  text: string;
  /** By path, what is written there; "expression" where no literal is. */
  leaves: Map<string, DialValue | "expression">;
  /** Paths of objects and calls in which something can be written, "" for the outermost. */
  objects: string[];
}

const names = ["batch", "seed", "loss", "beta1", "gan", "layers", "noise", "$x"];
const key = fc.constantFrom(...names);
const number = fc.oneof(fc.integer({min: -2000, max: 2000}), fc.double({noNaN: true, noDefaultInfinity: true}));
const string = fc.oneof(fc.constantFrom("hinge", "minimax", "'", '"', "`${x}`"), fc.string({maxLength: 8}));
const value: fc.Arbitrary<DialValue> = fc.oneof(number, string, fc.boolean(), fc.array(number, {maxLength: 4}));
const remark = fc.constantFrom("", "", "", " // why, {not: 1}", " /* a, b} */");

const {tree} = fc.letrec<{tree: Text; item: Text}>((tie) => ({
  item: fc.oneof(
    {
      weight: 4,
      arbitrary: value.map((v): Text => ({
        text: v instanceof Array ? JSON.stringify(v) : JSON.stringify(v),
        leaves: new Map([["", v]]),
        objects: []
      }))
    },
    {
      weight: 1,
      arbitrary: fc
        .constantFrom("a + 1", "other", "ring(8)", "() => 5", "{}.x")
        .map((text): Text => ({text, leaves: new Map([["", "expression"]]), objects: []}))
    },
    {weight: 1, arbitrary: fc.constant<Text>({text: "net()", leaves: new Map(), objects: [""]})},
    {weight: 2, arbitrary: tie("tree")},
    {weight: 1, arbitrary: tie("tree").map(({text, ...rest}): Text => ({text: `net(${text})`, ...rest}))}
  ),
  tree: fc
    .record({
      items: fc.uniqueArray(fc.tuple(key, tie("item") as fc.Arbitrary<Text>, remark), {selector: ([name]) => name, maxLength: 5}),
      lines: fc.boolean(),
      comma: fc.boolean()
    })
    .map(({items, lines, comma}): Text => {
      const leaves = new Map<string, DialValue | "expression">();
      const objects = [""];
      const join = (name: string, path: string): string => (path === "" ? name : `${name}.${path}`);
      for (const [name, item] of items) {
        for (const [path, leaf] of item.leaves) leaves.set(join(name, path), leaf);
        objects.push(...item.objects.map((path) => join(name, path)));
      }
      const parts = items.map(([name, item, note], i) => {
        const separator = i < items.length - 1 || comma ? "," : "";
        return `${name}: ${item.text}${separator}${lines ? note : ""}`;
      });
      return {text: lines ? `{\n  ${parts.join("\n  ")}\n}` : `{${parts.join(" ")}}`, leaves, objects};
    })
}));

/** All that the text says but its literals at the paths, and those. */
function skeleton(text: string): string[] {
  const tokens: string[] = [];
  walk(parseCell(text).program, (node: SyntaxNode) => {
    if (node.type === "Literal") tokens.push(String(node["raw"]));
    else if (node.type === "Identifier") tokens.push(nameOf(node));
    else if (node.type === "Property") tokens.push(`${text.slice(child(node, "key")!.start, child(node, "key")!.end)}:`);
  });
  return tokens;
}

describe("any object of literals", () => {
  const asked = fc.tuple(tree as fc.Arbitrary<Text>, fc.array(fc.tuple(fc.nat(), value, key), {minLength: 1, maxLength: 4}));

  it("has the values at the paths after a change, all other values as before, and lines only more by what is written in", () => {
    fc.assert(
      fc.property(asked, ([{text: object, leaves, objects}, picks]) => {
        const text = `const run = trainer(${object}); // the end`;
        const changes = new Map<string, DialValue>();
        let inserted = 0;
        const free = [...leaves].flatMap(([path, leaf]) => (leaf === "expression" ? [] : [path]));
        for (const [at, wanted, name] of picks) {
          const within = objects[at % objects.length]!;
          const missing = within === "" ? name : `${within}.${name}`;
          const taken = [...leaves.keys(), ...objects].some((path) => path === missing || path.startsWith(`${missing}.`));
          const path = at % 2 === 0 && free.length > 0 ? free[at % free.length]! : missing;
          if (path === missing && (taken || changes.has(path))) continue;
          if (path === missing && !leaves.has(path)) inserted++;
          changes.set(path, wanted);
        }
        const after = writeLiterals(text, "run", changes);
        const now = readLiterals(after, "run", [...leaves.keys(), ...changes.keys()]);
        for (const [path, wanted] of changes) expect(isSame(now.get(path)!.value, wanted), `${path} in ${after}`).toBe(true);
        for (const [path, leaf] of leaves) {
          if (changes.has(path)) continue;
          if (leaf === "expression") expect(now.get(path)!.fixed).toBeDefined();
          else expect(isSame(now.get(path)!.value, leaf), `${path} in ${after}`).toBe(true);
        }
        const grown = after.split("\n").length - text.split("\n").length;
        expect(grown).toBeLessThanOrEqual(inserted + (object.includes("{\n  \n}") ? inserted : 0));
        expect(grown).toBeGreaterThanOrEqual(0);
        // Remarks are all there, and the names that stood in the text, in their order.
        for (const note of ["// why, {not: 1}", "/* a, b} */", "// the end"])
          expect(after.split(note).length).toBe(text.split(note).length);
        expect(after.startsWith("const run = trainer(")).toBe(true);
        expect(after.endsWith("); // the end")).toBe(true);
      }),
      {numRuns: 300}
    );
  });

  it("is the same text, to the letter, when nothing changes, and again when a change is taken back", () => {
    fc.assert(
      fc.property(tree as fc.Arbitrary<Text>, fc.nat(), number, ({text: object, leaves}, at, other) => {
        const text = `const run = trainer(${object});`;
        const literals = new Map([...leaves].flatMap(([path, leaf]) => (leaf === "expression" ? [] : [[path, leaf] as const])));
        expect(writeLiterals(text, "run", literals)).toBe(text);
        const numbers = [...literals].filter(([, leaf]) => typeof leaf === "number");
        if (numbers.length === 0) return;
        const [path, before] = numbers[at % numbers.length]!;
        const there = writeLiterals(text, "run", new Map([[path, other]]));
        const tokens = skeleton(there);
        expect(tokens.length - skeleton(text).length).toBeLessThanOrEqual(1);
        expect(
          isSame(readLiterals(writeLiterals(there, "run", new Map([[path, before]])), "run", [path]).get(path)!.value, before)
        ).toBe(true);
      }),
      {numRuns: 300}
    );
  });
});
