import { z } from 'zod';
import { defineOperation } from '../kernel/operation.ts';
import { insideRoot } from '../kernel/path.ts';
import { confidenceNumber, findingWire, toFindingWire } from './finding-wire.ts';
import type { Finding, Rule } from './model.ts';
import { ruleSummaryWire, toRuleSummary } from './rule-wire.ts';
import { openWorkspace } from './workspace.ts';

const maxCode = 5_000_000;

const checkInput = z.object({
  code: z.string().max(maxCode).meta({ description: 'Source code to check' }),
  filename: z.string().min(1).max(1000).meta({ description: 'File name or path, for language detection and rule matching' }),
  frameworks: z.array(z.string()).optional().meta({ description: 'Only findings that map to a control of these frameworks' }),
});

/** Checks a text that need not be on disk. `compliant` means only: no finding among the rules that were applied. */
export const sdkCheck = defineOperation({
  name: 'sdk.check',
  summary: 'Check code for security and compliance findings',
  description: 'Checks the given text as if it stood in the project at `filename`. Nothing is written; the file need not exist.',
  input: checkInput,
  output: z.object({
    compliant: z.boolean().meta({ description: 'No finding among the rules that were applied; says nothing about what no rule covers' }),
    findings: z.array(findingWire),
    suggestions: z.array(z.string()),
    confidence: z.number(),
    suppressed: z.number().int(),
    rules_applied: z.number().int(),
    not_checked: z.array(z.string()).meta({ description: 'Parts that could not be checked, with the reason' }),
  }),
  access: 'member',
  effect: 'read',
  limit: 'general',
  http: { sentrik: 'POST /api/sdk/check' },
  mcp: 'check',
  lsp: 'sentrik.check',
  cli: 'check',
  async run(context, input) {
    const { scanner } = await openWorkspace(context);
    const path = insideRoot(context.files.root, input.filename);
    const result = scanner.check({ path, text: input.code });
    const findings = result.findings.filter((finding) => inFrameworks(finding, input.frameworks)).map((finding) => verified(finding));
    function verified(finding: Finding): Finding {
      return finding.fix === undefined ? finding : { ...finding, fix: scanner.verifyFix({ path, text: input.code }, finding) };
    }
    return {
      compliant: findings.length === 0,
      findings: findings.map(toFindingWire),
      suggestions: [...new Set(findings.flatMap((finding) => (finding.fix === undefined ? [] : [finding.fix.title])))],
      confidence: Math.min(1, ...findings.map((finding) => confidenceNumber(finding.confidence))),
      suppressed: result.suppressed.length,
      rules_applied: scanner.rulesFor(path).length,
      not_checked: result.skips.map((skip) => skip.message),
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
    const wanted = input.frameworks?.split(',').map((name) => name.trim()).filter((name) => name !== '');
    const rules = scanner.rulesFor(path).filter((rule) => inFrameworks(rule, wanted));
    return { filename: path, rules: rules.map(toRuleSummary), total: rules.length };
  },
});

/** Names compare without case, spaces and punctuation: `SOC2`, `soc-2` and `SOC 2` are one. */
function inFrameworks(item: { readonly controls: Rule['controls'] }, frameworks: readonly string[] | undefined): boolean {
  if (frameworks === undefined || frameworks.length === 0) return true;
  const wanted = new Set(frameworks.map(normalName));
  return Object.keys(item.controls).some((name) => wanted.has(normalName(name)));
}

function normalName(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
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
