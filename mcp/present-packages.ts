import type { z } from 'zod';
import type { checkPackages } from '../core/packages/packages.ops.ts';
import { type Compact, type Page, pageOf, textSize } from './budget.ts';
import { afterCursor, nextAfter } from './paging.ts';

type Result = z.output<typeof checkPackages.output>;
type Checked = Result['packages'][number];

const mostAdvisories = 5;
/** Lockfiles and manifests are content of the project: only what has the form of a version or a licence expression is shown. */
const plainVersion = /^[\w.+!~-]{1,64}$/;
const plainExpression = /^\(*[\w.+-]{1,40}\)*(?: (?:AND|OR|WITH) \(*[\w.+-]{1,40}\)*){0,10}$/;
const severities = ['critical', 'high', 'medium', 'low', 'none', 'info'];

/** One line of facts per package, the worst first, with how far the data reaches. Holds ids, names and versions, no texts of advisories. */
export function presentPackages(result: Result, page: Page): Compact {
  const order: readonly Checked['status'][] = ['malicious', 'vulnerable', 'look-alike', 'unknown', 'known'];
  const ordered = result.packages.toSorted((one, other) => order.indexOf(one.status) - order.indexOf(other.status));
  const rest = afterCursor(ordered, page.cursor, ({ purl }) => purl);
  const unread = result.lockfiles.filter(({ state }) => state !== 'read').map(({ path, state }) => `${path}: ${state}`);
  const head = {
    data: Object.fromEntries(result.coverage.map((one) => [one.type, dataLine(one)])),
    ...(unread.length === 0 ? {} : { lockfiles_not_read: unread }),
    ...(result.lockfiles_left_out === undefined ? {} : { lockfiles_left_out: result.lockfiles_left_out }),
    total: result.packages.length,
  };
  const { shown, isWhole } = pageOf(rest, page.maxTokens - textSize(head), (one) => textSize(compact(one)));
  return { ...head, shown: shown.length, ...nextAfter(isWhole, shown.at(-1)?.purl), packages: shown.map(compact) };
}

function compact(checked: Checked): Compact {
  const { purl, status, resembles, safe_from: safeFrom, advisories, license, lockfile, locked, versions_from: from } = checked;
  const worst = advisories.toSorted((one, other) => severities.indexOf(one.severity) - severities.indexOf(other.severity));
  const left = worst.length - mostAdvisories;
  return {
    ...{ purl, status },
    ...(resembles === undefined ? {} : { like: `${resembles.name} (${resembles.because})` }),
    ...(worst.length === 0 ? {} : { advisories: [...worst.slice(0, mostAdvisories).map(advisoryLine), ...(left > 0 ? [`and ${left} more`] : [])] }),
    ...(safeFrom === undefined ? {} : { safe_from: safeFrom }),
    lock: [lockfile, ...versionsOf(locked)].join(' '),
    ...(from === 'lockfile' ? { judged: 'locked version' } : {}),
    license: licenseText(license),
  };
}

function versionsOf(locked: Checked['locked']): readonly string[] {
  return [...new Set(locked.map(({ version }) => (plainVersion.test(version) ? version : '(odd version)')))].slice(0, 3);
}

function licenseText(license: Checked['license']): string {
  if (license.state === 'unknown') return 'unknown';
  return plainExpression.test(license.expression) ? `${license.expression} (${license.group})` : license.group;
}

function advisoryLine({ id, cve, severity, fixed, exploited, affected }: Checked['advisories'][number]): string {
  const parts = [id, ...(cve === undefined ? [] : [cve]), severity, ...(exploited === true ? ['exploited'] : [])];
  return `${parts.join(' ')}, ${fixed === undefined ? 'no fix known' : `fixed ${fixed}`}${affected === 'yes' ? '' : ', cannot tell whether affected'}`;
}

function dataLine({ coverage, sources, advisories }: Result['coverage'][number]): string {
  if (coverage === 'none') return 'no advisories known for this ecosystem';
  const [first] = sources;
  return `${coverage}, ${advisories} advisories, ${first?.as_of ?? ''}`;
}
