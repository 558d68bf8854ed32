import { compileGlobs } from '../scan/glob.ts';
import type { Severity } from '../scan/model.ts';
import type { ThreatProfile } from './threat-profile.ts';

/** What a threat profile says of a finding. */
export interface ThreatRank {
  /** 0 to 100, where to look first: the severity's own part, and what is added by what can be reached or lost there. */
  readonly priority: number;
  /** What was added for. */
  readonly reasons: readonly string[];
  /** Why the file is out of scope, when it is. */
  readonly outOfScope?: string;
}

const base: Readonly<Record<Severity, number>> = { critical: 75, high: 55, medium: 35, low: 15, info: 0 };
const exposurePoints = { internet: 12, partners: 8, internal: 3, local: 0 } as const;
const openPoints = 5;
const importancePoints = { critical: 8, high: 5, medium: 2, low: 0 } as const;
const levelPoints = { restricted: 8, confidential: 5, internal: 0, public: 0 } as const;
const boundaryPoints = 3;

interface Weight {
  readonly fits: (path: string) => boolean;
  readonly points: number;
  readonly reason: string;
  readonly kind: 'entry' | 'asset' | 'data' | 'boundary';
}

/** Compiles a profile once. Of several entry points, assets, data classes or boundaries in one place the weightiest of each kind counts. */
export function openThreatRanking(profile: ThreatProfile): (finding: { readonly path: string; readonly severity: Severity }) => ThreatRank {
  const weights = weightsOf(profile).toSorted((a, b) => b.points - a.points);
  const outside = profile.out_of_scope.map(({ paths, reason }) => ({ fits: compileGlobs(paths), reason }));
  return ({ path, severity }) => {
    const kinds = new Set<Weight['kind']>();
    const fitting = weights.filter(({ fits, kind, points }) => {
      const counts = points > 0 && !kinds.has(kind) && fits(path);
      if (counts) kinds.add(kind);
      return counts;
    });
    const added = fitting.reduce((sum, { points }) => sum + points, 0);
    const found = outside.find(({ fits }) => fits(path));
    return {
      priority: Math.min(100, base[severity] + added),
      reasons: fitting.map(({ reason }) => reason),
      ...(found === undefined ? {} : { outOfScope: found.reason }),
    };
  };
}

function weightsOf(profile: ThreatProfile): readonly Weight[] {
  return [
    ...profile.entry_points.map(({ paths, exposure, authentication, name }): Weight => {
      const isOpen = authentication === 'none' && exposure !== 'local';
      const points = exposurePoints[exposure] + (isOpen ? openPoints : 0);
      return { fits: compileGlobs(paths), points, reason: `entry point ${name} (${exposure}${isOpen ? ', no sign-in' : ''})`, kind: 'entry' };
    }),
    ...profile.assets.map(
      ({ paths, importance, name }): Weight => ({
        fits: compileGlobs(paths),
        points: importancePoints[importance],
        reason: `asset ${name} (${importance})`,
        kind: 'asset',
      }),
    ),
    ...profile.data_classes.map(
      ({ paths, level, name }): Weight => ({ fits: compileGlobs(paths), points: levelPoints[level], reason: `data ${name} (${level})`, kind: 'data' }),
    ),
    ...profile.trust_boundaries.map(
      ({ paths, name }): Weight => ({ fits: compileGlobs(paths), points: boundaryPoints, reason: `trust boundary ${name}`, kind: 'boundary' }),
    ),
  ];
}
