/** Longest slug, in characters: ids made of it stay short enough for links and storage. */
const longest = 80;

/**
 * `text` as an anchor: lower case, letters and digits of every script kept, all else one hyphen, cut at 80 characters; "section" when
 * nothing is left. It is always a valid id (`idPattern`).
 */
export function slugify(text: string): string {
  const words = text.normalize("NFKC").toLowerCase().replace(/['’]/g, "");
  const slug = [...words.replace(/[^\p{ID_Continue}]+/gu, "-")].slice(0, longest).join("").replace(/^-|-$/g, "");
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
