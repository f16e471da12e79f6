import {element, svgElement} from "./element.ts";

const styles = [
  "fill",
  "fill-opacity",
  "stroke",
  "stroke-width",
  "stroke-dasharray",
  "stroke-linecap",
  "opacity",
  "font-family",
  "font-size",
  "font-weight",
  "text-anchor",
  "paint-order",
  "vector-effect",
  "visibility",
  "dominant-baseline",
  "font-variant-numeric"
];

/** Buttons that save a figure as SVG and as PNG (twice its size). `name` is the file's, without ending. */
export function exportMenu(figure: HTMLElement, name: string, signal: AbortSignal): HTMLElement {
  const save = (label: string, ending: string, make: () => Promise<Blob>) => {
    const made = element("button", {type: "button", "aria-label": `Save this figure as ${label}`}, [label]);
    made.addEventListener(
      "click",
      async () => {
        try {
          made.textContent = label;
          download(await make(), `${name}.${ending}`);
        } catch (error) {
          made.textContent = `${label}: ${(error as Error).message}`;
        }
      },
      {signal}
    );
    return made;
  };
  return element("div", {class: "fig-menu"}, [
    save("SVG", "svg", async () => new Blob([figureSvg(figure)], {type: "image/svg+xml"})),
    save("PNG", "png", () => figurePng(figure))
  ]);
}

/** The figure as it looks now, as the text of one SVG file: its drawings, its pixels and its text, in its present colours. */
export function figureSvg(figure: HTMLElement): string {
  const body = figure.querySelector<HTMLElement>(".fig-body")!;
  const frame = body.getBoundingClientRect();
  const svg = svgElement("svg", {
    xmlns: "http://www.w3.org/2000/svg",
    viewBox: `-8 -8 ${frame.width + 16} ${frame.height + 16}`,
    width: frame.width + 16,
    height: frame.height + 16
  });
  const paper = getComputedStyle(figure).getPropertyValue("--fig-paper") || "#ffffff";
  svg.append(svgElement("rect", {x: -8, y: -8, width: frame.width + 16, height: frame.height + 16, fill: paper}));
  for (const drawn of body.querySelectorAll<SVGSVGElement | HTMLCanvasElement>("svg, canvas")) {
    const box = drawn.getBoundingClientRect();
    if (box.width === 0 || drawn.parentElement?.closest("svg")) continue;
    const place = {x: box.left - frame.left, y: box.top - frame.top, width: box.width, height: box.height};
    if (drawn instanceof HTMLCanvasElement) {
      const image = svgElement("image", {...place, href: drawn.toDataURL(), preserveAspectRatio: "none"});
      image.style.imageRendering = "pixelated";
      svg.append(image);
    } else svg.append(frozen(drawn, place));
  }
  for (const text of texts(body, frame)) svg.append(text);
  return new XMLSerializer().serializeToString(svg);
}

/** The figure as a PNG of twice its size in CSS pixels. */
export async function figurePng(figure: HTMLElement): Promise<Blob> {
  const url = URL.createObjectURL(new Blob([figureSvg(figure)], {type: "image/svg+xml"}));
  try {
    const image = new Image();
    image.src = url;
    await image.decode();
    const canvas = element("canvas");
    canvas.width = image.naturalWidth * 2;
    canvas.height = image.naturalHeight * 2;
    canvas.getContext("2d")!.drawImage(image, 0, 0, canvas.width, canvas.height);
    return await new Promise((done, fail) =>
      canvas.toBlob((blob) => (blob ? done(blob) : fail(new Error("no room for the picture"))), "image/png")
    );
  } finally {
    URL.revokeObjectURL(url);
  }
}

/** A copy of a drawing that needs no style sheet. */
function frozen(drawn: SVGSVGElement, place: Record<string, number>): SVGElement {
  const copy = drawn.cloneNode(true) as SVGSVGElement;
  const from = [...drawn.querySelectorAll<SVGElement>("*")];
  const to = [...copy.querySelectorAll<SVGElement>("*")];
  from.forEach((source, i) => {
    const computed = getComputedStyle(source);
    if (computed.display === "none") return to[i].remove();
    for (const property of styles) {
      const value = computed.getPropertyValue(property);
      if (value) to[i].setAttribute(property, value.replaceAll(/url\("#/g, "url(#").replaceAll('")', ")"));
    }
    to[i].removeAttribute("class");
  });
  copy.removeAttribute("class");
  for (const [name, value] of Object.entries(place)) copy.setAttribute(name, String(value));
  copy.setAttribute("overflow", "visible");
  return copy;
}

/** Every visible word outside the drawings, each line of it where it stands. */
function texts(body: HTMLElement, frame: DOMRect): SVGElement[] {
  const found: SVGElement[] = [];
  const walker = document.createTreeWalker(body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const parent = node.parentElement!;
    if (!node.textContent?.trim() || parent.closest("svg, .fig-hidden, [hidden], button, option")) continue;
    const computed = getComputedStyle(parent);
    for (const {text, box} of lines(node as Text)) {
      found.push(
        svgElement(
          "text",
          {
            x: box.left - frame.left,
            y: box.top - frame.top + box.height * 0.78,
            fill: computed.color,
            "font-size": computed.fontSize,
            "font-family": computed.fontFamily,
            "font-weight": computed.fontWeight
          },
          [text]
        )
      );
    }
  }
  return found;
}

function lines(node: Text): {text: string; box: DOMRect}[] {
  const found: {text: string; box: DOMRect}[] = [];
  const range = document.createRange();
  for (const {index, 0: word} of node.data.matchAll(/\S+\s*/g)) {
    range.setStart(node, index);
    range.setEnd(node, index + word.trimEnd().length);
    const box = range.getBoundingClientRect();
    const last = found.at(-1);
    if (box.width === 0) continue;
    if (last && Math.abs(last.box.top - box.top) < 2) last.text += word;
    else found.push({text: word, box});
  }
  return found;
}

/** Saves a file under a name, as a download. */
export function download(blob: Blob, name: string): void {
  const url = URL.createObjectURL(blob);
  element("a", {href: url, download: name}).click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
