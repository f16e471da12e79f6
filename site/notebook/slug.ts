/**
 * `text` as an anchor: lower case, letters and digits kept in every script, all else one hyphen; "section" when nothing is left.
 */
export function slugify(text: string): string {
  const slug = text
    .normalize("NFKC")
    .toLowerCase()
    .replace(/['’]/g, "")
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, "-")
    .replace(/^-|-$/g, "");
  return slug === "" ? "section" : slug;
}

/** The slug of `text`, with `-2`, `-3`… when it is in `taken`; adds it there. */
export function uniqueSlug(text: string, taken: Set<string>): string {
  const slug = slugify(text);
  let unique = slug;
  for (let n = 2; taken.has(unique); ++n) unique = `${slug}-${n}`;
  taken.add(unique);
  return unique;
}
