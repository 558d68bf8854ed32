const value = /(?<=[=[,]\s*)(?:(?:mvQ_|evQ_)(\w+)|elQ_)(?=\s*(?:$|[\n,\]}#]))/g;

/** A placeholder where a value stands is written as a string, since a value is never a bare name. */
export function spellToml(code: string): readonly string[] {
  const quoted = code.replace(value, (_whole, name: string | undefined) => `"bmQ_${name ?? '_'}"`);
  return [...new Set([quoted, code])];
}
