import type typescript from "typescript-6";
import type {usedOfTypeScript} from "../../notebook/check/type-files.ts";

/** TypeScript's JavaScript API, as far as the book brings it. */
export type TypeScript = Pick<typeof typescript, (typeof usedOfTypeScript)[number]>;
