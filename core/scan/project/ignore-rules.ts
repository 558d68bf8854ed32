import ignore from 'ignore';

/** What the lines of one `.gitignore` say about a path relative to its folder (folders end in '/'); undefined when none of them is about it. */
export type IgnoreTest = (path: string) => boolean | undefined;

const bracketed = /\[[^\]]*\]/g;
const wildcards = /[*?/]+/;
const special = /[\\^$.*+?()[\]{}|]/g;

/**
 * Compiles the text of a `.gitignore`. Nearly no path has any of the literal parts that a match needs: those are told by one regex, and only the
 * others ask all lines.
 */
export function compileIgnoreRules(text: string): IgnoreTest {
  const rules = ignore().add(text);
  const parts = text.split(/\r?\n/).flatMap((line) => (line.trim() === '' || line.startsWith('#') ? [] : longestLiteral(line)));
  if (parts.length === 0) return () => undefined;
  const possible = parts.includes('') ? /(?:)/ : new RegExp(parts.map((part) => part.replace(special, String.raw`\$&`)).join('|'), 'i');
  return (path) => {
    if (!possible.test(path)) return undefined;
    const { ignored, unignored } = rules.test(path);
    return ignored || unignored ? ignored : undefined;
  };
}

/** The longest text that every path has that the line matches; empty when there is none to be seen. */
function longestLiteral(line: string): string {
  if (line.includes('\\')) return '';
  const runs = line.replace(/^!/, '').trim().replace(bracketed, '*').split(wildcards);
  return runs.reduce((longest, run) => (run.length > longest.length ? run : longest), '');
}
