/** A block of commands in a README. */
export interface CommandBlock {
  /** What follows "sh" in the fence: nothing, "install", "server", "board". */
  kind: "" | "install" | "server" | "board";
  commands: string;
}

/** The blocks of commands of a Markdown text, in order. Throws on a fence with another word, so that none is left out unseen. */
export function commandBlocks(text: string): CommandBlock[] {
  return [...text.matchAll(/^```(.*)\n([^]*?)\n```$/gm)].map(([, words, commands]) => {
    const match = /^sh(?: (install|server|board))?$/.exec(words);
    if (!match) throw new Error(`a fence of an unknown kind: ${words}`);
    return {kind: (match[1] ?? "") as CommandBlock["kind"], commands};
  });
}
