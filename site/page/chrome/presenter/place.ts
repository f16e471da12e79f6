/** The slide that an address asks for: "…/convolution.html?slide=step"; null when it asks for none. */
export function slideAsked(search: string): string | null {
  return new URLSearchParams(search).get("slide");
}

/** Puts the slide into the address, or takes it out, without a new entry in the history: a reload and a link open at it. */
export function putInAddress(slide: string | null): void {
  try {
    const address = new URL(location.href);
    if (slide === null) address.searchParams.delete("slide");
    else address.searchParams.set("slide", slide);
    // What other parts of the page have in the address stays as they wrote it.
    history.replaceState(history.state, "", address);
  } catch {} // a chapter that runs apart has no address
}
