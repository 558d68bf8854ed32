import { compareVersions } from '../version/order.ts';

/** One comparator, such as `>=1.2.0`. */
interface Comparator {
  readonly sign: string;
  readonly version: string;
}

/**
 * Whether a version is in a range of an advisory: comparators joined by blanks, alternatives by `|`; after `!` what is not affected; empty for
 * all versions. Undefined when that cannot be told.
 */
export function isAffected(type: string, range: string, version: string): boolean | undefined {
  if (range === '') return true;
  const isInverse = range.startsWith('!');
  const results = alternativesOf(range).map((comparators) => holdsAll(type, comparators, version));
  if (results.includes(true)) return !isInverse;
  return results.includes(undefined) ? undefined : isInverse;
}

/** The first version after this one that is not affected any more; without a version, the last such. Undefined when there is none. */
export function fixedVersion(type: string, range: string, version?: string): string | undefined {
  const candidates = alternativesOf(range)
    .flat()
    .filter(({ sign }) => sign === (range.startsWith('!') ? '>=' : '<'))
    .map((comparator) => comparator.version)
    .filter((candidate) => version === undefined || isLater(type, candidate, version))
    .filter((candidate) => isAffected(type, range, candidate) === false)
    .toSorted((one, other) => compareVersions(type, one, other) ?? 0);
  return version === undefined ? candidates.at(-1) : candidates[0];
}

/** Whether later versions than all that are named stay affected. */
export function isOpenEnded(range: string): boolean {
  if (range === '') return true;
  const alternatives = alternativesOf(range);
  if (range.startsWith('!')) return !alternatives.some((comparators) => comparators.every(({ sign }) => sign.startsWith('>')));
  return alternatives.some((comparators) => comparators.every(({ sign }) => sign.startsWith('>')));
}

function isLater(type: string, one: string, other: string): boolean {
  return (compareVersions(type, one, other) ?? 0) > 0;
}

function alternativesOf(range: string): readonly (readonly Comparator[])[] {
  return range
    .replace(/^!/, '')
    .split('|')
    .map((part) => [...part.matchAll(/([<>]=?|=)\s*([^\s<>=]+)/g)].map(([, sign = '=', version = '']) => ({ sign, version })));
}

function holdsAll(type: string, comparators: readonly Comparator[], version: string): boolean | undefined {
  let isTold = comparators.length > 0;
  for (const { sign, version: bound } of comparators) {
    const order = compareVersions(type, version, bound);
    if (order === undefined) isTold = false;
    else if (!holds(sign, order)) return false;
  }
  return isTold ? true : undefined;
}

function holds(sign: string, order: number): boolean {
  if (order === 0) return sign.includes('=');
  return order < 0 ? sign.startsWith('<') : sign.startsWith('>');
}
