/**
 * Calls `then` once, when an element comes within a window's height of what the reader sees: work that can wait until it is scrolled
 * to. Never after `signal`.
 */
export function whenSeen(watched: Element, signal: AbortSignal, then: () => void): void {
  const observer = new IntersectionObserver(
    (entries) => {
      if (!entries.some(({isIntersecting}) => isIntersecting)) return;
      observer.disconnect();
      then();
    },
    {rootMargin: "100% 0px"}
  );
  observer.observe(watched);
  signal.addEventListener("abort", () => observer.disconnect());
}
