import { beforeAll, describe, expect, it } from 'vitest';
import { compileTaint, detectTaint } from '../../../../core/scan/detectors/taint.ts';
import { languageById } from '../../../../core/scan/languages/index.ts';
import type { Detector, Formula, LanguageId, Rule, TaintSpec } from '../../../../core/scan/model.ts';
import { openFileTree } from '../../../../core/scan/pattern/file-tree.ts';
import { loadRuleText } from '../../../../core/scan/rules/load.ts';
import { type Grammars, openGrammars } from '../../../../core/scan/tree/grammar.ts';
import { builtAssets } from '../../../support/assets.ts';

let grammars: Grammars;
beforeAll(async () => {
  grammars = await openGrammars(builtAssets);
});

interface Case {
  readonly language: LanguageId;
  readonly rule: string;
  readonly code: string;
  /** Texts of the matches, in their order. */
  readonly found: readonly string[];
}

const cases: Record<string, Case> = {
  'request parts and an imported function': {
    language: 'javascript',
    rule: 'pattern-sources: [{ pattern: req.query }]\npattern-sinks: [{ patterns: [{ pattern: "child_process.exec($CMD, ...)" }, { focus-metavariable: $CMD }] }]',
    code: "import { exec } from 'node:child_process';\napp.get('/', (req, res) => {\n  const { dir } = req.query;\n  exec(`ls ${dir}`, (e, out) => res.send(out));\n  exec('ls', { cwd: dir });\n});\n",
    found: ['`ls ${dir}`'],
  },
  'parameters of a function pattern': {
    language: 'typescript',
    rule: 'pattern-sources: [{ patterns: [{ pattern: "function ($REQ, $RES) { ... }" }, { focus-metavariable: $REQ }] }]\npattern-sinks: [{ pattern: eval(...) }]',
    code: 'app.use(function (req: Request, res: Response) {\n  eval(req.body.code);\n  eval(res.x);\n});\n',
    found: ['eval(req.body.code)'],
  },
  'sanitizers by call and by condition': {
    language: 'javascript',
    rule: 'pattern-sources: [{ pattern: input() }]\npattern-sinks: [{ pattern: run(...) }]\npattern-sanitizers: [{ pattern: quote(...) }, { patterns: [{ pattern: isSafe($X) }, { focus-metavariable: $X }], by-side-effect: true }]',
    code: 'const a = input();\nrun(quote(a));\nif (isSafe(a)) run(a, 1);\nrun(a);\nisSafe(a);\nrun(a, 2);\n',
    found: ['run(a)'],
  },
  propagators: {
    language: 'javascript',
    rule: 'pattern-sources: [{ pattern: input() }]\npattern-sinks: [{ pattern: run(...) }]\npattern-propagators: [{ pattern: "$TO.absorb($FROM)", from: $FROM, to: $TO }]',
    code: 'const b = make();\nrun(b);\nb.absorb(input());\nrun(b, 2);\n',
    found: ['run(b, 2)'],
  },
  Flask: {
    language: 'python',
    rule: 'pattern-sources: [{ pattern: flask.request.args }]\npattern-sinks: [{ patterns: [{ pattern: "subprocess.run($CMD, ..., shell=True, ...)" }, { focus-metavariable: $CMD }] }]',
    code: 'from flask import request\nimport subprocess as sp\ndef f():\n    name = request.args.get("n")\n    sp.run(f"echo {name}", check=True, shell=True)\n    sp.run(["echo", name])\n',
    found: ['f"echo {name}"'],
  },
  'annotated parameters': {
    language: 'java',
    rule: 'pattern-sources: [{ patterns: [{ pattern: "$R $M(..., @RequestParam $T $X, ...) { ... }" }, { focus-metavariable: $X }] }]\npattern-sinks: [{ patterns: [{ pattern: "(Statement $S).executeQuery($Q)" }, { focus-metavariable: $Q }] }]',
    code: 'class A { List f(@RequestParam String id, String other) {\n Statement s = c.createStatement();\n s.executeQuery("select " + other);\n s.executeQuery("select " + id);\n return null; } }',
    found: ['"select " + id'],
  },
  'handlers in Go': {
    language: 'go',
    rule: 'pattern-sources: [{ pattern: "$R.FormValue(...)" }]\npattern-sinks: [{ patterns: [{ pattern: "exec.Command(\\"sh\\", \\"-c\\", $CMD)" }, { focus-metavariable: $CMD }] }]',
    code: 'package p\nimport "os/exec"\nfunc h(w http.ResponseWriter, r *http.Request) {\n\thost := r.FormValue("host")\n\texec.Command("sh", "-c", "ping "+host).Run()\n}\n',
    found: ['"ping "+host'],
  },
  'buffers that a call fills': {
    language: 'c',
    rule: 'pattern-sources: [{ by-side-effect: true, patterns: [{ pattern: "fgets($BUF, ...)" }, { focus-metavariable: $BUF }] }]\npattern-sinks: [{ patterns: [{ pattern: system($CMD) }, { focus-metavariable: $CMD }] }]',
    code: 'int main(void) {\n  char line[80], cmd[99];\n  system(line);\n  if (fgets(line, sizeof line, stdin) == NULL) return 1;\n  snprintf(cmd, sizeof cmd, "ls %s", line);\n  system(cmd);\n}\n',
    found: ['cmd'],
  },
};

describe('taint rules', () => {
  for (const [name, { language, rule, code, found }] of Object.entries(cases)) {
    it(`follow ${name}`, () => {
      expect(textsFound(language, ruleOf(language, rule), code)).toEqual(found);
    });
  }

  it('use only the formulas written for the language of the file', () => {
    const spec = (pattern: string, languages?: readonly LanguageId[]): TaintSpec => ({
      formula: { kind: 'pattern', pattern },
      bySideEffect: false,
      exact: false,
      ...(languages === undefined ? {} : { languages }),
    });
    const plain = ruleOf('javascript', 'pattern-sources: [{ pattern: a() }]\npattern-sinks: [{ pattern: b() }]');
    const detector: TaintDetector = {
      kind: 'taint',
      sources: [spec('a()', ['python']), spec('b()', ['javascript'])],
      sinks: [spec('run(...)')],
      sanitizers: [],
      propagators: [],
    };
    expect(textsFound('typescript', { ...plain, detector }, 'run(a());\nrun(b());')).toEqual(['run(b())']);
    expect(textsFound('python', { ...plain, detector }, 'run(a())\nrun(b())')).toEqual(['run(a())']);
  });

  it('tell which pattern cannot be read', () => {
    const broken: Formula = { kind: 'pattern', pattern: 'f(((', line: 3 };
    const spec: TaintSpec = { formula: broken, bySideEffect: false, exact: false };
    const compiled = compileTaint(
      { kind: 'taint', sources: [spec], sinks: [spec], sanitizers: [], propagators: [] },
      { language: languageById('javascript'), grammar: grammars.get('javascript') },
    );
    expect(compiled.kind === 'problem' && compiled.problem).toMatchObject({ line: 3, message: expect.stringContaining('f(((') });
  });
});

type TaintDetector = Extract<Detector, { kind: 'taint' }>;

function ruleOf(language: LanguageId, specs: string): Rule {
  const text = `id: test\nmessage: m\nseverity: high\nlanguages: [${language}]\nmode: taint\n${specs}\n`;
  const { rules, problems } = loadRuleText(text, 'test.yaml');
  const [rule] = rules;
  if (rule === undefined) throw new Error(JSON.stringify(problems));
  return rule;
}

function textsFound(id: LanguageId, rule: Rule, code: string): string[] {
  const { detector } = rule;
  const language = languageById(id);
  if (language.grammar === undefined || detector.kind !== 'taint') throw new Error('no taint rule for a tree');
  const grammar = grammars.get(language.grammar);
  const tree = grammar.parse(code);
  const compiled = compileTaint(detector, { language: language, grammar: grammar });
  if (tree === undefined || compiled.kind === 'problem') throw new Error('not compiled');
  return detectTaint(rule, compiled, openFileTree(tree, grammar, language)).matches.map(({ start, end }) => code.slice(start, end));
}
