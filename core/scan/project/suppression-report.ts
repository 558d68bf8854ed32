import { ruleTest } from '../suppress/rule-glob.ts';
import { refusalOf } from '../suppress/policy.ts';
import type { Finding, RefusedSuppression, Skip, SuppressionComment } from '../model.ts';
import type { Workspace } from '../workspace.ts';

/** A suppression that could be taken away. */
export interface UnusedSuppression {
  readonly by: 'inline' | 'file' | 'config';
  /** The file it stands in; absent for the configuration. */
  readonly path?: string;
  /** 1-based. */
  readonly line?: number;
  readonly rules: readonly string[];
  readonly files?: string;
  /** No rule has such an id, or nothing was found there. */
  readonly because: 'no-such-rule' | 'no-finding';
}

/** An entry of the suppressions file or of the configuration that holds for nothing any more, with the findings that came back. */
export interface RefusedEntry {
  readonly by: 'file' | 'config';
  readonly line?: number;
  readonly rule: string;
  readonly files?: string;
  readonly because: RefusedSuppression['because'];
  readonly owner?: string;
  readonly expires?: string;
  readonly findings: number;
}

export interface SuppressionReport {
  readonly unused: readonly UnusedSuppression[];
  readonly refused: readonly RefusedEntry[];
}

/** What a scan found that bears on its suppressions. */
export interface SuppressionOutcome {
  readonly findings: readonly Finding[];
  readonly suppressed: readonly Finding[];
  readonly comments: ReadonlyMap<string, readonly SuppressionComment[]>;
  readonly skips: readonly Skip[];
  /** The whole project was looked at; else entries may well be for other files. */
  readonly whole: boolean;
}

/** Where the suppressions file is. */
const suppressionsPath = '.sentrik/suppressions.yaml';

/**
 * Tells which suppressions are unused, and which entries no longer hold. Those for rules that are off are not called unused, nor are comments
 * in files of which a part was not checked.
 */
export function reportSuppressions(workspace: Workspace, outcome: SuppressionOutcome): SuppressionReport {
  return { unused: [...unusedComments(workspace, outcome), ...unusedEntries(workspace, outcome)], refused: refusedEntries(workspace, outcome) };
}

type RuleState = 'on' | 'off' | 'unknown';

function stateOf({ scanner, packs }: Workspace, patterns: readonly string[]): RuleState {
  const tests = patterns.map(ruleTest);
  const isNamed = ({ id }: { readonly id: string }) => tests.some((test) => test(id));
  if (scanner.rules.some(isNamed)) return 'on';
  return packs.some(({ pack }) => pack.rules.some(isNamed)) ? 'off' : 'unknown';
}

function unusedComments(workspace: Workspace, { comments, skips }: SuppressionOutcome): readonly UnusedSuppression[] {
  const partly = new Set(skips.filter(({ reason }) => reason !== 'parse-errors').map(({ path }) => path));
  return [...comments]
    .filter(([path]) => !partly.has(path))
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([path, list]) =>
      list.flatMap(({ line, rules, isUsed }): readonly UnusedSuppression[] => {
        const state = isUsed ? 'off' : stateOf(workspace, rules);
        return state === 'off' ? [] : [{ by: 'inline', path, line: line + 1, rules, because: state === 'on' ? 'no-finding' : 'no-such-rule' }];
      }),
    );
}

function unusedEntries(workspace: Workspace, outcome: SuppressionOutcome): readonly UnusedSuppression[] {
  if (!outcome.whole) return [];
  const used = new Set([
    ...outcome.suppressed.flatMap(({ suppression }) => suppression?.entry ?? []),
    ...outcome.findings.flatMap(({ refused }) => refused?.entry ?? []),
  ]);
  const isOver = entryRefusal(workspace);
  return workspace.suppressions.flatMap(({ entry, by, line }, index): readonly UnusedSuppression[] => {
    const state = used.has(index) || isOver(index) !== undefined ? 'off' : stateOf(workspace, [entry.rule_id]);
    if (state === 'off') return [];
    const place = { ...(by === 'file' ? { path: suppressionsPath } : {}), ...(line === undefined ? {} : { line }) };
    const files = entry.file_glob === undefined ? {} : { files: entry.file_glob };
    return [{ by, ...place, rules: [entry.rule_id], ...files, because: state === 'on' ? 'no-finding' : 'no-such-rule' }];
  });
}

function refusedEntries(workspace: Workspace, { findings }: SuppressionOutcome): readonly RefusedEntry[] {
  const isOver = entryRefusal(workspace);
  return workspace.suppressions.flatMap(({ entry, by, line }, index): readonly RefusedEntry[] => {
    const because = isOver(index);
    if (because === undefined) return [];
    const { owner, expires, file_glob: files } = entry;
    const count = findings.filter(({ refused }) => refused?.entry === index).length;
    return [
      {
        ...{ by, rule: entry.rule_id, because, findings: count },
        ...(line === undefined ? {} : { line }),
        ...(files === undefined ? {} : { files }),
        ...(owner === undefined ? {} : { owner }),
        ...(expires === undefined ? {} : { expires }),
      },
    ];
  });
}

/** Why an entry holds for no finding at all, if so. */
function entryRefusal({ suppressions, settings }: Workspace): (index: number) => RefusedSuppression['because'] | undefined {
  const { suppressionPolicy: policy, today } = settings;
  return (index) => {
    const rule = suppressions[index];
    if (rule === undefined || policy === undefined) return undefined;
    const { reason, expires, requested_by: requestedBy, approved_by: approvedBy } = rule.entry;
    const given = {
      ...(expires === undefined ? {} : { expires }),
      ...(requestedBy === undefined ? {} : { requestedBy }),
      ...(approvedBy === undefined ? {} : { approvedBy }),
    };
    const because = refusalOf({ by: rule.by, reason, ...given }, { severity: 'info' }, { policy, today });
    return because === 'ignored' ? undefined : because;
  };
}
