import type {Feed} from "../../nn/arithmetic/convolution.ts";
import type {Matrix} from "../../nn/arithmetic/matrix.ts";
import type {PaddingAmounts} from "../../nn/arithmetic/padding.ts";
import {element} from "../kit/element.ts";
import {formatNumber, formatFactor, formatShape} from "../kit/format.ts";

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

/** One product of a sum: a value and the weight that it meets. */
interface Product {
  value: number;
  weight: number;
}

/**
 * "1·0.5 + 0·(−1) + … = 2.5": the first terms of a sum of products (all, unless there are more than `most`), and its total.
 */
export function sumText(products: readonly Product[], total: number, most = 9): string {
  if (products.length === 0) return `nothing = ${formatNumber(total)}`;
  const written = products.slice(0, most).map(productText);
  if (products.length > most) written.push(`… (${products.length - most} more)`);
  return `${written.join(" + ")} = ${formatNumber(total)}`;
}

/** "0.5·(−1)" */
export function productText({value, weight}: Product): string {
  return `${formatFactor(value)}·${formatFactor(weight)}`;
}

/** What an input value adds to every output that it feeds, line by line; at most nine are written out. */
export function feedLines(value: number, feeds: readonly Feed[]): string[] {
  if (feeds.length === 0) return ["The stride steps over it:", "it feeds no output."];
  const lines = feeds
    .slice(0, 9)
    .map(({row, column, weight, product}) => `row ${row}, column ${column} gets ${sumText([{value, weight}], product)}`);
  const rest = feeds.length > 9 ? [`and ${feeds.length - 9} more`] : [];
  return [`${formatNumber(value)} feeds ${feeds.length} ${feeds.length === 1 ? "output" : "outputs"}:`, ...lines, ...rest];
}

/** "5 × 5, padding 1", or the amount for every side where they differ. */
export function paddingNote(input: Matrix, {top, bottom, left, right}: PaddingAmounts): string {
  const shape = formatShape([input.length, input[0].length]);
  if (top + bottom + left + right === 0) return shape;
  if (top === bottom && top === left && top === right) return `${shape}, padding ${top}`;
  return `${shape}, padding ${top} above, ${bottom} below, ${left} left, ${right} right`;
}
