import type {Dataset} from "../../data/dataset.ts";
import {random} from "../../random.ts";
import {element} from "../kit/element.ts";

const columns = 8;
const rows = 2;

/** Sixteen examples of a data set, and its name, size and classes in words. */
export function dataExamples(): {element: HTMLElement; show(set: Dataset, said: string): string} {
  const canvas = element("canvas", {class: "fig-data-examples", role: "img"});
  const facts = element("p", {class: "fig-data-facts"});
  const more = element("p", {class: "fig-note"});
  return {
    element: element("div", {class: "fig-column"}, [canvas, facts, more]),
    /** Draws them, always the same ones of the same set; returns the facts. */
    show(set, said) {
      const labels = draw(canvas, set);
      const asked = set.classes > 1 ? `: ${labels.join(", ")}` : "";
      canvas.setAttribute("aria-label", `${columns * rows} examples of ${set.name}${asked}`);
      const size = Number.isFinite(set.size)
        ? `${set.size.toLocaleString("en")} ${set.size === 1 ? "image" : "images"}`
        : "images without end";
      const classes = set.classes > 1 ? `${set.classes} classes` : "no classes";
      const text = `${size}, ${classes}, ${set.shape.slice(0, 2).join(" × ")} pixels`;
      facts.replaceChildren(element("strong", {}, [set.name]), `: ${text}`);
      more.textContent = said;
      more.hidden = said === "";
      return `${set.name}: ${text}`;
    }
  };
}

/** White on black as they are, a dark line between them. Returns their labels. */
function draw(canvas: HTMLCanvasElement, set: Dataset): number[] {
  const [height, width] = set.shape;
  const {images, labels} = set.batch(columns * rows, random("examples"));
  canvas.width = columns * (width + 1) - 1;
  canvas.height = rows * (height + 1) - 1;
  const context = canvas.getContext("2d")!;
  for (let place = 0; place < columns * rows; place++) {
    const image = context.createImageData(width, height);
    for (let i = 0; i < width * height; i++) {
      const grey = Math.round((255 * (images[place * width * height + i] + 1)) / 2);
      image.data.set([grey, grey, grey, 255], 4 * i);
    }
    context.putImageData(image, (place % columns) * (width + 1), Math.floor(place / columns) * (height + 1));
  }
  return [...labels];
}
