import { z } from 'zod';

import { defineOperation } from '../kernel/operation.ts';
import { insideRoot } from '../kernel/path.ts';
import { sha256 } from '../kernel/sha256.ts';
import { checkOne } from './check-one.ts';
import { targetsOf } from './check-target.ts';
import { codeFrame } from './code-frame.ts';
import { seenTexts } from './edits/seen.ts';
import { confidenceNumber, findingWire, toFindingWire } from './finding-wire.ts';
import { frameworkFilter } from './frameworks/filter.ts';
import { adviceOf } from './guidance/advice.ts';
import type { Finding, Rule } from './model.ts';
import { ruleSummaryWire, toRuleSummary } from './rule-wire.ts';
import { guideFile } from './guidance/guide-file.ts';
import { openWorkspace } from './workspace.ts';

const maxCode = 5_000_000;
const maxGuides = 20;

const checkInput = z
  .object({
    path: z.string().min(1).max(1000).optional().meta({ description: 'File in the project' }),
    code: z.string().max(maxCode).optional().meta({ description: 'Source code to check, with filename' }),
    filename: z.string().min(1).max(1000).optional().meta({ description: 'Name or path of that code, for its language and rules' }),
    diff: z.string().min(1).max(maxCode).optional().meta({ description: 'Unified diff, applied or not' }),
    base: z.string().min(1).max(300).optional().meta({ description: 'Git commit to compare with, HEAD by default' }),
    lines: z
      .enum(['all', 'changed'])
      .optional()
      .meta({ description: 'changed: only findings that a change since the base brings or touches; the default with diff or base' }),
    frameworks: z.array(z.string()).optional().meta({ description: 'Only findings that map to a control of these frameworks' }),
    frames: z.number().int().min(0).max(20).optional().meta({ description: 'Also answer the code of each finding with so many lines before and after' }),
  })
  .refine((input) => [input.path, input.code, input.diff].filter((way) => way !== undefined).length === 1, {
    message: 'Give one of path, code (with filename) and diff',
  })
  .refine((input) => input.code === undefined || input.filename !== undefined, { message: 'Give filename with code' });

/** Checks texts that need not be on disk. `compliant` means only: no finding among the rules that were applied. */
export const sdkCheck = defineOperation({
  name: 'sdk.check',
  summary: 'Check code for security and compliance findings',
  description: 'Checks a file, a text as if it stood in the project at `filename`, or what a diff changes. Nothing is written; `filename` need not exist.',
  input: checkInput,
  output: z.object({
    compliant: z.boolean().meta({ description: 'No finding among the rules that were applied; says nothing about what no rule covers' }),
    findings: z.array(findingWire),
    suggestions: z.array(z.string()),
    confidence: z.number(),
    advice: z.record(z.string(), z.string()).meta({ description: 'What to do instead, in a sentence, by the id of the rule' }),
    suppressed: z.number().int(),
    unchanged: z.number().int().optional().meta({ description: 'Findings that no change brought or touches; they are not in the list' }),
    compared_with: z.string().optional().meta({ description: 'What was compared with to tell; absent where all lines count' }),
    files: z.array(z.object({ path: z.string(), content_hash: z.string() })).meta({ description: 'What was checked; the hash is of the text (SHA-256)' }),
    rules_applied: z.number().int(),
    not_checked: z.array(z.string()).meta({ description: 'Parts that could not be checked, with the reason' }),
    frames: z.record(z.string(), codeFrame).optional().meta({ description: 'Code by fingerprint; secrets are starred out' }),
  }),
  access: 'member',
  permission: 'scan',
  effect: 'read',
  limit: 'general',
  largeBody: true,
  http: { sentrik: 'POST /api/sdk/check' },
  mcp: 'check',
  lsp: 'sentrik.check',
  cli: 'check',
  async run(context, input) {
    const workspace = await openWorkspace(context);
    const { scanner, settings } = workspace;
    const lines = input.lines ?? (input.diff === undefined && input.base === undefined ? 'all' : 'changed');
    const { targets, missed } = await targetsOf(context, { ...input, lines }, settings.maxFileSize);
    const isWanted = frameworkFilter(context.assets, input.frameworks);
    const seen = await seenTexts(context, workspace);
    const checked = targets.map((target) => checkOne(scanner, target, { seen, isWanted, frames: input.frames }));
    const findings = checked.flatMap((one) => one.findings);
    const isCompared = targets.some(({ changes }) => changes !== undefined);
    return {
      compliant: findings.length === 0,
      findings: findings.map(toFindingWire),
      suggestions: [...new Set(findings.flatMap((finding) => (finding.fix === undefined ? [] : [finding.fix.title])))],
      confidence: Math.min(1, ...findings.map((finding) => confidenceNumber(finding.confidence))),
      advice: adviceFor(scanner.rules, findings),
      suppressed: sum(checked.map((one) => one.suppressed)),
      ...(isCompared ? { unchanged: sum(checked.map((one) => one.unchanged)), compared_with: input.base ?? (input.diff === undefined ? 'HEAD' : 'diff') } : {}),
      files: targets.map(({ path, text }) => ({ path, content_hash: sha256(text) })),
      rules_applied: new Set(targets.flatMap(({ path }) => scanner.rulesFor(path).map(({ id }) => id))).size,
      not_checked: [...missed, ...checked.flatMap((one) => one.skips)],
      ...(input.frames === undefined ? {} : { frames: Object.fromEntries(checked.flatMap((one) => Object.entries(one.frames))) }),
    };
  },
});

const fileInput = z.object({ filename: z.string().min(1).max(1000).meta({ description: 'Target file path, such as src/main.c' }) });

/** What to know before writing a file: the rules that apply, by weakness, and the frameworks they touch. */
export const sdkContext = defineOperation({
  name: 'sdk.context',
  summary: 'Compliance context of a file: applicable rules, frameworks and weaknesses',
  input: fileInput,
  output: z.object({
    filename: z.string(),
    language: z.string(),
    rules_total: z.number().int(),
    rules: z.array(ruleSummaryWire),
    frameworks: z.array(z.string()),
    weaknesses: z.array(z.object({ cwe: z.string(), rules: z.array(z.string()) })),
    libraries: z.array(z.string()).meta({ description: 'Libraries of the file, or of its project where it imports none, that rules are about' }),
    packs: z.array(z.string()).meta({ description: 'Packs whose rules apply' }),
    guidance: z
      .array(z.object({ rule_id: z.string(), cwe: z.string(), advice: z.string(), controls: z.record(z.string(), z.array(z.string())) }))
      .meta({ description: 'Likely weaknesses, the most important first, with what to do instead' }),
    requirements: z.array(z.unknown()).meta({ description: 'Empty until requirements are tracked' }),
  }),
  access: 'member',
  permission: 'scan',
  effect: 'read',
  limit: 'general',
  http: { sentrik: 'GET /api/sdk/context' },
  mcp: 'context',
  cli: 'context',
  async run(context, input) {
    const { scanner, settings } = await openWorkspace(context);
    const path = insideRoot(context.files.root, input.filename);
    const rules = scanner.rulesFor(path);
    const { guides, libraries } = guideFile(context, path, { rules, maxBytes: settings.maxFileSize });
    return {
      filename: path,
      language: scanner.languageOf({ path })?.id ?? 'unknown',
      rules_total: rules.length,
      rules: rules.map(toRuleSummary),
      frameworks: frameworksOf(rules),
      weaknesses: byWeakness(rules),
      libraries: [...libraries],
      packs: [...new Set(rules.map(({ pack }) => pack))].sort(),
      guidance: guides.slice(0, maxGuides).map(({ rule, cwe, advice }) => ({
        ...{ rule_id: rule.id, cwe, advice },
        controls: Object.fromEntries(Object.entries(rule.controls).map(([framework, ids]) => [framework, [...ids]])),
      })),
      requirements: [],
    };
  },
});

/** The rules that apply to a file, optionally only those that map to given frameworks. */
export const sdkRules = defineOperation({
  name: 'sdk.rules',
  summary: 'Rules that apply to a file',
  input: fileInput.extend({ frameworks: z.string().optional().meta({ description: 'Comma-separated framework names' }) }),
  output: z.object({ filename: z.string(), rules: z.array(ruleSummaryWire), total: z.number().int() }),
  access: 'member',
  permission: 'scan',
  effect: 'read',
  limit: 'general',
  http: { sentrik: 'GET /api/sdk/rules' },
  mcp: 'rules',
  async run(context, input) {
    const { scanner } = await openWorkspace(context);
    const path = insideRoot(context.files.root, input.filename);
    const wanted = input.frameworks
      ?.split(',')
      .map((name) => name.trim())
      .filter((name) => name !== '');
    const rules = scanner.rulesFor(path).filter(frameworkFilter(context.assets, wanted));
    return { filename: path, rules: rules.map(toRuleSummary), total: rules.length };
  },
});

function adviceFor(rules: readonly Rule[], findings: readonly Finding[]): Record<string, string> {
  const found = new Set(findings.map(({ ruleId }) => ruleId));
  const advised = rules.filter(({ id }) => found.has(id)).map((rule) => [rule.id, adviceOf(rule)] as const);
  return Object.fromEntries(advised.filter(([, advice]) => advice !== ''));
}

function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0);
}

function frameworksOf(rules: readonly Rule[]): string[] {
  return [...new Set(rules.flatMap((rule) => Object.keys(rule.controls)))].sort();
}

function byWeakness(rules: readonly Rule[]): { cwe: string; rules: string[] }[] {
  const groups = new Map<string, string[]>();
  for (const rule of rules) {
    const cwe = rule.cwe[0];
    if (cwe !== undefined) groups.set(cwe, [...(groups.get(cwe) ?? []), rule.id]);
  }
  return [...groups].map(([cwe, ids]) => ({ cwe, rules: ids }));
}
