import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { expectedOfAnyRule, expectedOfPattern } from './annotations.ts';
import { docExamples } from './doc-examples.ts';
import type { RuleTest, TestTarget } from './rule-test.ts';

/** Public repositories with rule tests, by the folder they are kept in. */
const repositories: Readonly<Record<string, string>> = {
  opengrep: 'https://github.com/opengrep/opengrep',
  'semgrep-docs': 'https://github.com/semgrep/semgrep-docs',
  'semgrep-rules': 'https://github.com/semgrep/semgrep-rules',
};

/** Clones what is missing in the folder, the newest version alone. */
export function fetchCorpus(folder: string): void {
  fs.mkdirSync(folder, { recursive: true });
  for (const [name, url] of Object.entries(repositories)) {
    const target = path.join(folder, name);
    if (!fs.existsSync(target)) execFileSync('git', ['clone', '--quiet', '--depth', '1', url, target], { stdio: 'inherit' });
  }
}

const engineSuites = ['rules', 'rules_v2', 'syntax_v2', 'tainting_rules', 'taint_maturity', 'tainting'] as const;

/** Every case of the material in the folder, in a fixed order; repositories that are not there are left out. */
export function readCorpus(folder: string): readonly RuleTest[] {
  const tests = path.join(folder, 'opengrep/tests');
  return [
    ...patternTests(path.join(tests, 'patterns'), 'patterns'),
    ...patternTests(path.join(tests, 'autofix'), 'autofix', path.join(tests, 'patterns/POLYGLOT')),
    ...engineSuites.flatMap((suite) => ruleTests(path.join(tests, suite), suite, true)),
    ...ruleTests(path.join(tests, 'autofix'), 'autofix', true),
    ...docExamples(path.join(folder, 'semgrep-docs/docs/writing-rules')),
    ...ruleTests(path.join(folder, 'semgrep-rules'), 'semgrep-rules', false),
  ];
}

const languageNames: Readonly<Record<string, string>> = { js: 'javascript', ts: 'typescript', vb: 'vb' };

/** A folder per language with texts and `.sgrep` patterns beside them. */
function patternTests(folder: string, suite: string, shared = path.join(folder, 'POLYGLOT')): readonly RuleTest[] {
  return foldersIn(folder).flatMap((language) => {
    const own = path.join(folder, language);
    return filesIn(own).flatMap((file) => patternTest({ suite, language, own, shared, file }) ?? []);
  });
}

interface PatternPlace {
  readonly suite: string;
  readonly language: string;
  readonly own: string;
  readonly shared: string;
  readonly file: string;
}

const patternParts = /\.(?:sgrep|fix|fix-regex|fixed)$/;

function patternTest({ suite, language, own, shared, file }: PatternPlace): RuleTest | undefined {
  if (patternParts.test(file)) return undefined;
  const base = file.replace(/\.\w+$/, '');
  const pattern = readFirst(path.join(own, `${base}.sgrep`), path.join(shared, `${base}.sgrep`));
  if (pattern === undefined) return undefined;
  const fixed = readFirst(path.join(own, `${base}.fixed`));
  const fixRegex = readFirst(path.join(own, `${base}.fix-regex`));
  const fixOnly = suite === 'autofix';
  if (fixOnly && fixed === undefined) return undefined;
  const text = fs.readFileSync(path.join(own, file), 'utf8');
  const fix = readFirst(path.join(own, `${base}.fix`));
  const languageId = languageNames[language] ?? language;
  const rule = {
    ...{ id: 'unit-testing', languages: [languageId], severity: 'ERROR', message: 'm', pattern: pattern.replace(/\n$/, '') },
    ...(fix === undefined ? {} : { fix }),
    ...(fixRegex === undefined ? {} : { 'fix-regex': fixRegexOf(fixRegex.split('\n')) }),
  };
  const target: TestTarget = { path: file, text, must: expectedOfPattern(text).must, ...(fixOnly && fixed !== undefined ? { fixed } : {}) };
  const feature = base.replace(/\d+$/, '');
  return {
    name: `${suite}/${language}/${base}`,
    suite,
    rules: JSON.stringify({ rules: [rule] }),
    targets: [target],
    whole: true,
    fixOnly,
    language: languageId,
    feature,
  };
}

/** Regex and replacement, with the count between them when there are three lines. */
function fixRegexOf(lines: readonly string[]): Readonly<Record<string, unknown>> {
  const [regex, second, third = ''] = lines;
  return third === '' ? { regex, replacement: second } : { regex, count: Number(second), replacement: third };
}

/** Rule files with texts of the same base name beside them. */
function ruleTests(folder: string, suite: string, whole: boolean): readonly RuleTest[] {
  if (!fs.existsSync(folder)) return [];
  const here = filesIn(folder);
  const own = here.filter((file) => /\.ya?ml$/.test(file) && !/\.(?:test|fixed)\.ya?ml$/.test(file)).flatMap((file) => ruleTest(folder, file, here) ?? []);
  const inner = foldersIn(folder).flatMap((name) => ruleTests(path.join(folder, name), suite, whole));
  return [
    ...own.map((test) => ({ ...test, name: `${suite}/${test.name}`, suite, whole, targets: test.targets.map((target) => expecting(target, whole)) })),
    ...inner,
  ];
}

type DraftTest = Omit<RuleTest, 'suite' | 'whole'>;

function expecting(target: TestTarget, whole: boolean): TestTarget {
  return whole ? { ...target, must: expectedOfAnyRule(target.text).must } : target;
}

function ruleTest(folder: string, file: string, here: readonly string[]): DraftTest | undefined {
  const rules = fs.readFileSync(path.join(folder, file), 'utf8');
  if (!rules.includes('rules:')) return undefined;
  const base = file.replace(/\.ya?ml$/, '');
  const isTarget = (name: string) => name !== file && !name.includes('.fixed') && stemOf(name) === base && !isRuleFile(folder, name);
  const targets = here.filter(isTarget).map((name) => {
    const fixed = readFirst(path.join(folder, name.replace(/(\.\w+)$/, '.fixed$1')));
    return { path: name, text: fs.readFileSync(path.join(folder, name), 'utf8'), ...(fixed === undefined ? {} : { fixed }) };
  });
  const place = folder.split(path.sep).slice(-2).join('/');
  return targets.length === 0 ? undefined : { name: `${place}/${file}`, rules, targets, fixOnly: false };
}

function isRuleFile(folder: string, name: string): boolean {
  return /(?<!\.test)\.ya?ml$/.test(name) && fs.readFileSync(path.join(folder, name), 'utf8').includes('rules:');
}

function stemOf(name: string): string {
  const dot = name.indexOf('.', 1);
  return dot < 0 ? name : name.slice(0, dot);
}

function readFirst(...candidates: readonly string[]): string | undefined {
  const found = candidates.find((candidate) => fs.existsSync(candidate));
  return found === undefined ? undefined : fs.readFileSync(found, 'utf8');
}

function filesIn(folder: string): readonly string[] {
  return entriesOf(folder).flatMap((entry) => (entry.isFile() && !entry.name.startsWith('.') ? [entry.name] : []));
}

function foldersIn(folder: string): readonly string[] {
  return entriesOf(folder).flatMap((entry) => (entry.isDirectory() && !entry.name.startsWith('.') && entry.name !== 'stats' ? [entry.name] : []));
}

function entriesOf(folder: string): readonly fs.Dirent[] {
  return fs.existsSync(folder) ? fs.readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1)) : [];
}
