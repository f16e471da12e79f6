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
  // The root reaches far up: a heading is in it from when it has passed the line until it is scrolled back, however far a jump goes.
  inside("10000000px 0px -67%", links.keys(), (passed) => {
    const reading = [...links.keys()].filter((heading) => passed.has(heading)).at(-1);
    for (const [heading, link] of links) {
      if (heading !== reading) link.removeAttribute("aria-current");
      else {
        link.setAttribute("aria-current", "location");
        // Where the outline is longer than the window, it follows.
        nav.scrollTop = link.offsetTop - nav.clientHeight / 2;
      }
    }
  });
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
