/** The own entries of a JSON object, none for anything else. `__proto__` is a name like any other. */
export function entriesOf(value: unknown): readonly (readonly [string, unknown])[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [];
  const entries: [string, unknown][] = Object.entries(value);
  return entries;
}

/** The elements of a JSON array, none for anything else. */
export function itemsOf(value: unknown): readonly unknown[] {
  const items: readonly unknown[] = Array.isArray(value) ? value : [];
  return items;
}

/** What an object has under its own key. */
export function fieldOf(value: unknown, key: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
  const found: unknown = Reflect.get(value, key);
  return found;
}

/** The text under a key; undefined when it is none. */
export function textOf(value: unknown, key: string): string | undefined {
  const found = fieldOf(value, key);
  return typeof found === 'string' ? found : undefined;
}

/** JSON that may have comments and commas before a closing bracket, as bun writes it. Throws SyntaxError. */
export function parseRelaxedJson(text: string): unknown {
  return JSON.parse(text.replace(stringOrExtra, (piece, isString: string | undefined) => (isString === undefined ? '' : piece)));
}

const stringOrExtra = /("(?:[^"\\\n]|\\.)*")|\/\/[^\n]*|\/\*[^*]*\*+(?:[^/*][^*]*\*+)*\/|,(?=\s*[}\]])/g;
