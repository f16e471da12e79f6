import * as htl from "htl";

/**
 * Hypertext Literal under a content security policy: html`<button onclick=${listener}>`. The original writes `onclick=::0` into the document
 * before it sets the property, which a policy without inline scripts reports as a violation; so a listener is passed on in htl's other form, an
 * object of properties. Every import of "htl" in the page, that of @observablehq/inputs too, is to be resolved to this module.
 */
export const html = Object.assign(withListeners(htl.html), {fragment: withListeners(htl.html.fragment)});

/** As `html`, for elements of SVG. */
export const svg = Object.assign(withListeners(htl.svg), {fragment: withListeners(htl.svg.fragment)});

type Tag<T> = (strings: TemplateStringsArray, ...values: unknown[]) => T;

function withListeners<T>(tag: Tag<T>): Tag<T> {
  return ({raw}, ...values) => {
    const strings = [...raw];
    values.forEach((value, i) => {
      const attribute = typeof value === "function" ? /\s(on[a-z]+)\s*=\s*$/i.exec(strings[i]!) : null;
      if (!attribute) return;
      strings[i] = strings[i]!.slice(0, attribute.index + 1);
      values[i] = {[attribute[1]!.toLowerCase()]: value};
    });
    return tag(Object.assign(strings, {raw: strings}), ...values);
  };
}
