import { formatPatch, structuredPatch } from 'diff';

/** A file before and after. */
export interface Change {
  readonly path: string;
  readonly before: string;
  readonly after: string;
}

/** One unified diff of all changes that `git apply` takes, and `git apply -R` takes back. */
export function patchOf(changes: readonly Change[]): string {
  return changes.map(filePatch).join('');
}

function filePatch({ path, before, after }: Change): string {
  const patch = structuredPatch(`a/${path}`, `b/${path}`, before, after, undefined, undefined, { context: 3 });
  const body = formatPatch(patch).replace(/^(?:Index: .*\n)?=+\n/, '');
  return `diff --git ${gitName(`a/${path}`)} ${gitName(`b/${path}`)}\n${body}`;
}

/** Names with quotes, backslashes or control characters stand quoted in a patch. */
function gitName(name: string): string {
  if (!/["\\]|\p{Cc}/u.test(name)) return name;
  const octalBytes = (character: string) => [...new TextEncoder().encode(character)].map((byte) => `\\${byte.toString(8).padStart(3, '0')}`).join('');
  return `"${name.replaceAll(/["\\]/g, (character) => `\\${character}`).replaceAll(/\p{Cc}/gu, octalBytes)}"`;
}
