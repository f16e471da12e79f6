/** Puts a popover under its opener, inside the window. */
export function anchor(popover: HTMLElement, opener: HTMLElement): void {
  const {left, right, top, bottom} = opener.getBoundingClientRect();
  const {width, height} = popover.getBoundingClientRect();
  const page = document.documentElement;
  const x = Math.max(8, Math.min(right - width > 8 ? right - width : left, page.clientWidth - width - 8));
  const y = bottom + height + 8 <= page.clientHeight ? bottom + 4 : Math.max(8, top - height - 4);
  popover.style.left = `${x}px`;
  popover.style.top = `${y}px`;
}
