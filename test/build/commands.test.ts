import {describe, expect, it} from "vitest";
import {parseArguments, runCommand} from "../../site/build/commands.ts";
import {realEffects} from "../../site/build/effects.ts";

describe("parseArguments(words)", () => {
  it("reads a command and its options, with a space or an equals sign", () => {
    expect(parseArguments(["build", "--base", "/x/", "--out=site"])).toMatchObject({command: "build", base: "/x/", out: "site"});
    expect(parseArguments(["preview"])).toEqual({
      command: "preview",
      base: "/",
      out: "dist",
      port: 4321,
      withoutTests: false
    });
    expect(parseArguments(["dev", "--port", "0"])).toMatchObject({command: "dev", port: 0});
    expect(parseArguments(["check", "--without", "tests"])).toMatchObject({command: "check", withoutTests: true});
  });

  it("reads --host with and without a name, and --https", () => {
    expect(parseArguments(["preview", "--host"]).host).toBe(true);
    expect(parseArguments(["preview", "--host", "--https"])).toMatchObject({host: true, https: true});
    expect(parseArguments(["preview", "--host", "10.1.2.3", "--port", "1"])).toMatchObject({host: "10.1.2.3", port: 1});
    expect(parseArguments(["preview", "--host=book.school.example"]).host).toBe("book.school.example");
    expect(parseArguments(["preview", "--host", "[fd00::7]"]).host).toBe("fd00::7");
    expect(parseArguments(["preview"]).host).toBeUndefined();
  });

  it.each([
    [[], /Which command/],
    [["dev", "--host"], /dev does not know --host/],
    [
      ["preview", "--host", "10.1.2.3:80"],
      /--host must be a name or an address of this machine \(without a port\), not "10\.1\.2\.3:80"/
    ],
    [["preview", "--host="], /--host must be a name or an address/],
    [["preview", "--host", "http://laptop/"], /--host must be/],
    [["preview", "--https=yes"], /--https takes no value/],
    [["preview", "--compress"], /preview does not know --compress/],
    [["build", "--compress=br"], /--compress takes no value/],
    [["build", "--https"], /build does not know --https/],
    [["bild"], /no command "bild"/],
    [["toString"], /no command "toString"/],
    [["build", "--port", "1"], /build does not know --port/],
    [["build", "there"], /build does not know there/],
    [["build", "--base", "book"], /--base must look like \/path\/, not book/],
    [["build", "--base", '/a/../b/"/'], /--base/],
    [["build", "--out"], /--out needs a value/],
    [["check", "--without", "lib"], /without tests, not without lib/],
    [["dev", "--port", "web"], /--port must be 0 to 65535, not web/]
  ])("says of %j what it does not understand", (words, message) => {
    expect(() => parseArguments(words)).toThrow(message);
  });
});

describe("runCommand(words, effects)", () => {
  it("explains itself on words that it does not know, and returns 2", async () => {
    const said: string[] = [];
    const effects = {...realEffects, error: (line: string) => void said.push(line)};
    expect(await runCommand(["serv"], effects)).toBe(2);
    expect(said.join("\n")).toMatch(/There is no command "serv"[^]*build[^]*preview[^]*dev[^]*check/);
  });
});
