/** One of esbuild's messages, as far as it is told. */
interface Message {
  text: string;
  location: {file: string; line: number; column: number} | null;
}

/**
 * What went wrong, for the terminal: mistakes with a place as `file:line:column: message`, esbuild's too; the stack only of
 * what nobody expected.
 */
export function describeFailure(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const {errors} = error as {errors?: unknown};
  if (isMessages(errors)) {
    return errors
      .map(({text, location}) => (location ? `${location.file}:${location.line}:${location.column + 1}: ${text}` : text))
      .join("\n");
  }
  return error.name === "BookError" || error.name === "MnistError" || error.constructor === Error
    ? error.message
    : (error.stack ?? error.message);
}

function isMessages(errors: unknown): errors is Message[] {
  return (
    Array.isArray(errors) &&
    errors.length > 0 &&
    errors.every((error) => typeof error === "object" && error !== null && "location" in error)
  );
}
