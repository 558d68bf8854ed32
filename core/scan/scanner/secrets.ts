import type { Edit, Rule } from '../model.ts';

/** A stretch of text that must not be shown. */
export interface SecretRange {
  readonly start: number;
  readonly end: number;
}

const shown = 4;

/** Ids of the rules whose findings are secrets. */
export function secretRuleIds(rules: readonly Rule[]): ReadonlySet<string> {
  return new Set(rules.filter(({ secret }) => secret).map(({ id }) => id));
}

/** The text with the secrets starred out, same length and line ends, at most their first 4 characters kept. */
export function maskSecrets(text: string, ranges: readonly SecretRange[]): string {
  if (ranges.length === 0) return text;
  const parts: string[] = [];
  let position = 0;
  for (const { start, end } of ranges.toSorted((a, b) => a.start - b.start)) {
    if (end <= position) continue;
    const from = Math.max(start, position);
    parts.push(text.slice(position, from), mask(text.slice(from, end), from === start));
    position = end;
  }
  return parts.join('') + text.slice(position);
}

/** Edits of such a text with the secrets that they repeat starred out. */
export function maskEdits(edits: readonly Edit[], text: string, ranges: readonly SecretRange[]): readonly Edit[] {
  const secrets = [...new Set(ranges.map(({ start, end }) => text.slice(start, end)))].filter((secret) => secret.length > shown);
  return edits.map((edit) => ({ ...edit, text: secrets.reduce((kept, secret) => kept.replaceAll(secret, () => mask(secret, true)), edit.text) }));
}

function mask(secret: string, isStart: boolean): string {
  const keep = isStart ? Math.min(shown, Math.floor(secret.length / 4)) : 0;
  return secret.slice(0, keep) + secret.slice(keep).replaceAll(/[^\r\n]/g, '*');
}
