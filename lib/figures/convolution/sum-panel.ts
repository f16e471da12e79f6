import {element} from "../kit/element.ts";
import type {Product} from "./formula-text.ts";
import {productText} from "./formula-text.ts";
import {formatNumber} from "../kit/format.ts";

/** A panel that writes one sum of products with its real numbers. */
export interface SumPanel {
  readonly element: HTMLElement;
  /** The products laid out as the kernel is, `columns` in a row, and their total. `title` names what is computed. */
  show(title: string, products: readonly Product[], columns: number, total: number): void;
  /** Sentences, or numbers laid out in columns, instead of a sum; `after` is written under them. */
  tell(title: string, entries: readonly string[], columns?: number, after?: string): void;
}

// More than these are named by number only: nobody reads a hundred products.
const mostTerms = 49;

/** An empty panel. */
export function sumPanel(): SumPanel {
  const heading = element("p", {class: "fig-sum-title"});
  const terms = element("div", {class: "fig-sum-terms"});
  const result = element("p", {class: "fig-sum-total"});
  // The arithmetic is said by the figure's live region, in words that suit the ear.
  const panel = element("div", {class: "fig-sum"}, [heading, terms, result]);
  return {
    element: panel,
    show(title, products, columns, total) {
      heading.textContent = title;
      terms.style.gridTemplateColumns = `repeat(${columns}, auto)`;
      terms.replaceChildren(
        ...(products.length > mostTerms
          ? [`${products.length} products`]
          : products.map((product, i) =>
              element("span", {class: product.value * product.weight === 0 ? "fig-term fig-term-zero" : "fig-term"}, [
                productText(product) + (i < products.length - 1 ? " +" : "")
              ])
            ))
      );
      result.replaceChildren("= ", element("strong", {}, [formatNumber(total)]));
    },
    tell(title, entries, columns = 1, after = "") {
      heading.textContent = title;
      terms.style.gridTemplateColumns = `repeat(${columns}, auto)`;
      terms.replaceChildren(
        ...entries.map((entry) => element("span", {class: columns > 1 ? "fig-term fig-term-number" : "fig-term"}, [entry]))
      );
      result.replaceChildren(after);
    }
  };
}
