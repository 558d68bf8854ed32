import type { Context } from '../kernel/context.ts';
import { toFailure } from '../kernel/failure.ts';
import { type CheckTarget, targetsOf } from '../scan/check-target.ts';
import { fingerprintsIn, partNew } from '../scan/changes/new-findings.ts';
import type { Finding } from '../scan/model.ts';
import { scanProject } from '../scan/project.ts';
import type { Scanner } from '../scan/scanner.ts';
import { openWorkspace } from '../scan/workspace.ts';
import type { Scanned } from './scan-input.ts';
import { settingsBefore } from './settings-before.ts';

/** Scans the files of a unified diff as they are after it; findings that were there before are apart. What cannot be told of a file is a skip. */
export async function scanDiff(context: Context, diff: string): Promise<Scanned> {
  const workspace = await openWorkspace(context);
  const { targets, missed } = await targetsOf(context, { diff, lines: 'changed' }, workspace.settings.maxFileSize);
  const result = await scanProject(context, workspace, { files: Object.fromEntries(targets.map(({ path, text }) => [path, text])) });
  const older = new Set(targets.flatMap((target) => olderIn(workspace.scanner, target, [...result.findings, ...result.suppressed])));
  const fresh = result.findings.filter((finding) => !older.has(finding));
  const freshSuppressed = result.suppressed.filter((finding) => !older.has(finding));
  const changed = new Map(targets.map(({ path, changes }) => [String(path), changes?.lines ?? []]));
  const commit = await lastCommit(context);
  const skips = missed.map((message) => ({ path: '', reason: 'unreadable' as const, message }));
  return {
    workspace,
    result: { ...result, findings: fresh, skips: [...result.skips, ...skips] },
    compared: {
      name: 'the diff',
      fresh,
      older: result.findings.filter((finding) => older.has(finding)),
      freshSuppressed,
      linesIn: (path) => changed.get(path) ?? [],
      ...(commit === undefined ? {} : { commit }),
    },
    ofDiff: { settings: settingsBefore(context, diff), again: (other) => scanDiff(other, diff) },
  };
}

/** Undefined where there is none. */
async function lastCommit({ git }: Context): Promise<string | undefined> {
  try {
    return (await git.endsOf('HEAD')).from;
  } catch (thrown) {
    if (toFailure(thrown).code === 'internal') throw thrown;
    return undefined;
  }
}

function olderIn(scanner: Scanner, { path, text, changes }: CheckTarget, findings: readonly Finding[]): readonly Finding[] {
  if (changes === undefined) return [];
  const own = findings.filter((finding) => finding.path === path);
  // The gate judges what is new, not what is merely touched.
  return partNew((before) => fingerprintsIn(scanner.check(before)), { path, text }, own, changes.before).older;
}
