import fs from 'node:fs';
import path from 'node:path';
import { boot, localActor } from '../../core/boot.ts';
import type { Context } from '../../core/kernel/context.ts';
import { groupBy } from '../../core/kernel/grouping.ts';
import { insideRoot } from '../../core/kernel/path.ts';
import { type LeftFix, planFixes } from '../../core/scan/plan-fixes.ts';
import type { Finding } from '../../core/scan/model.ts';
import { scanProject } from '../../core/scan/project.ts';
import { readSourceText } from '../../core/scan/source-text.ts';
import { openWorkspace, type Workspace } from '../../core/scan/workspace.ts';
import { inTemporaryFolder, root } from '../measure.ts';
import { testify } from './witness.ts';

/** A fix that was tried alone. */
export interface Tried {
  readonly rule: string;
  readonly kind: string;
  readonly verified: boolean;
  readonly inTest: boolean;
}

/** What an independent parser said of a changed file. `before` is its word on the file as it was. */
export interface Heard {
  readonly file: string;
  readonly witness: string | undefined;
  readonly before: boolean;
  readonly after: boolean;
}

/** All fixes of one repository, alone and together. */
export interface Trial {
  readonly findings: number;
  readonly tried: readonly Tried[];
  readonly applied: number;
  readonly left: readonly LeftFix[];
  readonly heard: readonly Heard[];
  /** Rules and files for which a fresh scan of the repaired repository has more findings than before. */
  readonly added: readonly string[];
}

/** Tries the fixes of a repository one by one, makes all verified ones in a copy at once, scans what changed there anew and has it parsed by others. */
export async function tryRepository(folder: string): Promise<Trial> {
  return await inTemporaryFolder(async (scratch) => {
    const { findings, tried, plans } = await planRepository(folder);
    const copy = path.join(scratch, path.basename(folder));
    const heard: Heard[] = [];
    if (plans.length > 0)
      fs.cpSync(fs.realpathSync(folder), copy, { recursive: true, filter: (file) => !['.git', 'node_modules'].includes(path.basename(file)) });
    for (const { file, before, after } of plans) {
      const target = path.join(copy, file);
      const first = testify(target);
      if (after === before) continue;
      fs.writeFileSync(target, after);
      heard.push({ file, witness: first?.witness, before: first?.accepted ?? true, after: testify(target)?.accepted ?? true });
    }
    const changed = heard.map(({ file }) => file);
    const added = changed.length === 0 ? [] : moreThan(await scan(copy, changed), findings);
    const left = plans.flatMap((plan) => plan.left);
    const applied = plans.reduce((sum, plan) => sum + plan.applied, 0);
    return { findings: findings.length, tried, applied, left, heard, added };
  });
}

interface FileRepair {
  readonly file: string;
  readonly before: string;
  readonly after: string;
  readonly applied: number;
  readonly left: readonly LeftFix[];
}

async function planRepository(folder: string) {
  return await inWorkspace(folder, async ({ context, workspace }) => {
    const { findings } = await scanProject(context, workspace, { noCache: true });
    const files = groupBy(
      findings.filter(({ fix }) => fix !== undefined),
      (finding) => finding.path,
    );
    const tried: Tried[] = [];
    const plans: FileRepair[] = [];
    for (const [file, fixable] of files) {
      const { mark, text } = readSourceText(context.files, insideRoot(context.files.root, file));
      const source = { path: file, text };
      for (const finding of fixable) {
        const verified = workspace.scanner.verifyFix(source, finding).verified === true;
        tried.push({ rule: finding.ruleId, kind: kindOf(file), verified, inTest: finding.tags.includes('test-code') });
      }
      const { after, applied, left } = planFixes(workspace.scanner, source, fixable, false);
      plans.push({ file, before: mark + text, after: mark + after, applied: applied.length, left });
    }
    return { findings, tried, plans };
  });
}

async function scan(folder: string, paths: readonly string[]): Promise<readonly Finding[]> {
  return await inWorkspace(folder, async ({ context, workspace }) => (await scanProject(context, workspace, { noCache: true, paths })).findings);
}

interface OpenedWorkspace {
  readonly context: Context;
  readonly workspace: Workspace;
}

async function inWorkspace<T>(folder: string, use: (opened: OpenedWorkspace) => Promise<T>): Promise<T> {
  const product = boot({ root: fs.realpathSync(folder), assets: path.join(root, 'dist/assets'), environment: {}, worker: path.join(root, 'dist/worker.js') });
  try {
    const context = product.contextFor({ actor: localActor });
    return await use({ context, workspace: await openWorkspace(context, { config: { cross_file: false } }) });
  } finally {
    await product.close();
  }
}

/** Rule and file of which there are more findings now, with how many. */
function moreThan(now: readonly Finding[], before: readonly Finding[]): readonly string[] {
  const count = (findings: readonly Finding[]) => groupBy(findings, ({ ruleId, path: file }) => `${ruleId} in ${file}`);
  const old = count(before);
  return [...count(now)].flatMap(([key, found]) => (found.length > (old.get(key)?.length ?? 0) ? [key] : []));
}

/** What sort of file it is: its extension, or what stands for one. */
function kindOf(file: string): string {
  const name = path.basename(file).toLowerCase();
  if (name.startsWith('dockerfile')) return 'dockerfile';
  if (file.startsWith('.github/workflows/')) return 'workflow';
  if (/(?:^|[.-])compose\.ya?ml$/.test(name)) return 'compose';
  const extension = path.extname(name).slice(1);
  return sorts[extension] ?? (extension === '' ? name : extension);
}

const sorts: Readonly<Record<string, string>> = { yml: 'yaml', jsx: 'js', mjs: 'js', cjs: 'js', tsx: 'ts', h: 'c', htm: 'html', kts: 'kt', inc: 'php' };
