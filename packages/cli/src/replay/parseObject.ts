export type Fields = Readonly<Record<string, unknown>>;

/** Parses a line that is a JSON object. Parses only what can be an object: `JSON.parse` is slow to fail. */
export function parseObject(json: string): Fields | undefined {
  if (!json.startsWith('{') || !json.endsWith('}')) return undefined;
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

/** What a line that marks the end of a stream says of it. */
export function parseEnd(item: Fields): Fields | undefined {
  return isObject(item.end) && Object.keys(item).length === 1 ? item.end : undefined;
}

export const isObject = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
