import { parse } from 'yaml';

/** What a rule file says of one rule, as far as counting needs it. */
export interface RuleFacts {
  readonly id: string;
  readonly languages: readonly string[];
  readonly features: readonly string[];
}

const languageAliases: Readonly<Record<string, string>> = {
  ...{ js: 'javascript', jsx: 'javascript', ts: 'typescript', tsx: 'typescript', py: 'python', python2: 'python', python3: 'python', golang: 'go' },
  ...{
    'c#': 'csharp',
    rb: 'ruby',
    docker: 'dockerfile',
    tf: 'terraform',
    hcl: 'terraform',
    sh: 'bash',
    kt: 'kotlin',
    ex: 'elixir',
    rs: 'rust',
    sol: 'solidity',
  },
  ...{ 'c++': 'cpp', none: 'regex', spacegrep: 'generic', aliengrep: 'generic', vue: 'javascript' },
};
const plainKeys = new Set(['metadata', 'message', 'severity', 'id', 'languages', 'paths', 'min-version', 'max-version']);
const operators =
  /^(?:pattern.*|metavariable-.*|focus-metavariable|match|taint|any|all|inside|not|regex|anywhere|where|focus|by-side-effect|exact|control|label|requires|at-exit|fix|fix-regex|as|not-conflicting)$/;
const inPatterns: readonly (readonly [string, RegExp])[] = [
  ['<... ...>', /<\.\.\./],
  ['$...X', /\$\.\.\.[A-Z_]/],
  ['typed metavariable', /\(\s*[\w.<>[\]*$]+\s+\$[A-Z_]+\s*\)|\(\s*\$[A-Z_][A-Z_0-9]*\s*:\s*[\w.$<>[\]*]+\s*\)/],
  ['...', /\.\.\./],
  ['=~/regex/', /=~\//],
];

/** The rules of a YAML text with what they use; none when it does not parse. */
export function factsOf(yaml: string): readonly RuleFacts[] {
  const document: unknown = parsed(yaml);
  const rules = isRecord(document) && Array.isArray(document.rules) ? document.rules : [];
  return rules
    .filter(isRecord)
    .filter((rule) => typeof rule.id === 'string')
    .map(factsOfRule);
}

function factsOfRule(rule: Readonly<Record<string, unknown>>): RuleFacts {
  const features = new Set<string>();
  collect(rule, '', features);
  const mode = rule.taint === undefined ? 'search' : 'taint';
  features.add(`mode ${typeof rule.mode === 'string' ? rule.mode : mode}`);
  const named = Array.isArray(rule.languages) ? rule.languages : [rule.languages ?? []].flat();
  const languages = [...new Set(named.map((name) => normal(String(name))))];
  return { id: String(rule.id), languages, features: [...features].sort() };
}

function collect(value: unknown, key: string, features: Set<string>): void {
  if (typeof value === 'string') addPatternFeatures(value, features);
  if (Array.isArray(value)) for (const element of value) collect(element, key, features);
  if (!isRecord(value)) return;
  for (const [name, inner] of Object.entries(value).filter(([own]) => !plainKeys.has(own))) {
    if (operators.test(name)) features.add(name);
    if (key === 'options') features.add(`option ${name}`);
    collect(inner, name, features);
  }
}

function addPatternFeatures(text: string, features: Set<string>): void {
  for (const [name, test] of inPatterns) if (test.test(text)) features.add(name);
}

/** The name a language is counted under. */
export function normal(language: string): string {
  const lower = language.toLowerCase();
  return languageAliases[lower] ?? lower;
}

function parsed(yaml: string): unknown {
  try {
    return parse(yaml, { logLevel: 'silent' });
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
