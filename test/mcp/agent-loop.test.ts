import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { applyPatch } from 'diff';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { listAudit, verifyAudit } from '../../core/audit/audit.ops.ts';
import { boot, localActor, type Product } from '../../core/boot.ts';
import { runJson } from '../../core/kernel/operation.ts';
import { sha256 } from '../../core/kernel/sha256.ts';
import { spellOut } from '../../core/scan/example-values.ts';
import { languageById } from '../../core/scan/languages/index.ts';
import type { Example, Rule } from '../../core/scan/model.ts';
import type { Scanner } from '../../core/scan/scanner.ts';
import { openWorkspace } from '../../core/scan/workspace.ts';
import { project, program, sentrik } from '../cli/sentrik.ts';
import { builtAssets } from '../support/assets.ts';
import { testState } from '../support/state.ts';
import { connectModern, type TestClient } from './clients.ts';

const wanted = 50;
const mostRounds = 2;
/** So many of the edits are reported by the real hook program. */
const byHook = 5;

interface Case {
  readonly rule: string;
  readonly file: string;
  readonly text: string;
  /** Something in it fails the gate, which hooks tell at once. */
  readonly isSevere: boolean;
}

const checked = z.object({ findings: z.record(z.string(), z.object({ at: z.array(z.string()) })).default({}) });
const proposed = z.object({ hash: z.string(), diff: z.string().optional() });
const applied = z.object({ applied: z.array(z.string()) });
const judged = z.object({ passed: z.boolean(), files: z.number(), findings: z.record(z.string(), z.unknown()).default({}) });

let root: string;
let product: Product;
let client: TestClient;
let scanner: Scanner;

function git(...words: readonly string[]): void {
  execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.org', '-c', 'commit.gpgsign=false', ...words], { cwd: root });
}

beforeAll(async () => {
  root = project({ 'README.md': '# A project\n', '.gitignore': 'out/\n.sentrik/local/\n' });
  git('init', '-q');
  git('add', '-A');
  git('commit', '-q', '-m', 'start');
  product = boot({ root, assets: builtAssets.folder ?? '', environment: testState });
  scanner = (await openWorkspace(product.contextFor({ actor: localActor }))).scanner;
  client = await connectModern({ kind: 'stdio', command: process.execPath, args: [program, 'mcp-server', '--root', root] }, 'auto');
});
afterAll(async () => {
  await client.close();
  await product.close();
});

/** A file name that makes the example what it is: its own, or one of the rule's first language. */
function fileOf(rule: Rule, example: Example): string {
  if (example.path !== undefined) return example.path;
  const { extensions, fileNames } = languageById(example.language ?? rule.languages[0] ?? 'generic');
  return extensions[0] === undefined ? (fileNames[0] ?? 'example.txt') : `example.${extensions[0]}`;
}

/** The first example of each rule with a fix in which everything that fails the gate has one, from pack to pack in turn, in the order of ids. */
function chooseCases(): readonly Case[] {
  const byPack = new Map<string, Rule[]>();
  for (const rule of scanner.rules.filter(({ fix }) => fix !== undefined).toSorted((a, b) => (a.id < b.id ? -1 : 1))) {
    byPack.set(rule.pack, [...(byPack.get(rule.pack) ?? []), rule]);
  }
  const turns = [...byPack.values()];
  const cases: Case[] = [];
  for (let turn = 0; cases.length < wanted && turns.some((rules) => turn < rules.length); turn += 1) {
    for (const rules of turns) {
      const found = cases.length < wanted && rules[turn] !== undefined ? caseOf(rules[turn]) : undefined;
      if (found !== undefined) cases.push(found);
    }
  }
  return cases;
}

function caseOf(rule: Rule | undefined): Case | undefined {
  const example = rule?.examples.map(spellOut).find(({ bad, fixed }) => bad !== undefined && fixed !== undefined);
  if (rule === undefined || example?.bad === undefined) return undefined;
  const [file, text] = [fileOf(rule, example), example.bad];
  const { findings } = scanner.check({ path: file, text });
  const severe = findings.filter(({ severity }) => ['critical', 'high'].includes(severity));
  const isRepairable = severe.every(({ fix }) => fix !== undefined) && findings.some(({ ruleId }) => ruleId === rule.id);
  return isRepairable ? { rule: rule.id, file, text, isSevere: severe.length > 0 } : undefined;
}

/** What the real hook says after an edit: it blocks, and names what was found. */
async function hook(file: string): Promise<void> {
  const input = { session_id: file, cwd: root, hook_event_name: 'PostToolUse', tool_name: 'Write', tool_input: { file_path: path.join(root, file) } };
  const { code, stdout } = await sentrik(['hook', 'claude', 'PostToolUse'], { cwd: root, input: JSON.stringify(input) });
  expect([code, JSON.parse(stdout)]).toMatchObject([0, { decision: 'block', reason: expect.stringContaining(file) as string }]);
}

/** What the tool behind the hook says of the lines that changed since the last commit. */
async function openIn(file: string): Promise<readonly string[]> {
  const { findings } = checked.parse((await client.call('check', { path: file, max_tokens: 20_000 })).structuredContent);
  return Object.values(findings).flatMap(({ at }) => at.map((place) => place.split(' ')[1] ?? ''));
}

/** One round: what is proposed is what is written, and nothing else of the file changes. */
async function repair(file: string, fingerprints: readonly string[]) {
  const target = path.join(root, file);
  const plan = proposed.parse((await client.call('propose_fix', { path: file, fingerprints: [...fingerprints] })).structuredContent);
  const before = fs.readFileSync(target, 'utf8');
  const request = { file_path: file, fingerprints: [...fingerprints], content_hash: plan.hash, cautious: true };
  const answer = await client.call('apply_fix', request);
  const after = fs.readFileSync(target, 'utf8');
  if (answer.isError === true) return { after, hashes: undefined, problem: answer.content[0]?.text };
  const hashes = { ...applied.parse(answer.structuredContent), before_hash: sha256(before), after_hash: sha256(after) };
  const isAsProposed = plan.diff === undefined || applyPatch(before, plan.diff) === after;
  return { after, hashes, problem: isAsProposed ? undefined : 'the file is not what was proposed' };
}

interface Outcome {
  readonly rounds: number;
  readonly wrong: readonly string[];
  readonly written: readonly { readonly fingerprint: string; readonly before: string; readonly after: string }[];
}

/** Writes the weakness, is told of it, and repairs until the tool has nothing more to say or the rounds are over; then the gate judges. */
async function goRound({ rule, file, text }: Case, byHook: boolean): Promise<Outcome> {
  const target = path.join(root, file);
  fs.mkdirSync(path.dirname(target), { recursive: true });
  fs.writeFileSync(target, text);
  if (byHook) await hook(file);
  const wrong: string[] = [];
  const written: Outcome['written'][number][] = [];
  const skips = scanner.check({ path: file, text }).skips.length;
  const isOpen = () => scanner.check({ path: file, text: fs.readFileSync(target, 'utf8') }).findings.some(({ ruleId }) => ruleId === rule);
  let rounds = 0;
  for (let open = await openIn(file); rounds < mostRounds && open.length > 0 && isOpen(); open = await openIn(file)) {
    rounds += 1;
    const { hashes, after, problem } = await repair(file, open);
    if (problem !== undefined) wrong.push(problem);
    if (hashes !== undefined) written.push(...hashes.applied.map((fingerprint) => ({ fingerprint, before: hashes.before_hash, after: hashes.after_hash })));
    if (scanner.check({ path: file, text: after }).skips.length > skips) wrong.push('the file does not parse');
  }
  git('add', '-f', '--', file);
  const { passed, findings, files: looked } = judged.parse((await client.call('gate', { staged: true, max_tokens: 20_000 })).structuredContent);
  if (looked === 0) wrong.push('the gate looked at nothing');
  if (!passed) wrong.push(`the gate fails: ${Object.keys(findings).join(', ')}`);
  if (rounds === 0 || isOpen()) wrong.push(`not clean after ${rounds} rounds`);
  git('rm', '-q', '-f', '--', file);
  return { rounds, written, wrong: wrong.map((each) => `${rule} in ${file}: ${each}`) };
}

it('an agent that follows the hook repairs 50 weaknesses in at most two rounds each, and the audit trail has every step', async () => {
  const cases = chooseCases();
  expect([cases.length, new Set(cases.map(({ rule }) => rule)).size]).toEqual([wanted, wanted]);
  const hooked = new Set(cases.filter(({ isSevere }) => isSevere).slice(0, byHook));
  expect(hooked.size).toBe(byHook);
  const outcomes: Outcome[] = [];
  for (const each of cases) outcomes.push(await goRound(each, hooked.has(each)));
  const inRounds = (count: number) => outcomes.filter(({ rounds }) => rounds === count).length;
  process.stdout.write(`agent loop: ${inRounds(1)} in 1 round, ${inRounds(2)} in 2\n`);
  expect(outcomes.flatMap(({ wrong }) => wrong)).toEqual([]);
  const context = product.contextFor({ actor: localActor });
  expect(await runJson(verifyAudit, context, {})).toMatchObject({ intact: true, problems: [] });
  const { entries } = await runJson(listAudit, context, { action: 'fix.apply', outcome: 'done', limit: 1000 });
  const recorded = entries.toReversed().map(({ finding, before, after }) => ({ fingerprint: finding?.fingerprint, before, after }));
  // The tools name findings by a part of their fingerprint.
  const written = outcomes.flatMap((outcome) => outcome.written);
  expect(recorded).toEqual(written.map((each) => ({ ...each, fingerprint: expect.stringContaining(each.fingerprint) as string })));
  expect(new Set(entries.map(({ client: name, tool }) => `${name} ${tool}`))).toEqual(new Set(['test 1 apply_fix']));
}, 240_000);
