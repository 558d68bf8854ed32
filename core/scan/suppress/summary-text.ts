import type { SuppressionFacts } from '../suppression-wire.ts';

/** `3 by comments, 1 by .sentrik/suppressions.yaml, 2 by comments for other tools (bandit 2)`; empty when nothing was suppressed. */
export function suppressedBy({ own, foreign }: Pick<SuppressionFacts, 'own' | 'foreign'>): string {
  const tools = Object.entries(foreign);
  const others = tools.reduce((sum, [, count]) => sum + count, 0);
  return [
    ...(own.inline === 0 ? [] : [`${own.inline} by comments`]),
    ...(own.file === 0 ? [] : [`${own.file} by the suppressions file`]),
    ...(own.config === 0 ? [] : [`${own.config} by the configuration`]),
    ...(others === 0 ? [] : [`${others} by comments for other tools: ${tools.map(([tool, count]) => `${tool} ${count}`).join(', ')}`]),
  ].join(', ');
}

/** One line per suppression that is of no use, as text: its place, what it is for, and why. */
export function unusedLines({ unused }: Pick<SuppressionFacts, 'unused'>): readonly string[] {
  return unused.map((each) => {
    const why = each.because === 'no-such-rule' ? 'there is no such rule' : 'nothing was found there';
    return `${placeOf(each)}${each.rule_ids.join(', ')}${inFiles(each)}: ${why}`;
  });
}

/** One line per entry that no longer holds, as text. */
export function refusedLines({ refused }: Pick<SuppressionFacts, 'refused'>): readonly string[] {
  return refused.map((each) => {
    const why = each.because === 'expired' ? `expired after ${each.expires ?? ''}` : 'not approved by anybody but who asked for it';
    const owner = each.owner === undefined ? '' : `, owner ${each.owner}`;
    return `${placeOf({ ...each, ...(each.by === 'file' ? { file: '.sentrik/suppressions.yaml' } : {}) })}${each.rule_id}${inFiles(each)}: ${why}${owner}; findings that came back: ${each.findings}`;
  });
}

function placeOf({ by, file, line }: { readonly by: string; readonly file?: string | undefined; readonly line?: number | undefined }): string {
  if (file === undefined) return by === 'config' ? 'configuration: ' : '';
  return `${file}${line === undefined ? '' : `:${line}`}: `;
}

function inFiles({ file_glob: glob }: { readonly file_glob?: string | undefined }): string {
  return glob === undefined ? '' : ` in ${glob}`;
}
