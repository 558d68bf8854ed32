import fs from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { cli, inTemporaryFolder, root, runCommand } from '../measure.ts';

const repositories = z.array(z.object({ name: z.string(), url: z.url(), commit: z.string(), languages: z.array(z.string()) }));
/** A well-known repository whose code was reviewed by many, pinned to a commit. */
export type Repository = z.output<typeof repositories>[number];

const judgements = z.array(
  z.object({
    repository: z.string(),
    commit: z.string(),
    rule: z.string(),
    path: z.string(),
    line: z.number().int(),
    verdict: z.enum(['right', 'wrong', 'unsure']),
    why: z.string(),
  }),
);
/** What a person said of one finding after reading the code. */
export type Judgement = z.output<typeof judgements>[number];

const evidence = z.object({ file: z.string(), lines: z.array(z.number().int()) });
const document = z.object({
  findings: z.array(z.object({ rule_id: z.string(), confidence: z.number(), evidence })),
  summary: z.object({ lines_scanned: z.number() }),
  rules_evaluated: z.array(z.string()),
});
/** What a scan of a repository said, and its size in lines. */
export type Scanned = z.output<typeof document>;

const highConfidence = 0.9;

/** The findings that say of themselves that they are almost certain. */
export function ofHighConfidence({ findings }: Scanned): Scanned['findings'] {
  return findings.filter(({ confidence }) => confidence >= highConfidence);
}

/** The repositories of `bench/quality/repositories.yaml`. */
export function readRepositories(): readonly Repository[] {
  return readList('repositories.yaml');
}

/** The repositories of `bench/quality/fixable.yaml`: real projects, some vulnerable on purpose, with findings that have a fix. */
export function readFixable(): readonly Repository[] {
  return readList('fixable.yaml');
}

function readList(file: string): readonly Repository[] {
  return repositories.parse(parse(fs.readFileSync(path.join(root, 'bench/quality', file), 'utf8')));
}

/** All judgements of `bench/judgements/*.yaml`. */
export function readJudgements(): readonly Judgement[] {
  const folder = path.join(root, 'bench/judgements');
  const files = fs.readdirSync(folder).filter((file) => file.endsWith('.yaml'));
  return files.flatMap((file) => judgements.parse(parse(fs.readFileSync(path.join(folder, file), 'utf8')) ?? []));
}

/** Scans a checkout with the default packs. */
export async function scanRepository(checkout: string): Promise<Scanned> {
  return await inTemporaryFolder(async (scratch) => {
    const file = path.join(scratch, 'findings.json');
    const scan = [cli, 'scan', '--root', checkout, '--no-write', '--no-progress', '--no-cache', '--format', 'json', '-o', file];
    await runCommand(process.execPath, scan, { folder: checkout, codes: [0] });
    return document.parse(JSON.parse(fs.readFileSync(file, 'utf8')));
  });
}

/** How often each rule was found, in how many repositories and lines of those that had something for it to check. */
export function countByRule(
  scans: readonly Scanned[],
): Readonly<Record<string, { readonly repositories: number; readonly lines: number; readonly findings: number }>> {
  const rules = [...new Set(scans.flatMap(({ rules_evaluated }) => rules_evaluated))].sort();
  const entries = rules.map((rule) => {
    const own = scans.filter(({ rules_evaluated }) => rules_evaluated.includes(rule));
    const lines = own.reduce((sum, { summary }) => sum + summary.lines_scanned, 0);
    return [
      rule,
      { repositories: own.length, lines, findings: own.flatMap(({ findings }) => findings.filter(({ rule_id }) => rule_id === rule)).length },
    ] as const;
  });
  return Object.fromEntries(entries);
}
