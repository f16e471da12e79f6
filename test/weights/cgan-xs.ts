import {conditionalRecipe} from "./conditional.ts";

export const recipe = conditionalRecipe("XS", 4000);
