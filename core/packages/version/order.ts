import { compare as comparePython, valid as validPython } from '@renovatebot/pep440';
import { compare as compareSemver, parse as parseSemver, type SemVer } from 'semver';
import { compareParts, type Part, partsOf, type Standing } from './parts.ts';

/** Negative, zero or positive; undefined where one of the versions cannot be read. */
type Order = (one: string, other: string) => number | undefined;

/** How versions are ordered, by the type of the package URL. A type that is not here cannot be compared. */
const orders: ReadonlyMap<string, Order> = new Map([
  ['npm', bySemver],
  ['cargo', bySemver],
  ['golang', bySemver],
  ['hex', bySemver],
  ['pypi', byPython],
  ['gem', byGem],
  ['composer', byComposer],
  ['nuget', byNuget],
]);

/** Compares two versions of an ecosystem. Undefined when its order is not known or a version is none of its versions. */
export function compareVersions(type: string, one: string, other: string): number | undefined {
  if (tooBig.test(one) || tooBig.test(other)) return undefined;
  return orders.get(type)?.(one, other);
}

/** Numbers beyond what can be told apart. */
const tooBig = /\d{16}/;

/** Whether versions of this type can be put in order. */
export function hasOrder(type: string): boolean {
  return orders.has(type);
}

function bySemver(one: string, other: string): number | undefined {
  const [first, second] = [semverOf(one), semverOf(other)];
  return first === undefined || second === undefined ? undefined : compareSemver(first, second);
}

/** Advisories write `0` and `1.2` as well; missing numbers are zero. */
function semverOf(text: string): SemVer | undefined {
  const [, major = '', minor = '0', patch = '0', rest = ''] = /^[v=]*(\d+)(?:\.(\d+))?(?:\.(\d+))?([-+a-z].*)?$/i.exec(text.trim()) ?? [];
  const suffix = /^[a-z]/i.test(rest) ? `-${rest}` : rest;
  return major === '' ? undefined : (parseSemver(`${major}.${minor}.${patch}${suffix}`, { loose: true }) ?? undefined);
}

function byPython(one: string, other: string): number | undefined {
  return validPython(one) === null || validPython(other) === null ? undefined : comparePython(one, other);
}

/** A word is a pre-release. Gem::Version of RubyGems. */
function byGem(one: string, other: string): number | undefined {
  const [first, second] = [one.trim(), other.trim()];
  if (!gemVersion.test(first) || !gemVersion.test(second)) return undefined;
  return compareParts(gemParts(first), gemParts(second), (part) => (typeof part === 'string' ? [-1, part] : [0, part ?? 0]));
}

const gemVersion = /^\d+[a-z]*(?:\.[0-9A-Za-z]+)*(?:-[0-9A-Za-z.-]+)?$/;

/** Zeros at the end of the release say nothing: 1.0.0.rc1 is 1.rc1. */
function gemParts(version: string): readonly Part[] {
  const parts = partsOf(version.replace('-', '.pre.'));
  const word = parts.findIndex((part) => typeof part === 'string');
  const release = word < 0 ? parts : parts.slice(0, word);
  return [...release.slice(0, release.findLastIndex((part) => part !== 0) + 1), ...(word < 0 ? [] : parts.slice(word))];
}

/** Releases by number; then dev < alpha < beta < RC < (nothing) < patch. The order of Composer. */
function byComposer(one: string, other: string): number | undefined {
  const [first, second] = [composerParts(one), composerParts(other)];
  if (first === undefined || second === undefined) return undefined;
  return compareParts(first.release, second.release, byValue) || compareParts(first.suffix, second.suffix, stability);
}

function composerParts(version: string): { readonly release: readonly Part[]; readonly suffix: readonly Part[] } | undefined {
  const [, release, suffix = ''] = /^v?(\d+(?:\.\d+)*)(?:[-._]?([a-z].*))?$/.exec(version.trim().toLowerCase().replace(/\+.*$/, '')) ?? [];
  return release === undefined ? undefined : { release: partsOf(release), suffix: partsOf(suffix) };
}

const stabilities = new Map(['dev', 'a', 'alpha', 'b', 'beta', 'c', 'rc', '', 'p', 'pl', 'patch'].map((word, at) => [word, at]));
const aliases: Readonly<Record<string, string>> = { a: 'alpha', b: 'beta', c: 'rc', p: 'patch', pl: 'patch' };

function stability(part: Part): Standing {
  if (typeof part !== 'string') return [stabilities.get('') ?? 0, part ?? 0];
  return [stabilities.get(aliases[part] ?? part) ?? -1, 0];
}

/** Up to four numbers, then the rules of semantic versions, whatever the case. */
function byNuget(one: string, other: string): number | undefined {
  const [first, second] = [nugetParts(one), nugetParts(other)];
  if (first === undefined || second === undefined) return undefined;
  return compareParts(first.release, second.release, byValue) || bySemver(`0.0.0${first.suffix}`, `0.0.0${second.suffix}`);
}

function nugetParts(version: string): { readonly release: readonly Part[]; readonly suffix: string } | undefined {
  const [, release, suffix = ''] = /^v?(\d+(?:\.\d+){0,3})(-[0-9a-z.-]+)?(?:\+.*)?$/.exec(version.trim().toLowerCase()) ?? [];
  return release === undefined ? undefined : { release: partsOf(release), suffix };
}

function byValue(part: Part): Standing {
  return [0, part ?? 0];
}
