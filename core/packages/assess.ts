import type { Advisory, Catalogue } from './advisories/catalogue.ts';
import { fixedVersion, isAffected, isOpenEnded } from './advisories/range.ts';
import type { ProjectLock } from './lockfile/project.ts';
import { type LookAlike, lookAlikeOf } from './names/look-alike.ts';
import { fullNameOf, type Purl } from './purl.ts';
import { compareVersions } from './version/order.ts';

/** What a package is, by the worst that is known about it. `unknown` means that nothing is known, which is no pass. */
export const packageStates = ['malicious', 'vulnerable', 'look-alike', 'unknown', 'known'] as const;

/** An advisory that speaks about the version asked for, or may. */
export interface Hit {
  readonly advisory: Advisory;
  /** `cannot-tell`: the version is none of the ecosystem's, or none was given. */
  readonly affected: 'yes' | 'cannot-tell';
  readonly fixed?: string;
}

export interface Assessment {
  readonly purl: Purl;
  readonly state: (typeof packageStates)[number];
  /** The versions looked at, and where they are from; none when neither the question nor a lockfile names one. */
  readonly versions: readonly string[];
  readonly from: 'asked' | 'lockfile' | 'nowhere';
  readonly hits: readonly Hit[];
  /** Without a version: the first version that no advisory speaks about any more. */
  readonly safeFrom?: string;
  readonly resembles?: LookAlike;
  readonly locked: readonly Locked[];
}

export interface Locked {
  readonly version: string;
  readonly file: string;
  readonly license?: string;
}

/** What is known about the packages of one ecosystem. */
export interface Knowledge {
  readonly catalogue: Catalogue;
  readonly wellKnown: readonly string[];
  readonly locks: readonly ProjectLock[];
}

/** Judges one package from what is known, without asking anybody. */
export function assessPackage(purl: Purl, knowledge: Knowledge): Assessment {
  const names = namesOf(purl);
  const locked = lockedOf(names, knowledge.locks);
  const asked = purl.version !== undefined && compareVersions(purl.type, purl.version, purl.version) !== undefined ? purl.version : undefined;
  const versions = asked === undefined ? [...new Set(locked.map(({ version }) => version))] : [asked];
  const found = knowledge.catalogue.find(names.find((name) => knowledge.catalogue.has(name)) ?? '');
  const hits = versions.length > 0 ? hitsOf(purl.type, found, versions) : openHits(purl.type, found);
  const isNamed = isKnownName(names, knowledge) || locked.length > 0;
  const resembles = isNamed ? undefined : lookAlikeOf(fullNameOf(purl), knowledge.wellKnown);
  const unasked = locked.length > 0 ? 'lockfile' : 'nowhere';
  const safeFrom = asked === undefined ? safeVersion(purl.type, found) : undefined;
  return {
    ...{ purl, versions, hits, locked },
    state: stateOf({ hits, resembles, isNamed, cannotCompare: purl.version !== undefined && asked === undefined }),
    from: asked === undefined ? unasked : 'asked',
    ...(safeFrom === undefined ? {} : { safeFrom }),
    ...(resembles === undefined ? {} : { resembles }),
  };
}

/** The name; for Go also the paths above it, since a package lies in a module. */
function namesOf(purl: Purl): readonly string[] {
  const name = fullNameOf(purl);
  if (purl.type !== 'golang') return [name];
  const parts = name.split('/');
  return parts.slice(0, -1).map((_, at) => parts.slice(0, parts.length - at).join('/'));
}

function lockedOf(names: readonly string[], locks: readonly ProjectLock[]): readonly Locked[] {
  const wanted = new Set(names.map((name) => normalName(name)));
  return locks.flatMap(({ path, packages }) =>
    packages
      .filter(({ name }) => wanted.has(normalName(name)))
      .map(({ version, license }) => ({ version, file: path, ...(license === undefined ? {} : { license }) })),
  );
}

function normalName(name: string): string {
  return name.toLowerCase().replaceAll('_', '-');
}

function isKnownName(names: readonly string[], { catalogue, wellKnown }: Knowledge): boolean {
  const known = new Set(wellKnown.map((name) => name.toLowerCase()));
  return names.some((name) => catalogue.has(name) || known.has(name.toLowerCase()));
}

function hitsOf(type: string, advisories: readonly Advisory[], versions: readonly string[]): readonly Hit[] {
  return advisories.flatMap((advisory): readonly Hit[] => {
    const results = versions.map((version) => ({ version, affected: isAffected(type, advisory.range, version) }));
    const worst = results.find(({ affected }) => affected === true) ?? results.find(({ affected }) => affected === undefined);
    if (worst === undefined) return [];
    const fixed = fixedVersion(type, advisory.range, worst.version);
    return [{ advisory, affected: worst.affected === true ? 'yes' : 'cannot-tell', ...(fixed === undefined ? {} : { fixed }) }];
  });
}

/** Without a version only what has no end certainly applies to the one that would be installed. */
function openHits(type: string, advisories: readonly Advisory[]): readonly Hit[] {
  return advisories
    .filter(({ range }) => isOpenEnded(range) && fixedVersion(type, range) === undefined)
    .map((advisory) => ({ advisory, affected: advisory.range === '' ? 'yes' : 'cannot-tell' }));
}

function safeVersion(type: string, advisories: readonly Advisory[]): string | undefined {
  const fixed = advisories.filter(({ severity }) => severity !== 'info').map(({ range }) => fixedVersion(type, range));
  return fixed
    .filter((version) => version !== undefined)
    .toSorted((one, other) => compareVersions(type, one, other) ?? 0)
    .at(-1);
}

interface Facts {
  readonly hits: readonly Hit[];
  readonly resembles: LookAlike | undefined;
  readonly isNamed: boolean;
  readonly cannotCompare: boolean;
}

function stateOf({ hits, resembles, isNamed, cannotCompare }: Facts): Assessment['state'] {
  const certain = hits.filter(({ affected, advisory }) => affected === 'yes' && advisory.severity !== 'info');
  if (certain.some(({ advisory }) => advisory.isMalicious)) return 'malicious';
  if (certain.length > 0) return 'vulnerable';
  if (resembles !== undefined) return 'look-alike';
  const isOpen = hits.some(({ affected, advisory }) => affected === 'cannot-tell' && advisory.severity !== 'info');
  return !isNamed || isOpen || cannotCompare ? 'unknown' : 'known';
}
