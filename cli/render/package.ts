import type { z } from 'zod';
import type { checkPackages } from '../../core/packages/packages.ops.ts';
import type { Stream } from '../print.ts';
import { plainLine } from './plain.ts';
import { counted } from './summary.ts';

type Answer = z.output<typeof checkPackages.output>;
type Checked = Answer['packages'][number];

/** Each package with what is known about it, then what the data holds. */
export function renderPackages(answer: Answer, { colors }: Stream): string {
  const packages = answer.packages.map(
    (checked) =>
      `${headOf(checked, colors)}${factsOf(checked)
        .map((fact) => `  ${fact}\n`)
        .join('')}`,
  );
  const unread = answer.lockfiles.filter(({ state }) => state !== 'read').map(({ path, state }) => `${plainLine(path)} was not read: ${state}\n`);
  const left = answer.lockfiles_left_out === undefined ? '' : `${answer.lockfiles_left_out}\n`;
  return `${packages.join('')}\n${unread.join('')}${left}${colors.dim(answer.coverage.map((one) => dataLine(one)).join(''))}`;
}

function headOf({ purl, status }: Checked, colors: Stream['colors']): string {
  const calm = status === 'unknown' ? colors.yellow : colors.red;
  const paint = status === 'known' ? colors.green : calm;
  return `${paint(status)} ${colors.bold(plainLine(purl))}\n`;
}

function factsOf({ advisories, resembles, safe_from: safeFrom, locked, lockfile, versions, versions_from: from, license }: Checked): readonly string[] {
  const places = locked.map(({ version, file }) => `${version} in ${file}`);
  return [
    ...(from === 'lockfile' ? [`judged in the version the lockfile has: ${versions.join(', ')}`] : []),
    ...(resembles === undefined ? [] : [`in no list we have; looks like ${resembles.name} (${resembles.because})`]),
    ...advisories.map(
      ({ id, cve, severity, fixed, exploited, affected, summary }) =>
        `${[id, cve, severity, exploited === true ? 'exploited' : undefined].filter((part) => part !== undefined).join(' ')}: ${summary} (${fixed === undefined ? 'no fix known' : `fixed in ${fixed}`}${affected === 'yes' ? '' : ', cannot tell whether this version is affected'})`,
    ),
    ...(safeFrom === undefined ? [] : [`known weaknesses are fixed from ${safeFrom} on`]),
    `lockfile: ${places.length === 0 ? lockfile : `${lockfile}, ${places.join(', ')}`}`,
    `licence: ${license.state === 'unknown' ? 'unknown' : `${license.expression} (${license.group}), from ${license.from}`}`,
  ].map((fact) => plainLine(fact));
}

function dataLine({ type, coverage, advisories, packages, sources, well_known_names: names }: Answer['coverage'][number]): string {
  if (coverage === 'none') return `${plainLine(type)}: no advisories known for this ecosystem\n`;
  const from = sources.map(({ name, as_of: asOf }) => `${name}, as of ${asOf}`).join('; ');
  return `${type}: ${coverage} data, ${advisories.toLocaleString('en-US')} advisories about ${counted(packages, 'package')} and ${counted(names, 'well-known name')} (${from})\n`;
}
