/** Names that every cell may use without defining or importing them. */
export const builtins = [
  "display",
  "view",
  "invalidation",
  "visibility",
  "width",
  "now",
  "progress",
  "Generators",
  "Inputs",
  "html",
  "svg",
  "tex",
  "md",
  "Mutable"
] as const;

/** Names that check cells of exercises may use besides. */
export const checkBuiltins = ["assert", "equal"] as const;
