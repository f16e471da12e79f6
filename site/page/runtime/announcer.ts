/** Says things in the page's polite live region, at most one every `pause` milliseconds; what comes in between is joined. */
export function announcer(region: HTMLElement | null, pause = 1000): (text: string) => void {
  const waiting = new Set<string>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const say = () => {
    timer = undefined;
    if (!waiting.size || !region) return;
    region.textContent = [...waiting].slice(-3).join(" ");
    waiting.clear();
    timer = setTimeout(say, pause);
  };
  return (text) => {
    waiting.add(text);
    timer ??= setTimeout(say, 100);
  };
}
