/**
 * Marks, in the outline in the margin, the section that is read: that of the last heading above the first third of the window. While a
 * wide figure stands in its place, the outline steps back.
 */
export function followSections(nav: HTMLElement): void {
  const links = new Map<Element, HTMLAnchorElement>();
  for (const link of nav.querySelectorAll("a")) {
    const heading = document.getElementById(decodeURIComponent(link.hash.slice(1)));
    if (heading) links.set(heading, link);
  }
  const headings = [...links.keys()];
  let passed: ReadonlySet<Element> = new Set();
  let atEnd = false;
  const mark = () => {
    const last = headings.map((heading) => passed.has(heading)).lastIndexOf(true);
    // At the end of the page the last sections cannot come up to the line: it is the one that was asked for, or else the last.
    const ahead = headings.slice(Math.max(0, last));
    const asked = decodeURIComponent(location.hash.slice(1));
    const reading = atEnd ? (ahead.find(({id}) => id === asked) ?? ahead.at(-1)) : headings[last];
    for (const [heading, link] of links) {
      if (heading !== reading) link.removeAttribute("aria-current");
      else {
        link.setAttribute("aria-current", "location");
        // Where the outline is longer than the window, it follows.
        nav.scrollTop = link.offsetTop - nav.clientHeight / 2;
      }
    }
  };
  // The root reaches far up: a heading is in it from when it has passed the line until it is scrolled back, however far a jump goes.
  inside("10000000px 0px -67%", headings, (found) => {
    passed = found;
    mark();
  });
  inside("0px", document.querySelectorAll(".pager"), ({size}) => {
    atEnd = size > 0;
    mark();
  });
  addEventListener("hashchange", mark);
  const {top} = nav.getBoundingClientRect();
  inside(`${-Math.round(top)}px 0px 0px`, document.querySelectorAll(".cell[data-wide] > .cell-output"), ({size}) =>
    nav.toggleAttribute("data-behind", size > 0)
  );
}

/** Calls back with those of the elements that are in the window, its margin given, whenever that changes. */
function inside(rootMargin: string, elements: Iterable<Element>, changed: (inside: ReadonlySet<Element>) => void): void {
  const found = new Set<Element>();
  const observer = new IntersectionObserver(
    (entries) => {
      for (const {target, isIntersecting} of entries) found[isIntersecting ? "add" : "delete"](target);
      changed(found);
    },
    {root: document, rootMargin}
  );
  for (const element of elements) observer.observe(element);
}
