import type { Finding, LanguageId, Pack, Rule, RuleProblem } from '../../core/scan/model.ts';
import type { Assets } from '../../core/kernel/context.ts';
import { config } from '../../core/config/schema.ts';
import { languageOf, ruleLanguagesFor } from '../../core/scan/languages/index.ts';
import { loadRuleText } from '../../core/scan/rules/load.ts';
import { checkText } from '../../core/scan/scanner/check.ts';
import { createEngine, type Engine } from '../../core/scan/scanner/engine.ts';
import { type Grammars, openGrammars } from '../../core/scan/tree/grammar.ts';
import { expectedOfRule } from './annotations.ts';
import { factsOf, type RuleFacts } from './features.ts';
import type { RuleTest, TestTarget } from './rule-test.ts';

/** How one case ended. `missing` and `extra` are 1-based lines of a text. */
export interface Outcome {
  readonly name: string;
  readonly suite: string;
  readonly languages: readonly string[];
  readonly features: readonly string[];
  readonly passed: boolean;
  readonly cause: 'passed' | 'refused' | 'lines' | 'fix' | 'crash' | 'time';
  readonly detail: string;
}

/** Rules tried on texts through the engine as a scan does. */
export interface Trial {
  run(test: RuleTest): readonly Outcome[];
}

export async function openTrial(assets: Assets): Promise<Trial> {
  const grammars = await openGrammars(assets);
  return { run: (test) => runTest(test, grammars) };
}

/** What one text gave. */
interface Shot {
  readonly target: TestTarget;
  readonly findings: readonly Finding[];
  readonly skips: readonly string[];
}

function runTest(test: RuleTest, grammars: Grammars): readonly Outcome[] {
  const { rules: loaded, problems } = loadRuleText(test.rules, 'rules.yaml');
  const rules = loaded.map((rule) => ({ ...rule, paths: { include: [], exclude: [] } }));
  const facts = factsOf(test.rules);
  const shots = shoot(test, rules, grammars, problems);
  if (typeof shots === 'string') return caseFacts(test, facts).map((fact) => outcome(test, fact, 'crash', shots));
  return test.whole ? [judgeWhole(test, facts, shots, problems)] : facts.map((fact) => judgeRule(test, fact, shots, problems));
}

function shoot(test: RuleTest, rules: readonly Rule[], grammars: Grammars, problems: readonly RuleProblem[]): readonly Shot[] | string {
  const pack: Pack = { id: 'test', name: 'Test', version: '1.0.0', description: '', source: 'custom', byDefault: true, rules };
  const { max_file_size: maxFileSize, languages } = config.parse({});
  try {
    const engine = createEngine({ packs: [pack], suppressions: [], maxFileSize, languages, today: '2026-01-01', testCode: 'same' }, grammars);
    const shots = test.targets.map((target) => shootTarget(engine, rules, target));
    const known = new Set(problems.map((problem) => `${problem.ruleId}`));
    return shots.map((shot) => ({
      ...shot,
      skips: [...shot.skips, ...engine.failures.problems.filter((problem) => !known.has(`${problem.ruleId}`)).map(({ message }) => message)],
    }));
  } catch (thrown) {
    return thrown instanceof Error ? thrown.message : String(thrown);
  }
}

/** Each rule sees the text in its own language, whatever the file is called. */
function shootTarget(engine: Engine, rules: readonly Rule[], target: TestTarget): Shot {
  const byLanguage = new Map<LanguageId | undefined, Rule[]>();
  for (const rule of rules) byLanguage.set(languageFor(rule, target), [...(byLanguage.get(languageFor(rule, target)) ?? []), rule]);
  const results = [...byLanguage].map(([languageId, some]) =>
    checkText(engine, { path: target.path, text: target.text, ...(languageId === undefined ? {} : { languageId }) }, new Set(some.map((rule) => rule.id))),
  );
  return {
    target,
    findings: results.flatMap((result) => [...result.findings, ...result.suppressed]),
    skips: results.flatMap((result) => result.skips.filter(({ reason }) => reason !== 'parse-errors').map(({ message }) => message)),
  };
}

function languageFor(rule: Rule, { path, text }: TestTarget): LanguageId | undefined {
  const own = languageOf({ path, text }, {});
  const accepted = own === undefined ? [] : ruleLanguagesFor(own);
  return rule.languages.some((language) => language === 'generic' || accepted.includes(language)) ? undefined : rule.languages[0];
}

function caseFacts(test: RuleTest, facts: readonly RuleFacts[]): readonly RuleFacts[] {
  if (!test.whole) return facts;
  const languages = test.language === undefined ? [...new Set(facts.flatMap((fact) => fact.languages))] : [test.language];
  const features = test.feature === undefined ? [...new Set(facts.flatMap((fact) => fact.features))] : [test.feature];
  return [{ id: '', languages, features }];
}

function judgeWhole(test: RuleTest, facts: readonly RuleFacts[], shots: readonly Shot[], problems: readonly RuleProblem[]): Outcome {
  const [fact = { id: '', languages: [], features: [] }] = caseFacts(test, facts);
  const differences = shots.flatMap((shot) => difference(shot, shot.findings, shot.target.must ?? new Set()));
  return verdict({ test, fact, shots, differences, problems });
}

function judgeRule(test: RuleTest, fact: RuleFacts, shots: readonly Shot[], problems: readonly RuleProblem[]): Outcome {
  const differences = shots.flatMap((shot) => {
    const own = shot.findings.filter((finding) => finding.ruleId === fact.id);
    return difference(shot, own, expectedOfRule(shot.target.text, fact.id).must);
  });
  return verdict({ test, fact, shots, differences, problems: problems.filter((problem) => problem.ruleId === fact.id || problem.ruleId === undefined) });
}

interface Case {
  readonly test: RuleTest;
  readonly fact: RuleFacts;
  readonly shots: readonly Shot[];
  readonly differences: readonly string[];
  readonly problems: readonly RuleProblem[];
}

function verdict({ test, fact, shots, differences, problems }: Case): Outcome {
  const refused = problems.filter(({ message }) => !message.includes('is ignored')).map(({ line, message }) => `${line}: ${message}`);
  const skips = shots.flatMap((shot) => shot.skips);
  const wrongFix = test.fixOnly || test.suite === 'autofix' ? shots.filter(isFixWrong) : [];
  const lines = test.fixOnly ? [] : differences;
  if (lines.length === 0 && wrongFix.length === 0 && refused.length === 0) return outcome(test, fact, 'passed', '');
  if (refused.length > 0) return outcome(test, fact, 'refused', refused.join('; '));
  if (skips.length > 0)
    return outcome(test, fact, skips.some((message) => message.includes('could not be used')) ? 'refused' : 'time', [...new Set(skips)].join('; '));
  return lines.length > 0
    ? outcome(test, fact, 'lines', lines.join('; '))
    : outcome(test, fact, 'fix', wrongFix.map((shot) => JSON.stringify(repaired(shot))).join('\n'));
}

function difference({ target }: Shot, findings: readonly Finding[], must: ReadonlySet<number>): readonly string[] {
  const got = new Set(findings.map(({ span }) => span.startLine + 1));
  const missing = [...must].filter((line) => !got.has(line));
  const extra = [...got].filter((line) => !must.has(line)).sort((a, b) => a - b);
  if (missing.length === 0 && extra.length === 0) return [];
  const parts = [...(missing.length === 0 ? [] : [`missing ${missing.join(' ')}`]), ...(extra.length === 0 ? [] : [`extra ${extra.join(' ')}`])];
  return [`${target.path} ${parts.join(', ')}`];
}

function isFixWrong(shot: Shot): boolean {
  return shot.target.fixed !== undefined && repaired(shot) !== shot.target.fixed;
}

/** The text after every fix that touches no earlier one. */
function repaired({ target, findings }: Shot): string {
  let text = '';
  let at = 0;
  for (const { start, end, text: replacement } of findings.flatMap(({ fix }) => fix?.edits ?? []).sort((a, b) => a.start - b.start)) {
    if (start < at) continue;
    text += target.text.slice(at, start) + replacement;
    at = end;
  }
  return text + target.text.slice(at);
}

function outcome({ name, suite, whole }: RuleTest, { id, languages, features }: RuleFacts, cause: Outcome['cause'], detail: string): Outcome {
  return { name: whole ? name : `${name}:${id}`, suite, languages, features, passed: cause === 'passed', cause, detail };
}
