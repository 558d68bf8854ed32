import { recordAudit } from '../../core/kernel/audit-entry.ts';
import { runJson } from '../../core/kernel/operation.ts';
import { quoted } from '../../core/kernel/quoted.ts';
import { type InstallTarget, readInstallCommand } from '../../core/packages/install-command.ts';
import type { CheckedPackage } from '../../core/packages/package-wire.ts';
import { checkPackages } from '../../core/packages/packages.ops.ts';
import type { Desk } from '../desk.ts';
import { capped } from '../message.ts';
import type { Verdict } from '../request.ts';

const mostPackages = 100;

/**
 * Before a command that installs packages. Malicious ones, look-alikes of known names, and versions with weaknesses whose severity blocks are refused; what nothing
 * is known about, or cannot be told from the command, is told.
 */
export async function checkInstall(desk: Desk, command: string): Promise<Verdict> {
  const targets = readInstallCommand(command);
  const purls = [...new Set(targets.flatMap((target) => (target.kind === 'package' ? [target.purl] : [])))];
  const asked = purls.slice(0, mostPackages);
  const unclear = [
    ...targets.flatMap(unclearLine),
    ...(purls.length > asked.length ? [`- only the first ${mostPackages} of ${purls.length} packages were looked at`] : []),
  ];
  const { packages } = asked.length === 0 ? { packages: [] } : await runJson(checkPackages, desk.context, { purls: asked });
  const bad = packages.filter((each) => isBad(desk, each));
  const doubtful = packages.filter((each) => !bad.includes(each) && each.status !== 'known');
  if (bad.length === 0 && doubtful.length === 0 && unclear.length === 0) return { kind: 'pass' };
  const lines = [...bad, ...doubtful].map(lineOf);
  if (bad.length === 0)
    return { kind: 'tell', text: capped('Sentrik: not everything that this command installs is known.', [...lines, ...unclear], desk.settings.max_tokens) };
  recordAudit(desk.context, { action: 'hook.block', outcome: 'refused', facts: { details: { check: 'packages', packages: bad.map(({ purl }) => purl) } } });
  const heading = `Sentrik: the command was not run: ${bad.length} of its packages should not be installed.`;
  return { kind: 'block', text: capped(heading, [...lines, ...unclear], desk.settings.max_tokens) };
}

function isBad({ settings }: Desk, { status, advisories }: CheckedPackage): boolean {
  if (status === 'malicious' || status === 'look-alike') return true;
  return advisories.some(({ severity, affected, exploited }) => affected === 'yes' && (exploited === true || settings.block.some((each) => each === severity)));
}

function lineOf({ purl, status, advisories, resembles, safe_from: safe }: CheckedPackage): string {
  const worst = advisories.slice(0, 3).map(({ id, severity, fixed }) => `${id} ${severity}${fixed === undefined ? '' : `, fixed in ${fixed}`}`);
  const like = resembles === undefined ? [] : [`looks like ${quoted(resembles.name, 80)}`];
  const from = safe === undefined ? [] : [`safe from ${safe}`];
  const nothing = status === 'unknown' ? ['nothing is known about it'] : [];
  return `- ${quoted(purl, 160)} ${status}: ${[...worst, ...like, ...from, ...nothing].join('; ')}`;
}

function unclearLine(target: InstallTarget): readonly string[] {
  if (target.kind !== 'unclear') return [];
  const because = { variable: 'a value of the shell', place: 'an address or folder', name: 'no name of a package', 'too-long': 'a command too long to read' }[
    target.reason
  ];
  return [`- ${quoted(target.text, 80)} was not checked: ${because}`];
}
