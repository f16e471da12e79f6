import {element} from "../kit/element.ts";
import {formatCount, formatNumber} from "../kit/format.ts";
import type {PointFieldData} from "./point-field.ts";
import type {ModeCount} from "./point-geometry.ts";
import {notFinitePoints, usualLength} from "./point-geometry.ts";

/** What is drawn at the moment. */
export interface Drawn {
  modes: ModeCount | null;
  edge: boolean;
  pulls: boolean;
  grid: boolean;
}

/** The marks of the plane, each beside its name in its colour, with what they add up to. */
export function pointNotes({real, fake, gradients, manifold, centres}: PointFieldData, drawn: Drawn): HTMLElement[] {
  const line = (ink: string, mark: string, text: string) =>
    element("p", {}, [element("span", {class: `fig-point-mark fig-ink-${ink}`, "aria-hidden": "true"}, [mark]), text]);
  const lines = [
    line("real", "●", `${formatCount(real.values.length / 2)} real points`),
    line("fake", "○", `${formatCount(fake.values.length / 2)} generated`)
  ];
  if (gradients && drawn.pulls) {
    const usual = usualLength(gradients);
    lines.push(
      line(
        "gradient",
        "→",
        usual > 0 ? `where each is pulled (gradient: nine of ten at most ${formatNumber(usual, 2)})` : "nothing flows back"
      )
    );
  }
  if (drawn.edge) lines.push(line("discriminator", "—", "here D is undecided"));
  if (manifold && drawn.grid) lines.push(line("generator", "▦", "G’s noise, warped; each cell holds as many points"));
  if (drawn.modes && centres) {
    const {captured, quality} = drawn.modes;
    lines.push(
      element("p", {class: "fig-point-modes"}, [
        element("strong", {}, [`${captured} of ${centres.length}`]),
        ` ${centres.length === 1 ? "mode" : "modes"} captured; ${Math.round(100 * quality)} % of the generated points within 3σ of a centre`
      ])
    );
  }
  return lines;
}

/** What is wrong with the numbers, as a sentence; empty when nothing is. */
export function pointTrouble({fake, real, field}: PointFieldData): string {
  const sentences: string[] = [];
  const lost = notFinitePoints(fake);
  const count = fake.values.length / 2;
  if (lost > 0)
    sentences.push(
      `${lost === count ? "All" : formatCount(lost)} of ${formatCount(count)} generated points are NaN or infinite and cannot be drawn.`
    );
  const bad = notFinitePoints(real);
  if (bad > 0) sentences.push(`${formatCount(bad)} real points are NaN or infinite.`);
  if (field) {
    let dumb = 0;
    for (let i = 0; i < field.values.length; i++) if (!Number.isFinite(field.values[i])) dumb++;
    if (dumb > 0)
      sentences.push(`D answers NaN or infinity at ${formatCount(dumb)} of ${formatCount(field.values.length)} places.`);
  }
  return sentences.join(" ");
}
