/**
 * True for an address within the book: no scheme, no host. Looks at it as browsers do, which drop control characters and turn
 * `\` round.
 */
export function isLocal(address: string): boolean {
  const plain = address.replace(/[\u0000-\u0020\u007f-\u009f]/g, "").replace(/\\/g, "/");
  return !plain.startsWith("//") && !/^[^/?#]*:/.test(plain);
}

/** True for an address that a text of unknown origin may link to: within the book, https, http or mailto. */
export function isSafeLink(address: string): boolean {
  return isLocal(address) || /^(https?:\/\/|mailto:)/i.test(address);
}
