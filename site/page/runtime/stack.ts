/** One line of a stack trace. Line and column count from 1. */
export interface Frame {
  /** The function's name; "" at the top level of a script. */
  name: string;
  url: string;
  line: number;
  column: number;
}

/**
 * The frames of an `error.stack`, innermost first, as Chrome (`    at name (url:1:2)`), Firefox and Safari (`name@url:1:2`) write them.
 * Lines without a place (native code, the message) are left out.
 */
export function parseStack(stack: string): Frame[] {
  const frames: Frame[] = [];
  for (const text of stack.split("\n")) {
    const frame = chromeFrame(text) ?? otherFrame(text);
    if (frame) frames.push(frame);
  }
  return frames;
}

/** `    at async Promise.all (index 0)`, `    at async f (http://…:1:2)`, `    at new A (…)`, `    at http://…:1:2`. */
function chromeFrame(text: string): Frame | null {
  const match = /^\s+at (?:async )?(?:(.*?) \()?((?:blob:|[\w+-]+:\/\/).*?):(\d+):(\d+)\)?$/.exec(text);
  return match && frame(match[1] ?? "", match[2]!, match[3]!, match[4]!);
}

/** Firefox `async*f/<@http://…:1:2`, `@http://…:1:2`; Safari the same, and `http://…:1:2` alone for what has no name. */
function otherFrame(text: string): Frame | null {
  const match = /^(?:async\*)?(?:([^@]*)@)?((?:blob:|[\w+-]+:\/\/)\S*?):(\d+):(\d+)$/.exec(text);
  return match && frame(match[1] ?? "", match[2]!, match[3]!, match[4]!);
}

function frame(name: string, url: string, line: string, column: string): Frame {
  return {name: name.replace(/[/<]+$/, ""), url, line: +line, column: +column};
}
