import { z } from 'zod';
import type { Context } from '../kernel/context.ts';
import { Failure, type FailureCode } from '../kernel/failure.ts';
import { defineOperation } from '../kernel/operation.ts';
import { insideRoot } from '../kernel/path.ts';
import { type CodeFrame, codeFrame, codeFrames } from './code-frame.ts';
import { confidenceNumber, findingWire, toFindingWire } from './finding-wire.ts';
import { frameworkFilter } from './frameworks/filter.ts';
import type { FileResult, Finding, Rule, Skip, Source } from './model.ts';
import { loadFile } from './project/load-file.ts';
import { ruleSummaryWire, toRuleSummary } from './rule-wire.ts';
import type { Scanner } from './scanner.ts';
import { openWorkspace } from './workspace.ts';

const maxCode = 5_000_000;

const checkInput = z
  .object({
    code: z.string().max(maxCode).optional().meta({ description: 'Source code to check' }),
    filename: z.string().min(1).max(1000).optional().meta({ description: 'Name or path of that code, for its language and rules' }),
    path: z.string().min(1).max(1000).optional().meta({ description: 'File in the project to check instead of code' }),
    frameworks: z.array(z.string()).optional().meta({ description: 'Only findings that map to a control of these frameworks' }),
    frames: z.number().int().min(0).max(20).optional().meta({ description: 'Also answer the code of each finding with so many lines before and after' }),
  })
  .refine((input) => input.path !== undefined || (input.code !== undefined && input.filename !== undefined), {
    message: 'Give code and filename, or path',
  });

/** Checks a text that need not be on disk. `compliant` means only: no finding among the rules that were applied. */
export const sdkCheck = defineOperation({
  name: 'sdk.check',
  summary: 'Check code for security and compliance findings',
  description: 'Checks a text as if it stood in the project at `filename`, or the file at `path`. Nothing is written; `filename` need not exist.',
  input: checkInput,
  output: z.object({
    compliant: z.boolean().meta({ description: 'No finding among the rules that were applied; says nothing about what no rule covers' }),
    findings: z.array(findingWire),
    suggestions: z.array(z.string()),
    confidence: z.number(),
    suppressed: z.number().int(),
    rules_applied: z.number().int(),
    not_checked: z.array(z.string()).meta({ description: 'Parts that could not be checked, with the reason' }),
    frames: z.record(z.string(), codeFrame).optional().meta({ description: 'Code by fingerprint; secrets are starred out' }),
  }),
  access: 'member',
  effect: 'read',
  limit: 'general',
  largeBody: true,
  http: { sentrik: 'POST /api/sdk/check' },
  mcp: 'check',
  lsp: 'sentrik.check',
  cli: 'check',
  async run(context, input) {
    const { scanner, settings } = await openWorkspace(context);
    const source = sourceOf(context, input, settings.maxFileSize);
    const result = scanner.check(source);
    const isWanted = frameworkFilter(context.assets, input.frameworks);
    const findings = result.findings.filter(isWanted).map((finding) => verified(finding));
    function verified(finding: Finding): Finding {
      return finding.fix === undefined ? finding : { ...finding, fix: scanner.verifyFix(source, finding) };
    }
    return {
      compliant: findings.length === 0,
      findings: findings.map(toFindingWire),
      suggestions: [...new Set(findings.flatMap((finding) => (finding.fix === undefined ? [] : [finding.fix.title])))],
      confidence: Math.min(1, ...findings.map((finding) => confidenceNumber(finding.confidence))),
      suppressed: result.suppressed.length,
      rules_applied: scanner.rulesFor(source.path).length,
      not_checked: result.skips.map((skip) => skip.message),
      ...(input.frames === undefined ? {} : { frames: framesOf(scanner, source.text, result, input.frames) }),
    };
  },
});

function framesOf(scanner: Scanner, text: string, { findings, suppressed }: FileResult, around: number): Record<string, CodeFrame> {
  const secretRules = new Set(scanner.rules.filter((rule) => rule.secret).map((rule) => rule.id));
  return codeFrames({ text, findings: [...findings, ...suppressed], isSecret: (id) => secretRules.has(id) }, around);
}

/** The text to check: as given, or read from the project. Throws where the file cannot be checked as text. */
function sourceOf(context: Context, { code, filename, path }: z.output<typeof checkInput>, maxBytes: number): Source {
  if (path === undefined) return { path: insideRoot(context.files.root, filename ?? ''), text: code ?? '' };
  const place = insideRoot(context.files.root, path);
  if (context.files.stat(place) === undefined) throw new Failure('not_found', 'path: there is no such file in the project');
  const loaded = loadFile(context.files, place, maxBytes);
  if (loaded.kind === 'text') return { path: place, text: loaded.text };
  if (loaded.kind === 'media') throw new Failure('unsupported', 'path: this kind of file is not checked as text');
  throw new Failure(skipCodes[loaded.skip.reason] ?? 'unsupported', `path: ${loaded.skip.message}`);
}

const skipCodes: Readonly<Partial<Record<Skip['reason'], FailureCode>>> = { 'too-large': 'too_large', 'outside-root': 'outside_root', unreadable: 'forbidden' };

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
    requirements: z.array(z.unknown()).meta({ description: 'Empty until requirements are tracked' }),
  }),
  access: 'member',
  effect: 'read',
  limit: 'general',
  http: { sentrik: 'GET /api/sdk/context' },
  mcp: 'context',
  cli: 'context',
  async run(context, input) {
    const { scanner } = await openWorkspace(context);
    const path = insideRoot(context.files.root, input.filename);
    const rules = scanner.rulesFor(path);
    return {
      filename: path,
      language: scanner.languageOf({ path })?.id ?? 'unknown',
      rules_total: rules.length,
      rules: rules.map(toRuleSummary),
      frameworks: frameworksOf(rules),
      weaknesses: byWeakness(rules),
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
