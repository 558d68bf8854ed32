import semver from 'semver';
import { entriesOf, fieldOf, itemsOf, textOf } from '../../core/packages/lockfile/json.ts';
import { type Advisory, bandOf, brief } from './advisory.ts';

/** Advisories that the Node.js security working group kept until 2019. */
export function fromNodeWorkingGroup(record: unknown): readonly Advisory[] {
  const name = textOf(record, 'module_name');
  const range = untilPatched(npmRange(textOf(record, 'vulnerable_versions') ?? ''), textOf(record, 'patched_versions') ?? '');
  if (name === undefined || range === undefined) return [];
  const score = fieldOf(record, 'cvss_score');
  return [
    {
      name,
      id: `NSWG-${String(fieldOf(record, 'id'))}`,
      aliases: itemsOf(fieldOf(record, 'cves')).filter((cve) => typeof cve === 'string'),
      severity: /malicious/i.test(textOf(record, 'title') ?? '') ? 'critical' : bandOf(typeof score === 'number' ? score : undefined),
      range,
      summary: brief(textOf(record, 'title') ?? ''),
    },
  ];
}

/** The end of one range is where the patched versions start, which names the version to take. */
function untilPatched(range: string | undefined, patched: string): string | undefined {
  const fixed = /^\s*>=\s*(\d+\.\d+\.\d+)\s*$/.exec(patched)?.[1];
  return fixed === undefined || range?.includes('|') === true ? range : range?.replace(/<=\S+$/, `<${fixed}`);
}

/** `undefined` for text that is no npm range. */
function npmRange(text: string): string | undefined {
  if (text.trim() === '*' || /^<=?\s*99/.test(text.trim())) return '';
  const range = /\d/.test(text) ? semver.validRange(text.replace(/,/g, ' '), { loose: true }) : null;
  if (range === null) return undefined;
  const alternatives = range.split('||').map((part) => part.replace(/(?<![<>=\d.a-z-])(?=\d)/gi, '=').replace(/-0\b/g, ''));
  return alternatives.includes('*') ? '' : alternatives.join('|');
}

/** Browser libraries that are npm packages too, from Retire.js. */
export function fromRetire(catalogue: unknown): readonly Advisory[] {
  return entriesOf(catalogue).flatMap(([, library]) => {
    const name = textOf(library, 'npmname');
    if (name === undefined) return [];
    return itemsOf(fieldOf(library, 'vulnerabilities')).map((entry, at) => retired(name, entry, at));
  });
}

function retired(name: string, entry: unknown, at: number): Advisory {
  const names = fieldOf(entry, 'identifiers');
  const cves = itemsOf(fieldOf(names, 'CVE')).filter((cve) => typeof cve === 'string');
  const ghsa = textOf(names, 'githubID');
  const [id = `RETIRE-${name}-${at + 1}`, ...aliases] = [...(ghsa === undefined ? [] : [ghsa]), ...cves];
  const [from, to, upTo] = [textOf(entry, 'atOrAbove'), textOf(entry, 'below'), textOf(entry, 'atOrBelow')];
  const ends = [...(from === undefined ? [] : [`>=${from}`]), ...(to === undefined ? [] : [`<${to}`]), ...(upTo === undefined ? [] : [`<=${upTo}`])];
  const severity = to?.includes('.999') === true ? 'info' : (textOf(entry, 'severity') ?? 'none');
  return { name, id, aliases, severity, range: ends.join(' '), summary: brief(textOf(names, 'summary') ?? '') };
}

/** Facts of the Ruby advisory database: what it calls patched or unaffected is not affected. */
export function fromRuby(record: unknown): readonly Advisory[] {
  const name = textOf(record, 'gem');
  const [cve, ghsa] = [textOf(record, 'cve'), textOf(record, 'ghsa')];
  if (name === undefined) return [];
  const safe = [...itemsOf(fieldOf(record, 'patched_versions')), ...itemsOf(fieldOf(record, 'unaffected_versions'))].map((text) => gemRange(String(text)));
  const score = fieldOf(record, 'cvss_v3') ?? fieldOf(record, 'cvss_v4');
  return [
    {
      name,
      id: ghsa === undefined ? `CVE-${cve}` : `GHSA-${ghsa}`,
      aliases: cve === undefined ? [] : [`CVE-${cve}`],
      severity: bandOf(typeof score === 'number' ? score : undefined),
      range: safe.length === 0 ? '' : `!${safe.join('|')}`,
      summary: brief(textOf(record, 'title') ?? ''),
    },
  ];
}

/** `~> 3.2.1` allows the last number to grow: at least 3.2.1, below 3.3. */
function gemRange(text: string): string {
  return text
    .split(',')
    .map((part) => {
      const [, sign = '=', version = ''] = /^\s*(~>|>=|<=|>|<|=)?\s*(\S+)/.exec(part) ?? [];
      if (sign !== '~>') return `${sign}${version}`;
      const numbers = version.split('.').filter((number) => /^\d+$/.test(number));
      const kept = numbers.slice(0, Math.max(1, numbers.length - 1)).map(Number);
      return `>=${version} <${[...kept.slice(0, -1), (kept.at(-1) ?? 0) + 1].join('.')}`;
    })
    .join(' ');
}

/** Records of FriendsOfPHP: affected versions per branch. */
export function fromPackagist(record: unknown): readonly Advisory[] {
  const name = textOf(record, 'reference')?.replace('composer://', '');
  if (name === undefined) return [];
  const branches = entriesOf(fieldOf(record, 'branches')).map(([, branch]) => itemsOf(fieldOf(branch, 'versions')).map(String).join(' '));
  const [cve, link] = [textOf(record, 'cve'), textOf(record, 'link') ?? ''];
  const id = cve ?? /GHSA(?:-\w{4}){3}/.exec(link)?.[0] ?? `FOP-${(textOf(record, 'file') ?? '').replace(/^.*\/|\.yaml$/g, '')}`;
  return [{ name, id, aliases: [], severity: 'none', range: branches.join('|'), summary: brief(textOf(record, 'title') ?? '') }];
}
