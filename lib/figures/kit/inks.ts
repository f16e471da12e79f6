/** The book's colours of meaning with their values for pages that define none. */
const tokens = {
  paper: "#fdfcf9",
  ink: "#1c1b19",
  muted: "#5f5b54",
  real: "#0b6e99",
  fake: "#b3500b",
  generator: "#6b3fa0",
  discriminator: "#1f7a4d",
  gradient: "#b0246f",
  accent: "#0b5cad",
  error: "#b3261e"
} as const;

/** Name of a colour of meaning. */
export type InkName = keyof typeof tokens;

/** The book's colours as they are now around an element, for a canvas, which knows no CSS variables. */
export function inksOf(figure: HTMLElement): Readonly<Record<InkName, string>> {
  const style = getComputedStyle(figure.isConnected ? figure : document.body);
  const entries = Object.entries(tokens).map(([name, usual]) => [name, style.getPropertyValue(`--${name}`).trim() || usual]);
  return Object.fromEntries(entries) as Record<InkName, string>;
}

/** Calls `draw` whenever the page may have changed between light and dark: what is on a canvas has to be drawn again. */
export function onTheme(signal: AbortSignal, draw: () => void): void {
  const observer = new MutationObserver(draw);
  for (const watched of [document.documentElement, document.body])
    observer.observe(watched, {attributes: true, attributeFilter: ["class", "data-theme", "style"]});
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw, {signal});
  signal.addEventListener("abort", () => observer.disconnect());
}
