import fc from "fast-check";
import {describe, expect, it} from "vitest";
import {addressWith, asked, without} from "../../../site/page/dials/address.ts";

const plain = (query: string) => {
  const found = asked(query);
  return typeof found === "string"
    ? found
    : Object.fromEntries([...found].map(([name, settings]) => [name, Object.fromEntries(settings)]));
};

describe("asked(query)", () => {
  it("finds what is asked of a name, every time that it stands there", () => {
    expect(plain("?run.batch=64&run.settings.loss=hinge&run.step=200&run.batch=1&other.x=&safe&q=a.b&utm_source=c")).toEqual({
      run: {batch: ["64", "1"], "settings.loss": ["hinge"], step: ["200"]},
      other: {x: [""]}
    });
    for (const query of ["", "?", "?safe", "?q=1.5", "?.=1", "?a.=1", "?.b=1", "?%=.", "?a.b"]) expect(plain(query)).toEqual({});
  });

  it("looks at no more than a person would ask for", () => {
    expect(asked(`?run.batch=${"1".repeat(8000)}`)).toBe(
      "The address has 8,011 characters, and 8,000 are the most that is looked at."
    );
    expect(asked(`?${"a.b=1&".repeat(101)}`)).toBe("The address asks for more than 100 settings.");
    expect(plain(`?q=${"1".repeat(9000)}`)).toEqual({});
  });

  it("throws at no query", () => {
    fc.assert(fc.property(fc.string({unit: "binary"}), (text) => void asked(`?${text}.x=1`)));
  });
});

describe("addressWith(base, name, dials, extras)", () => {
  const dials = [
    ["batch", 64],
    ["settings.loss", "non saturating&x=1#"],
    ["widths", [32, 16]],
    ["rate", 2e-7],
    ["average", true]
  ] as const;

  it("is readable, and says the same again", () => {
    const address = addressWith("https://book.example/gan.html?safe#there", "run", dials, {step: 200, to: "a b"});
    expect(address).toBe(
      "https://book.example/gan.html?run.batch=64&run.settings.loss=non%20saturating%26x%3D1%23&run.widths=32,16&run.rate=2e-7&run.average=true&run.step=200&run.to=a%20b"
    );
    expect(plain(new URL(address).search)).toEqual({
      run: {
        batch: ["64"],
        "settings.loss": ["non saturating&x=1#"],
        widths: ["32,16"],
        rate: ["2e-7"],
        average: ["true"],
        step: ["200"],
        to: ["a b"]
      }
    });
    expect(addressWith("https://book.example/gan.html?run.batch=3", "run", [], {})).toBe("https://book.example/gan.html");
  });

  it("refuses extras that no address carries", () => {
    expect(() => addressWith("https://a.example", "run", [], {"no.": 1})).toThrow(RangeError);
    expect(() => addressWith("https://a.example", "run", [], {step: "x".repeat(101)})).toThrow(/at most 100/);
  });
});

describe("without(query, name)", () => {
  it("leaves what is asked of others", () => {
    expect(without("?run.batch=64&other.x=1&run%2Estep=3&safe&runner.y=2", "run")).toBe("?other.x=1&safe&runner.y=2");
    expect(without("?run.batch=64", "run")).toBe("");
  });
});
