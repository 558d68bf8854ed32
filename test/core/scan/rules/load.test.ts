import { describe, expect, test } from 'vitest';
import { loadRuleText } from '../../../../core/scan/rules/load.ts';
import { loadModels } from '../../../../core/scan/rules/models.ts';

const valid = `
id: sample
message: A sample
severity: high
languages: [javascript]
pattern: eval($X)
`;

function load(text: string) {
  return loadRuleText(text, 'rules.yaml');
}

function problemOf(text: string) {
  const { rules, problems } = load(text);
  const [first] = problems;
  return { rules: rules.map((rule) => rule.id), line: first?.line, rule: first?.ruleId, field: first?.field, message: first?.message };
}

describe('rules that load', () => {
  test('a single rule gets its defaults', () => {
    expect(load(valid)).toMatchInlineSnapshot(`
      {
        "problems": [],
        "rules": [
          {
            "confidence": "medium",
            "controls": {},
            "cwe": [],
            "detector": {
              "formula": {
                "kind": "pattern",
                "line": 6,
                "pattern": "eval($X)",
              },
              "kind": "search",
            },
            "examples": [],
            "help": "A sample",
            "id": "sample",
            "languages": [
              "javascript",
            ],
            "message": "A sample",
            "origin": {
              "file": "rules.yaml",
              "line": 2,
            },
            "pack": "custom",
            "paths": {
              "exclude": [],
              "include": [],
            },
            "references": [],
            "secret": false,
            "severity": "high",
            "tags": [],
            "title": "A sample",
            "trusted": false,
          },
        ],
      }
    `);
  });

  test.each([
    ['ERROR', 'high'],
    ['WARNING', 'medium'],
    ['INFO', 'low'],
    ['info', 'info'],
    ['Critical', 'critical'],
  ])('severity %s is %s', (written, meant) => {
    expect(load(valid.replace('high', written)).rules[0]?.severity).toBe(meant);
  });

  test('a Semgrep file with several operators becomes one formula', () => {
    const { rules, problems } = load(`
rules:
  - id: exec
    message: m
    severity: ERROR
    languages: [js, ts]
    metadata: { cwe: "CWE-78: OS command injection", confidence: HIGH, technology: [node] }
    patterns:
      - pattern-either:
          - pattern: exec($CMD)
          - pattern: execSync($CMD)
      - pattern-not: exec("...")
      - pattern-inside: |
          function $F(...) { ... }
      - pattern-not-inside: test(...)
      - metavariable-regex: { metavariable: $CMD, regex: "^x" }
      - metavariable-comparison: { metavariable: $CMD, comparison: $CMD > 1 }
      - focus-metavariable: $CMD
`);
    expect(problems).toEqual([]);
    expect(rules[0]).toMatchObject({ languages: ['javascript', 'typescript'], cwe: ['CWE-78'], confidence: 'high', tags: ['node'] });
    expect(rules[0]?.detector).toMatchInlineSnapshot(`
      {
        "formula": {
          "focus": [
            [
              "$CMD",
            ],
          ],
          "kind": "all",
          "of": [
            {
              "kind": "any",
              "of": [
                {
                  "kind": "pattern",
                  "line": 10,
                  "pattern": "exec($CMD)",
                },
                {
                  "kind": "pattern",
                  "line": 11,
                  "pattern": "execSync($CMD)",
                },
              ],
            },
            {
              "kind": "not",
              "of": {
                "kind": "pattern",
                "line": 12,
                "pattern": "exec("...")",
              },
            },
            {
              "kind": "inside",
              "of": {
                "kind": "pattern",
                "line": 13,
                "pattern": "function $F(...) { ... }
      ",
              },
            },
            {
              "kind": "not",
              "of": {
                "kind": "inside",
                "of": {
                  "kind": "pattern",
                  "line": 15,
                  "pattern": "test(...)",
                },
              },
            },
          ],
          "where": [
            {
              "kind": "metavariable-regex",
              "metavariable": "$CMD",
              "regex": "^x",
            },
            {
              "comparison": "$CMD > 1",
              "kind": "metavariable-comparison",
              "metavariable": "$CMD",
            },
          ],
        },
        "kind": "search",
      }
    `);
  });

  test('a rule with only a regex needs no tree', () => {
    expect(load(`{id: a, message: m, severity: low, languages: [python], pattern-regex: 'foo\\d'}`).rules[0]?.detector).toEqual({
      kind: 'regex',
      regex: 'foo\\d',
      flags: 'm',
    });
  });

  test('the regex extension carries entropy, group and exceptions', () => {
    const { rules } = load(
      `{id: a, message: m, severity: low, languages: [regex], secret: true, regex: {pattern: 'k=(\\w+)', flags: im, group: 1, entropy: 3.5, unless: test}}`,
    );
    expect(rules[0]?.detector).toEqual({ kind: 'regex', regex: 'k=(\\w+)', flags: 'im', group: 1, entropy: 3.5, unless: 'test' });
    expect(rules[0]?.secret).toBe(true);
  });

  test('taint rules keep what each spec means', () => {
    const { rules, problems } = load(`
id: t
mode: taint
message: m
severity: high
languages: [python]
pattern-sources: [{pattern: request.args, by-side-effect: true}]
pattern-sinks:
  - patterns: [{pattern: "os.system($X)"}, {focus-metavariable: $X}]
  - {pattern: eval(...), exact: true}
pattern-sanitizers: [{pattern: shlex.quote(...)}]
pattern-propagators: [{pattern: "$A.append($B)", from: $B, to: $A}]
`);
    expect(problems).toEqual([]);
    const detector = rules[0]?.detector;
    expect(detector).toMatchObject({
      kind: 'taint',
      sources: [{ bySideEffect: true, exact: false }],
      sinks: [{ focus: '$X', exact: false }, { exact: true }],
      sanitizers: [{ bySideEffect: false }],
      propagators: [{ from: '$B', to: '$A' }],
    });
  });

  test('label and requires beside use hold for each spec of the model that has none of its own', () => {
    const { models } = loadModels([{ file: 'models.yaml', text: 'models: {input: {python: [{pattern: read()}, {pattern: shown(), label: SHOWN}]}}' }]);
    const text = `
id: labelled
message: A sample
severity: high
languages: [python]
mode: taint
pattern-sources: [{use: input, label: INPUT, requires: FIRST}]
pattern-sinks: [{pattern: send(...), requires: INPUT}]
`;
    const { rules, problems } = loadRuleText(text, 'rules.yaml', { models });
    expect(problems).toEqual([]);
    const [detector] = rules.map((rule) => rule.detector);
    const sources = detector?.kind === 'taint' ? detector.sources : [];
    expect(sources.map(({ label, requires }) => [label, requires])).toEqual([
      ['INPUT', { kind: 'label', label: 'FIRST' }],
      ['SHOWN', { kind: 'label', label: 'FIRST' }],
    ]);
  });

  test('a pack in the published syntax loads with its kinds, clauses and fixes', () => {
    const { rules, problems, pack } = load(`
pack: {id: acme, name: Acme rules, version: 2.0.0}
rules:
  - {id: A-1, name: no-print, type: regex, severity: low, pattern: 'print\\(', file_glob: '*.py', standard: HIPAA, clause: 164.312, autofix: remove_line, remediation_guidance: Use a logger.}
  - {id: A-2, name: header, type: required_pattern, severity: medium, all_patterns: [Copyright, Licence], file_pattern: 'src/**'}
  - {id: A-3, name: long, type: file_policy, severity: info, check: max_lines, params: {max: 10}}
  - {id: A-4, name: risk file, type: documentation_obligation, severity: high, file_glob: 'docs/risk*.md'}
`);
    expect(problems).toEqual([]);
    expect(pack).toMatchObject({ id: 'acme', version: '2.0.0', source: 'custom' });
    expect(rules.map(({ id, detector, controls, paths, fix }) => ({ id, detector, controls, include: paths.include, fix }))).toMatchInlineSnapshot(`
      [
        {
          "controls": {
            "HIPAA": [
              "164.312",
            ],
          },
          "detector": {
            "flags": "m",
            "kind": "regex",
            "regex": "print\\(",
          },
          "fix": {
            "kind": "remove-line",
          },
          "id": "A-1",
          "include": [
            "*.py",
          ],
        },
        {
          "controls": {},
          "detector": {
            "flags": "m",
            "kind": "required-pattern",
            "patterns": [
              "Copyright",
              "Licence",
            ],
          },
          "fix": undefined,
          "id": "A-2",
          "include": [
            "src/**",
          ],
        },
        {
          "controls": {},
          "detector": {
            "check": "max_lines",
            "kind": "file-policy",
            "parameters": {
              "max": 10,
            },
          },
          "fix": undefined,
          "id": "A-3",
          "include": [],
        },
        {
          "controls": {},
          "detector": {
            "globs": [
              "docs/risk*.md",
            ],
            "kind": "documentation-obligation",
            "patterns": [],
          },
          "fix": undefined,
          "id": "A-4",
          "include": [],
        },
      ]
    `);
  });
});

const refused: readonly (readonly [string, string])[] = [
  ['no rules', 'foo: 1'],
  ['a list of numbers', '[1, 2]'],
  ['text', 'hello'],
  ['an unclosed bracket', 'rules: [{id: a'],
  ['duplicate keys', 'id: a\nid: b'],
  ['an unknown severity', valid.replace('high', 'huge')],
  ['a severity of another type', valid.replace('high', '[1]')],
  ['no message', valid.replace('message', 'massage')],
  ['an unknown language', valid.replace('javascript', 'cobol')],
  ['an id with spaces', valid.replace('sample', 'a b')],
  ['an empty pattern', valid.replace('eval($X)', '" "')],
  ['a pattern list', valid.replace('eval($X)', '[a, b]')],
  ['only negations', valid.replace('pattern: eval($X)', 'patterns: [{pattern-not: a}]')],
  ['an unknown operator', valid.replace('pattern: eval($X)', 'patterns: [{pattern: a}, {pattern-near: b}]')],
  ['an unsupported condition', valid.replace('pattern: eval($X)', 'patterns: [{pattern: a}, {metavariable-name: {metavariable: $X}}]')],
  ['a wrong metavariable', valid.replace('pattern: eval($X)', 'patterns: [{pattern: a}, {focus-metavariable: x}]')],
  ['two formulas', `${valid}pattern-either: [{pattern: a}]`],
  ['an invalid regex', valid.replace('pattern: eval($X)', "pattern-regex: '('")],
  ['a regex that is too long', valid.replace('pattern: eval($X)', `pattern-regex: '${'a'.repeat(2001)}'`)],
  ['a group that is not there', valid.replace('pattern: eval($X)', 'regex: {pattern: a, group: 2}')],
  ['join mode', `${valid}mode: join`],
  ['taint without sinks', `${valid.replace('pattern: eval($X)', 'pattern-sources: [{pattern: a}]')}mode: taint`],
  ['an unknown model', `${valid.replace('pattern: eval($X)', 'pattern-sources: [{use: nothing}]\npattern-sinks: [{pattern: a}]')}mode: taint`],
  ['a tree query', 'id: a\nname: n\ntype: ast\nseverity: low'],
  ['a model prompt', 'id: a\nname: n\ntype: llm\nseverity: low'],
  ['an unknown type', 'id: a\nname: n\ntype: magic\nseverity: low'],
  ['an unknown check', 'id: a\nname: n\ntype: file_policy\nseverity: low\ncheck: magic'],
  ['wrong parameters', 'id: a\nname: n\ntype: file_policy\nseverity: low\ncheck: max_lines\nparams: {max: many}'],
  ['a cwe without number', `${valid}metadata: {cwe: injection}`],
];

describe('rules that do not', () => {
  test('each says what is wrong and where', () => {
    const told = refused.map(([name, text]) => {
      const { rules, line, rule, field, message } = problemOf(text);
      return `${name}: ${line} ${rule ?? '-'} ${field ?? '-'}: ${message}${rules.length === 0 ? '' : ' (loads)'}`;
    });
    expect(told).toMatchInlineSnapshot(`
      [
        "no rules: 1 - -: The file holds no rules",
        "a list of numbers: 1 - -: A rule is a mapping",
        "text: 1 - -: Rules were expected: a rule, a list of rules, or a mapping with rules",
        "an unclosed bracket: 1 - -: Flow map in block collection must be sufficiently indented and end with a }",
        "duplicate keys: 2 - -: Map keys must be unique",
        "an unknown severity: 4 sample severity: The severity must be one of critical, high, medium, low, info, ERROR, WARNING, INFO",
        "a severity of another type: 4 sample severity: Text was expected here",
        "no message: 3 sample massage: The field "massage" is not known here and is ignored",
        "an unknown language: 5 sample languages: The language "cobol" is not supported yet",
        "an id with spaces: 2 - id: A rule id may hold letters, digits and . _ : / ( ) - only",
        "an empty pattern: 6 sample pattern: The pattern is empty",
        "a pattern list: 6 sample pattern: Text was expected here",
        "only negations: 6 sample patterns: At least one pattern that is not negated is needed",
        "an unknown operator: 6 sample pattern-near: The operator "pattern-near" is not supported",
        "an unsupported condition: 6 sample metavariable-name: The condition "metavariable-name" is not supported",
        "a wrong metavariable: 6 sample focus-metavariable: A metavariable such as $X was expected here",
        "two formulas: 2 sample -: Only one of pattern and pattern-either may stand here; combine them under patterns",
        "an invalid regex: 6 sample pattern-regex: The regex is not valid: /(/: Unterminated group",
        "a regex that is too long: 6 sample pattern-regex: The regex is longer than 2000 characters",
        "a group that is not there: 6 sample group: The regex has no group with this number",
        "join mode: 2 sample -: A rule with mode join needs join with rules or refs, and on",
        "taint without sinks: 2 sample -: A taint rule needs pattern-sinks for its languages",
        "an unknown model: 6 sample pattern-sources: There is no model named "nothing"",
        "a tree query: 1 a -: A rule of type ast needs a query",
        "a model prompt: 3 a type: Rules of type llm are not supported; write a code pattern instead",
        "an unknown type: 3 a type: The type must be regex, required_pattern, file_policy, ast or documentation_obligation",
        "an unknown check: 5 a check: The check must be one of must_contain_pattern, must_not_contain_pattern, max_lines, high_complexity, forbidden_file, suppression_reason, required_file, file_exists",
        "wrong parameters: 6 a params: params.max: Invalid input: expected number, received string",
        "a cwe without number: 7 sample cwe: A weakness such as CWE-78 was expected here (loads)",
      ]
    `);
  });

  test('a taint rule is refused in languages without data flow, and runs in its others', () => {
    const rule = (languages: string) =>
      load(`{id: t, message: m, severity: low, mode: taint, languages: ${languages}, pattern-sources: [{pattern: a()}], pattern-sinks: [{pattern: b(...)}]}`);
    const mixed = rule('[python, yaml, html]');
    expect(mixed.rules.map((each) => each.languages)).toEqual([['python']]);
    expect(mixed.problems.map(({ line, ruleId, message }) => `${line} ${ruleId} ${message}`)).toEqual([
      '1 t Values are not followed in yaml, so a taint rule cannot run there',
      '1 t Values are not followed in html, so a taint rule cannot run there',
    ]);
    for (const language of ['hcl', 'css', 'toml', 'dockerfile', 'json', 'vue', 'generic', 'regex']) {
      expect(rule(`[${language}]`).rules).toEqual([]);
      expect(rule(`[${language}]`).problems[0]?.message).toMatch(/^Values are not followed in /);
    }
  });

  test('an unknown field is told and the rule still loads', () => {
    const { rules, problems } = load(`${valid}colour: red`);
    expect(rules).toHaveLength(1);
    expect(problems).toEqual([
      { file: 'rules.yaml', line: 7, ruleId: 'sample', field: 'colour', message: 'The field "colour" is not known here and is ignored' },
    ]);
  });

  test('one bad rule does not hold back the others', () => {
    const { rules, problems } = load(`
rules:
  - {id: good, message: m, severity: low, languages: [go], pattern: f()}
  - {id: bad, message: m, severity: low, languages: [go], pattern-regex: '['}
  - {id: good, message: m, severity: low, languages: [go], pattern: g()}
  - {id: fine, message: m, severity: low, languages: [go], pattern: h()}
`);
    expect(rules.map((rule) => rule.id)).toEqual(['good', 'fine']);
    expect(problems.map(({ line, ruleId }) => ({ line, ruleId }))).toEqual([
      { line: 4, ruleId: 'bad' },
      { line: 5, ruleId: 'good' },
    ]);
  });

  test('an alias bomb is refused quickly', () => {
    const bomb = [
      'a: &a [x, x, x, x, x, x, x, x, x]',
      ...[...'bcdefghij'].map((name, index) => `${name}: &${name} [${Array.from({ length: 9 }, () => `*${'abcdefghi'[index]}`).join(', ')}]`),
    ].join('\n');
    expect(load(bomb)).toEqual({ rules: [], problems: [{ file: 'rules.yaml', message: 'The YAML expands to too much data (aliases)' }] });
  });

  test('a file over a megabyte and one nested 20,000 deep are refused', () => {
    expect(load(`# ${'x'.repeat(1_000_001)}`).problems[0]?.message).toBe('The file is larger than 1000000 characters');
    expect(load('['.repeat(20_000)).rules).toEqual([]);
    expect(load('['.repeat(20_000)).problems.length).toBeGreaterThan(0);
  });

  test('keys of the object prototype are ordinary keys', () => {
    expect(load(`${valid}__proto__: {severity: low}\nconstructor: 1`).problems.map((problem) => problem.field)).toEqual(['__proto__', 'constructor']);
  });
});
