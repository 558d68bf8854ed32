import fs from 'node:fs';
import path from 'node:path';
import { boot, localActor } from '../core/boot.ts';
import { scanProject } from '../core/scan/project.ts';
import type { Finding } from '../core/scan/model.ts';
import { insideRoot } from '../core/kernel/path.ts';
import { readSourceText } from '../core/scan/source-text.ts';
import { openWorkspace } from '../core/scan/workspace.ts';
import { type Bench, figure, type Figure, type Options, root } from './measure.ts';
import { readRepositories } from './quality/clean.ts';

export const fixes: Bench = {
  name: 'fixes',
  title: 'Automatic fixes',
  how: 'each fix of each finding of the default packs in the checkouts below `--corpus` (`bench/quality/repositories.yaml`) is tried out alone: the text parses no worse, the finding is gone, nothing new is found',
  explicit: true,
  run: measure,
};

interface Tried {
  readonly rule: string;
  readonly verified: boolean;
}

async function measure({ corpus, only }: Options): Promise<Figure[]> {
  if (corpus === undefined) throw new Error('Say where the checkouts are with --corpus');
  const folders = readRepositories()
    .filter(({ name }) => only === undefined || name.includes(only))
    .map(({ name }) => path.join(corpus, name))
    .filter((folder) => fs.existsSync(folder));
  const tried: Tried[] = [];
  let findings = 0;
  for (const folder of folders) {
    const outcome = await tryFixes(folder);
    tried.push(...outcome.tried);
    findings += outcome.findings;
  }
  const rules = [...new Set(tried.map(({ rule }) => rule))].sort();
  const failing = rules.flatMap((rule) => {
    const own = tried.filter((each) => each.rule === rule);
    const failed = own.filter(({ verified }) => !verified).length;
    return failed === 0 ? [] : [figure(`${rule}: not verified`, failed, 'fixes', `of ${own.length}`)];
  });
  const verified = tried.filter((each) => each.verified).length;
  return [
    figure('repositories', folders.length, 'repositories'),
    figure('findings', findings, 'findings'),
    figure('findings with a fix', tried.length, 'findings', `${rules.length} rules`),
    figure(
      'fixes that hold',
      tried.length === 0 ? 0 : (verified * 100) / tried.length,
      '%',
      `${verified} of ${tried.length}; only these are offered as verified`,
    ),
    ...failing,
  ];
}

async function tryFixes(folder: string): Promise<{ readonly tried: readonly Tried[]; readonly findings: number }> {
  const product = boot({ root: fs.realpathSync(folder), assets: path.join(root, 'dist/assets'), environment: {}, worker: path.join(root, 'dist/worker.js') });
  try {
    const context = product.contextFor({ actor: localActor });
    const workspace = await openWorkspace(context, { config: { cross_file: false } });
    const { findings } = await scanProject(context, workspace, { noCache: true });
    const tried = findings
      .filter(({ fix }) => fix !== undefined)
      .map((finding: Finding): Tried => {
        const { text } = readSourceText(context.files, insideRoot(context.files.root, finding.path));
        return { rule: finding.ruleId, verified: workspace.scanner.verifyFix({ path: finding.path, text }, finding).verified === true };
      });
    return { tried, findings: findings.length };
  } finally {
    await product.close();
  }
}
