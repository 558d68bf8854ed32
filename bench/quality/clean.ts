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

/** Findings of a repository against its size. */
export interface Density {
  readonly lines: number;
  readonly findings: number;
  readonly highConfidence: number;
}

const highConfidence = 0.9;
const document = z.object({ findings: z.array(z.object({ confidence: z.number() })), summary: z.object({ lines_scanned: z.number() }) });

/** The repositories of `bench/quality/repositories.yaml`. */
export function readRepositories(): readonly Repository[] {
  return repositories.parse(parse(fs.readFileSync(path.join(root, 'bench/quality/repositories.yaml'), 'utf8')));
}

/** All judgements of `bench/judgements/*.yaml`. */
export function readJudgements(): readonly Judgement[] {
  const folder = path.join(root, 'bench/judgements');
  const files = fs.readdirSync(folder).filter((file) => file.endsWith('.yaml'));
  return files.flatMap((file) => judgements.parse(parse(fs.readFileSync(path.join(folder, file), 'utf8')) ?? []));
}

/** Scans a checkout with the default packs. */
export async function measureDensity(checkout: string): Promise<Density> {
  return await inTemporaryFolder(async (scratch) => {
    const file = path.join(scratch, 'findings.json');
    const scan = [cli, 'scan', '--root', checkout, '--no-write', '--no-progress', '--no-cache', '--format', 'json', '-o', file];
    await runCommand(process.execPath, scan, { folder: checkout, codes: [0] });
    const { findings, summary } = document.parse(JSON.parse(fs.readFileSync(file, 'utf8')));
    const high = findings.filter(({ confidence }) => confidence >= highConfidence).length;
    return { lines: summary.lines_scanned, findings: findings.length, highConfidence: high };
  });
}
