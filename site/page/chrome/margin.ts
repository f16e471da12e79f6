/** Loads what stands in the margins once there is room for it; without it the outline is a list of links. */
export function followMargins(): void {
  const observer = new IntersectionObserver((entries) => {
    for (const {target, isIntersecting} of entries) {
      if (!isIntersecting) continue;
      observer.unobserve(target);
      import("./outline.ts").then(
        (it) => it.followSections(target as HTMLElement),
        () => {}
      );
    }
  });
  for (const nav of document.querySelectorAll(".outline")) observer.observe(nav);
}
