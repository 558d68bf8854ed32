import { type Catalogue, type Control, everyWeakness, type Reason } from './catalogue.ts';

export type Controls = Readonly<Record<string, readonly string[]>>;

/** A control that a weakness counts for, and why. */
export interface Placement {
  readonly control: Control;
  readonly cwe: string;
  readonly reason: Reason;
}

/** Weaknesses, and the languages in which they are looked for; all when absent. */
export interface Weak {
  readonly cwe: readonly string[];
  readonly languages?: readonly string[];
}

/** Where the weaknesses of a rule stand in a catalogue, each control once. What is listed itself leaves no room for what is only a kind of it. */
export function placementsOf({ cwe, languages }: Weak, catalogue: Catalogue): readonly Placement[] {
  if (catalogue.languages !== undefined && languages?.some((language) => catalogue.languages?.includes(language)) === false) return [];
  const all = cwe.flatMap((id) =>
    placesIn(catalogue, id).flatMap(([at, why]): readonly Placement[] => {
      const control = catalogue.controls[at];
      const reason = catalogue.reasons[why];
      return control === undefined || reason === undefined ? [] : [{ control, cwe: id, reason }];
    }),
  );
  const isListed = all.some(({ reason }) => reason.kind === 'listed');
  const placements = new Map<string, Placement>();
  for (const placement of all) {
    if (isListed && placement.reason.kind === 'ancestor') continue;
    const known = placements.get(placement.control.id);
    if (known === undefined || rank[placement.reason.kind] < rank[known.reason.kind]) placements.set(placement.control.id, placement);
  }
  return [...placements.values()];
}

function placesIn({ byCwe }: Catalogue, id: string): Catalogue['byCwe'][string] {
  return /^CWE-\d+$/.test(id) ? [...(byCwe[id.slice(4)] ?? []), ...(byCwe[everyWeakness] ?? [])] : [];
}

const rank: Readonly<Record<Reason['kind'], number>> = { listed: 0, ancestor: 1, crosswalk: 2, judged: 3 };

/** Control ids by framework for weaknesses such as `CWE-79`; frameworks without a match are absent. */
export function controlsFor(weak: Weak, catalogues: readonly Catalogue[]): Controls {
  const controls: Record<string, readonly string[]> = {};
  for (const catalogue of catalogues) {
    const ids = placementsOf(weak, catalogue).map(({ control }) => control.id);
    if (ids.length > 0) controls[catalogue.id] = ids;
  }
  return controls;
}

/** Stated controls win over derived ones, framework by framework. */
export function mergeControls(stated: Controls, derived: Controls): Controls {
  return { ...derived, ...stated };
}

/** A reason in words, such as `CWE-89 is listed there (OWASP Top 10:2025)`. */
export function reasonText({ cwe, reason }: Pick<Placement, 'cwe' | 'reason'>): string {
  const { kind, basis, via } = reason;
  if (kind === 'listed') return `${cwe} is listed there (${basis})`;
  if (kind === 'ancestor') return `${cwe} is a kind of ${via ?? ''}, which is listed there (${basis})`;
  if (kind === 'crosswalk') return `${cwe} counts for ${via ?? ''} (${basis})`;
  return `our own judgement of ${cwe}${via === undefined ? '' : ` as ${via}`}`;
}
