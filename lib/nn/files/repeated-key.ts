/**
 * The first key that an object of a JSON text has twice, at any depth; null when there is none. `JSON.parse` keeps the last of
 * them in silence. The text must be JSON.
 */
export function repeatedKey(json: string): string | null {
  const objects: Set<string>[] = [];
  for (const [, mark, text, colon] of json.matchAll(/([{}])|("[^"\\]*(?:\\.[^"\\]*)*")\s*(:?)/gs)) {
    if (mark === "{") objects.push(new Set());
    else if (mark === "}") objects.pop();
    else if (colon) {
      const key = JSON.parse(text) as string;
      const keys = objects[objects.length - 1];
      if (keys.has(key)) return key;
      keys.add(key);
    }
  }
  return null;
}
