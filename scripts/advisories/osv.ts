import { fieldOf, itemsOf, textOf } from '../../core/packages/lockfile/json.ts';
import { type Advisory, bandOf, brief, scoreOf } from './advisory.ts';

/** The advisories of an OSV record for packages of one ecosystem; withdrawn ones and notices are left out. */
export function fromOsv(record: unknown, ecosystem: string): readonly Advisory[] {
  if (fieldOf(record, 'withdrawn') !== undefined) return [];
  return itemsOf(fieldOf(record, 'affected')).flatMap((affected) => {
    const owner = fieldOf(affected, 'package');
    const name = textOf(owner, 'name');
    const informational = textOf(fieldOf(affected, 'database_specific'), 'informational');
    if (name === undefined || textOf(owner, 'ecosystem') !== ecosystem || informational === 'notice') return [];
    return [
      {
        name,
        id: textOf(record, 'id') ?? '',
        aliases: itemsOf(fieldOf(record, 'aliases')).filter((alias) => typeof alias === 'string'),
        severity: informational === 'unmaintained' ? 'info' : severityOf(record),
        range: rangeOf(affected),
        summary: brief(textOf(record, 'summary') ?? textOf(record, 'details') ?? ''),
      },
    ];
  });
}

const words: Readonly<Record<string, string>> = { CRITICAL: 'critical', HIGH: 'high', MODERATE: 'medium', MEDIUM: 'medium', LOW: 'low' };

function severityOf(record: unknown): string {
  const word = words[textOf(fieldOf(record, 'database_specific'), 'severity') ?? ''];
  if (word !== undefined) return word;
  const scores = itemsOf(fieldOf(record, 'severity')).map((entry) => scoreOf(textOf(entry, 'score') ?? ''));
  return bandOf(scores.find((score) => score !== undefined));
}

/** Ranges of versions; where a record has none, the versions it lists. */
function rangeOf(affected: unknown): string {
  const ranges = itemsOf(fieldOf(affected, 'ranges')).filter((range) => textOf(range, 'type') !== 'GIT');
  const spans = ranges.flatMap((range) => spansOf(itemsOf(fieldOf(range, 'events'))));
  if (spans.length > 0) return spans.includes('') ? '' : spans.join('|');
  const versions = itemsOf(fieldOf(affected, 'versions'));
  return versions.map((version) => `=${String(version)}`).join('|');
}

function spansOf(events: readonly unknown[]): readonly string[] {
  const spans: string[] = [];
  let from: string | undefined;
  for (const event of events) {
    const [introduced, fixed, last] = [textOf(event, 'introduced'), textOf(event, 'fixed'), textOf(event, 'last_affected')];
    if (introduced !== undefined) from = /^0(?:\.0)*(?:-0)?$/.test(introduced) ? '' : `>=${introduced}`;
    const end = fixed === undefined ? last && `<=${last}` : `<${fixed.replace(/-0$/, '')}`;
    if (end === undefined || end === '' || from === undefined) continue;
    spans.push(`${from} ${end}`.trim());
    from = undefined;
  }
  return from === undefined ? spans : [...spans, from];
}
