import ignore from 'ignore';

/** What the lines of one `.gitignore` say about a path relative to its folder (folders end in '/'); undefined when none of them is about it. */
export type IgnoreTest = (path: string) => boolean | undefined;

const bracketed = /\[[^\]]*\]/g;
/** Sets of characters that mean the same in a regex. */
const plainSet = /^\[[\w.]+\]$/;
const escaped = /\\([^*?[\]\\])/g;
const run = /(?:\[[\w.]+\]|[^*?/[\]])+/g;
const setOrSpecial = /\[[\w.]+\]|[\\^$.*+?()[\]{}|]/g;

/**
 * Compiles the text of a `.gitignore`. Nearly no path has any of the literal parts that a match needs: those are told by one regex, and only the
 * others ask all lines.
 */
export function compileIgnoreRules(text: string): IgnoreTest {
  const rules = ignore().add(text);
  const parts = text.split(/\r?\n/).flatMap((line) => (line.trim() === '' || line.startsWith('#') ? [] : longestRun(line)));
  if (parts.length === 0) return () => undefined;
  const possible = parts.includes('') ? /(?:)/ : new RegExp(parts.join('|'), 'i');
  return (path) => {
    if (!possible.test(path)) return undefined;
    const { ignored, unignored } = rules.test(path);
    return ignored || unignored ? ignored : undefined;
  };
}

/** A regex for the longest run of characters that every path has that the line matches; empty when there is none to be seen. */
function longestRun(line: string): string {
  const plain = line.replace(/^!/, '').trim().replace(escaped, '$1');
  if (plain.includes('\\')) return '';
  const runs = plain.replace(bracketed, (set) => (plainSet.test(set) ? set : '*')).match(run) ?? [];
  const longest = runs.reduce((best, each) => (each.length > best.length ? each : best), '');
  return longest.replace(setOrSpecial, (part) => (part.length > 1 ? part : `\\${part}`));
}
