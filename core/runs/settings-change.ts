import { suppressionsFile } from '../config/load.ts';
import type { Context, Shared } from '../kernel/context.ts';
import { evaluateGate } from '../scan/gate.ts';
import type { Finding } from '../scan/model.ts';
import { type EarlierFiles, withEarlierFiles } from './earlier-files.ts';
import { type NotCounted, notCountedIn } from './gate-terms.ts';
import { type ScanInput, type Scanned, scanFor } from './scan-input.ts';
import { isSameText, settingsAt } from './settings-before.ts';

/**
 * Findings that fail the gate with the settings as they were at the commit that a change starts from, and not with those that the change brings:
 * accepted by an entry it adds, of a rule it switches off or makes less severe, in a file it leaves out. None where it alters no settings. Of a diff, both
 * what the last commit has and what the diff starts from count.
 */
export async function weakenedIn(context: Context, scanned: Scanned, input: ScanInput, failing: readonly Finding[]): Promise<readonly NotCounted[]> {
  const known = new Set(failing.map(({ fingerprint }) => fingerprint));
  const hidden: NotCounted[] = [];
  for (const earlier of await settingsThen(context, scanned, input)) {
    for (const finding of await failingWith(earlier, context, scanned, input)) {
      if (known.has(finding.fingerprint)) continue;
      known.add(finding.fingerprint);
      hidden.push({ finding, because: 'settings', message: whyHidden(finding, scanned) });
    }
  }
  return hidden;
}

/** The altered files of settings as they were, for each state to judge by. */
async function settingsThen(context: Context, { compared, ofDiff }: Scanned, { baseline }: ScanInput): Promise<readonly EarlierFiles[]> {
  const named = typeof baseline === 'string' ? [baseline] : [];
  const committed: EarlierFiles = compared?.commit === undefined ? new Map() : await settingsAt(context, compared.commit, named);
  const before: EarlierFiles = ofDiff?.settings ?? new Map();
  const isCommitted = [...before].every(([path, bytes]) => committed.has(path) && isSameText(committed.get(path), bytes));
  return [committed, ...(isCommitted ? [] : [before])].filter(({ size }) => size > 0);
}

async function failingWith(earlier: EarlierFiles, context: Context, { ofDiff }: Scanned, input: ScanInput): Promise<readonly Finding[]> {
  const { cache: _cache, workers: _workers, ...rest } = context;
  const past = { ...rest, files: withEarlierFiles(context.files, earlier), shared: unshared };
  const then = ofDiff === undefined ? await scanFor(past, input, { compareChanges: true }) : await ofDiff.again(past);
  const counted = [...then.result.findings, ...notCountedIn(past, then).map(({ finding }) => finding)];
  return evaluateGate(counted, then.workspace.config, input.fail_on).failing;
}

/** Nothing that was opened with other settings is shared. */
const unshared: Shared = { use: (_name, _stamp, open) => open(), drop: () => undefined };

function whyHidden(finding: Finding, { result }: Scanned): string {
  const isIt = ({ fingerprint }: Finding) => fingerprint === finding.fingerprint;
  const now = result.suppressed.find(isIt)?.suppression;
  if (now?.by === 'file') return `this change puts the entry into ${suppressionsFile} that accepts it`;
  if (now?.by === 'config') return 'this change puts the entry into the settings that accepts it';
  if (now !== undefined) return 'this change alters the settings so that a comment suppresses it';
  const severity = result.findings.find(isIt)?.severity;
  if (severity !== undefined && severity !== finding.severity) return `this change makes its severity ${severity} instead of ${finding.severity}`;
  if (severity !== undefined) return 'this change alters the settings so that it does not fail the gate';
  return 'this change alters settings or rules so that it is not found';
}
