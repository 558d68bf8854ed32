import type { Files } from '../../kernel/context.ts';
import type { RepoPath } from '../../kernel/path.ts';
import { fingerprintsOf } from '../fingerprint.ts';
import type { Finding, Rule } from '../model.ts';
import type { Scanner } from '../scanner.ts';

/** Fewer files are told one by one. */
const leastFiles = 5;

/**
 * Findings of rules that want something in every file, such as a header: where no file of a folder has it, the folder is told once, at its
 * first file, with how many files it stands for. The rest stays as it is. For a scan of the whole project.
 */
export function collapseMissing(
  findings: readonly Finding[],
  { scanner, files, paths }: { readonly scanner: Scanner; readonly files: Files; readonly paths: readonly RepoPath[] },
): readonly Finding[] {
  const rules = scanner.rules.filter(({ detector }) => detector.kind === 'required-pattern');
  return rules.reduce((left, rule) => collapseRule(rule, left, () => paths.filter((path) => isFor(rule, path, { scanner, files }))), findings);
}

function collapseRule(rule: Rule, findings: readonly Finding[], eligible: () => readonly RepoPath[]): readonly Finding[] {
  const own = findings.filter(({ ruleId }) => ruleId === rule.id);
  if (own.length < leastFiles) return findings;
  const folders = bareFolders(eligible(), new Set(own.map(({ path }) => path)));
  const groups = new Map<string, Finding[]>();
  for (const finding of own) {
    const folder = foldersAbove(finding.path).find((each) => folders.has(each));
    if (folder !== undefined) groups.set(folder, [...(groups.get(folder) ?? []), finding]);
  }
  const gone = new Set([...groups.values()].flat());
  return [...findings.filter((finding) => !gone.has(finding)), ...[...groups].flatMap(([folder, group]) => toFolderFinding(folder, group))];
}

/** Folders with enough files for the rule, all of which lack what it wants. */
function bareFolders(eligible: readonly string[], lacking: ReadonlySet<string>): ReadonlySet<string> {
  const counts = new Map<string, { files: number; lacking: number }>();
  for (const path of eligible) {
    for (const folder of foldersAbove(path)) {
      const count = counts.get(folder) ?? { files: 0, lacking: 0 };
      count.files += 1;
      if (lacking.has(path)) count.lacking += 1;
      counts.set(folder, count);
    }
  }
  return new Set([...counts].filter(([, count]) => count.lacking === count.files && count.files >= leastFiles).map(([folder]) => folder));
}

/** The project ('') and the folders of a path, outermost first. */
function foldersAbove(path: string): readonly string[] {
  const parts = path.split('/').slice(0, -1);
  return ['', ...parts.map((_part, index) => parts.slice(0, index + 1).join('/'))];
}

function toFolderFinding(folder: string, group: readonly Finding[]): readonly Finding[] {
  const [first] = group.toSorted((a, b) => (a.path < b.path ? -1 : 1));
  if (first === undefined) return [];
  const [fingerprint = first.fingerprint] = fingerprintsOf([{ ruleId: first.ruleId, path: `${folder}/`, context: '', scope: '' }]);
  const where = folder === '' ? 'of the project' : `in ${folder}/`;
  return [{ ...first, fingerprint, message: `${first.message} (so do all ${group.length} files ${where} that the rule is for; told once)` }];
}

/** Empty files want nothing. */
function isFor(rule: Rule, path: RepoPath, { scanner, files }: { readonly scanner: Scanner; readonly files: Files }): boolean {
  return scanner.rulesFor(path).some(({ id }) => id === rule.id) && (files.stat(path)?.size ?? 0) > 0;
}
