import {styleConditional} from "./style-conditional.ts";
import {styleControls} from "./style-controls.ts";
import {styleDataInput} from "./style-data-input.ts";
import {styleDrawings} from "./style-drawings.ts";
import {styleEvaluation} from "./style-evaluation.ts";
import {styleDeployment} from "./style-deployment.ts";
import {styleFrame} from "./style-frame.ts";
import {styleNetworks} from "./style-networks.ts";
import {styleModes} from "./style-modes.ts";
import {stylePoints} from "./style-points.ts";
import {styleTraining} from "./style-training.ts";

/**
 * The style sheet of all figures. Every class begins with `fig-`; colours come from the book's tokens where a page has them.
 */
export const figureStyle = [
  styleFrame,
  styleControls,
  styleDrawings,
  styleNetworks,
  stylePoints,
  styleModes,
  styleTraining,
  styleConditional,
  styleDataInput,
  styleEvaluation,
  styleDeployment
].join("");

const dressed = new WeakSet<Document>();

/**
 * Gives a document the figures' style sheet, once: a figure looks right in any page that shows it, and no file has to be
 * linked.
 */
export function dress(page: Document): void {
  if (dressed.has(page)) return;
  dressed.add(page);
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(figureStyle);
  page.adoptedStyleSheets = [...page.adoptedStyleSheets, sheet];
}
