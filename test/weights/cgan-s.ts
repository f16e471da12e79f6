import {conditionalRecipe} from "./conditional.ts";

export const recipe = conditionalRecipe("S", 5000, {mismatched: 0.5});
