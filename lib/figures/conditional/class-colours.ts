import {luminance} from "../kit/scales.ts";

/** Hues of the ten digits, far apart for neighbours in number. */
const hues = [25, 245, 140, 320, 75, 200, 355, 110, 285, 170];

/**
 * A colour for each of ten classes, at least 3 : 1 against the paper it stands on. Colour never stands alone: figures write the class
 * beside.
 */
export function classColours(paper: string): readonly string[] {
  const light = luminance(paper) > 0.5;
  return hues.map((hue) => (light ? `oklch(0.53 0.14 ${hue})` : `oklch(0.76 0.12 ${hue})`));
}
