import {expect, it} from "vitest";
import {builtins, perRun} from "../../../site/page/runtime/builtins.ts";
import {ofThePage} from "../../../site/page/runtime/portable.ts";

it("a cell that uses any built-in of the page stays in the page", () => {
  const names = [...perRun, ...Object.keys(builtins({} as HTMLElement)), "invalidation", "visibility"];
  expect([...ofThePage].sort()).toEqual(names.sort());
});
