import {describe, expect, it} from "vitest";
import {firstSentence, readDoc} from "../../../site/build/reference/doc.ts";

const comment = `/**
   * Pools a map (Yamaguchi et al. 1990). Shapes are [height, width].
   *
   * - a list
   * @param size side of the window
   *   in pixels
   * @returns the map
   * @throws RangeError for a side of 0
   * @example
   * \`\`\`ts height=40
   * const a = 1;
   *
   *   // @see nothing
   * display(a);
   * \`\`\`
   */`;

describe("readDoc(comment, place)", () => {
  const doc = readDoc(comment, {line: 7, column: 3});

  it("parts the text from its tags", () => {
    expect(doc.text).toBe("Pools a map (Yamaguchi et al. 1990). Shapes are [height, width].\n\n- a list");
    expect(doc.params).toEqual([{name: "size", text: "side of the window\n  in pixels"}]);
    expect([doc.returns, doc.throws]).toEqual(["the map", ["RangeError for a side of 0"]]);
  });

  it("gives an example line by line, each with its place in the source, and what its fence says", () => {
    const [example] = doc.examples;
    expect(example?.words).toBe("height=40");
    expect(example?.lines).toEqual(["const a = 1;", "", "  // @see nothing", "display(a);"]);
    expect(example?.places[0]).toEqual({line: 17, column: 6});
    expect(example?.places[3]).toEqual({line: 20, column: 6});
  });

  it("reads a comment of one line", () => {
    expect(readDoc("/** What it is. */", {line: 1, column: 1}).text).toBe("What it is.");
  });
});

describe("firstSentence(text)", () => {
  it.each([
    ["One. Two.", "One."],
    ["By Heusel et al. It goes on (see a. B). End", "By Heusel et al. It goes on (see a. B)."],
    ["The games:\n- one", "The games."],
    ["No dot", "No dot."],
    ["A value e.g. of 1.5 here. Then", "A value e.g. of 1.5 here."]
  ])("of %j is %j", (text, sentence) => {
    expect(firstSentence(text)).toBe(sentence);
  });
});
