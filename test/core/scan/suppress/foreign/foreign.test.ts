import { describe, expect, it } from 'vitest';
import { languageById } from '../../../../../core/scan/languages/index.ts';
import type { LanguageId } from '../../../../../core/scan/model.ts';
import { foreignDirectives } from '../../../../../core/scan/suppress/foreign/foreign.ts';
import { openGrammars } from '../../../../../core/scan/tree/grammar.ts';
import { openFileTree } from '../../../../../core/scan/pattern/file-tree.ts';
import { builtAssets } from '../../../../support/assets.ts';

const grammars = await openGrammars(builtAssets);

/** Tool, rules, lines (1-based) and reason. */
function read(id: LanguageId, text: string) {
  const language = languageById(id);
  const tree = () => {
    if (language.grammar === undefined) return undefined;
    const grammar = grammars.get(language.grammar);
    const parsed = grammar.parse(text);
    return parsed === undefined ? undefined : openFileTree(parsed, grammar, language);
  };
  return foreignDirectives({ text, language, tree }).map(({ tool, rules, from, to, reason }) => [tool, rules, [from + 1, to + 1], reason]);
}

describe('Bandit', () => {
  it.each([
    ['subprocess.call(x, shell=True)  # nosec', undefined, ''],
    ['subprocess.call(x, shell=True)  # nosec B602', ['B602'], ''],
    ['subprocess.call(x, shell=True)  # nosec B602, B607 the list is ours', ['B602', 'B607'], 'the list is ours'],
    ['subprocess.call(x, shell=True)  # nosec: B602', ['B602'], ''],
    ['subprocess.call(x, shell=True)  #nosec - a constant', undefined, 'a constant'],
  ])('%s', (text, rules, reason) => {
    expect(read('python', text)).toEqual([['bandit', rules, [1, 1], reason]]);
  });

  it('is not read in strings, nor in other languages', () => {
    expect(read('python', 'x = "# nosec"')).toEqual([]);
    expect(read('ruby', 'system(x) # nosec')).toEqual([]);
  });
});

describe('flake8 and Ruff', () => {
  it.each([
    ['eval(x)  # noqa', undefined, [1, 1]],
    ['eval(x)  # NOQA: S307', ['S307'], [1, 1]],
    ['eval(x)  # noqa: E501,S307', ['E501', 'S307'], [1, 1]],
    ['eval(x)  # noqa:E501 S307', ['E501', 'S307'], [1, 1]],
    ['# flake8: noqa\neval(x)', undefined, [1, 3]],
    ['# ruff: noqa: S307\neval(x)', ['S307'], [1, 3]],
  ])('%s', (text, rules, lines) => {
    expect(read('python', text)).toEqual([['flake8', rules, lines, '']]);
  });

  it('a colon without codes, and a word that only begins so, say nothing', () => {
    expect(read('python', 'eval(x)  # noqa: because')).toEqual([]);
    expect(read('python', 'eval(x)  # noqable')).toEqual([]);
    expect(read('python', 'eval(x)  # flake8: noqa')).toEqual([]);
  });
});

describe('Semgrep', () => {
  it.each<[LanguageId, string, readonly string[] | undefined, readonly number[]]>([
    ['javascript', 'eval(x) // nosemgrep', undefined, [1, 1]],
    ['javascript', 'eval(x) // nosem', undefined, [1, 1]],
    ['javascript', '// nosemgrep: javascript.lang.security.eval-detected\neval(x)', ['javascript.lang.security.eval-detected'], [1, 2]],
    ['python', '# nosemgrep: a.b.one, a.b.two\neval(x)', ['a.b.one', 'a.b.two'], [1, 2]],
    ['html', '<!-- nosemgrep -->\n<a href="x">', undefined, [1, 2]],
  ])('%s: %s', (language, text, rules, lines) => {
    expect(read(language, text)).toEqual([['semgrep', rules, lines, '']]);
  });

  it('is not read outside of comments', () => {
    expect(read('javascript', 'const nosemgrep = 1; eval("// nosemgrep")')).toEqual([]);
  });
});

describe('SonarQube', () => {
  it.each<[LanguageId, string, readonly string[] | undefined, string]>([
    ['java', 'exec(x); // NOSONAR', undefined, ''],
    ['java', 'exec(x); // NOSONAR the command is a constant', undefined, 'the command is a constant'],
    ['python', 'run(x)  # NOSONAR(S2076, S4721)', ['S2076', 'S4721'], ''],
    ['csharp', 'Run(x); /* NOSONAR */', undefined, ''],
  ])('%s: %s', (language, text, rules, reason) => {
    expect(read(language, text)).toEqual([['sonar', rules, [1, 1], reason]]);
  });

  it('is spelled in capitals', () => {
    expect(read('java', 'exec(x); // nosonar')).toEqual([]);
  });
});

describe('ESLint', () => {
  it.each([
    ['eval(x) // eslint-disable-line no-eval', ['no-eval'], [1, 1], ''],
    ['eval(x) /* eslint-disable-line no-eval, no-alert -- a game */', ['no-eval', 'no-alert'], [1, 1], 'a game'],
    ['// eslint-disable-next-line\neval(x)', undefined, [2, 2], ''],
    ['/* eslint-disable-next-line\n  no-eval -- ours */\neval(x)', ['no-eval'], [3, 3], 'ours'],
    ['const a = <p>{/* eslint-disable-line react/no-danger */}</p>', ['react/no-danger'], [1, 1], ''],
  ])('%s', (text, rules, lines, reason) => {
    expect(read('tsx', text)).toEqual([['eslint', rules, lines, reason]]);
  });

  it('ranges reach from block comment to block comment, each rule to where it is on again', () => {
    const text = ['/* eslint-disable no-eval, no-alert */', 'eval(x)', '/* eslint-enable no-alert */', 'eval(x)', '/* eslint-enable */', 'eval(x)'].join('\n');
    expect(read('javascript', text)).toEqual([
      ['eslint', ['no-eval'], [1, 5], ''],
      ['eslint', ['no-alert'], [1, 3], ''],
    ]);
    expect(read('javascript', '\n/* eslint-disable */\neval(x)')).toEqual([['eslint', undefined, [2, 4], '']]);
  });

  it('a range in a line comment says nothing', () => {
    expect(read('javascript', '// eslint-disable\neval(x)')).toEqual([]);
  });
});

describe('clang-tidy', () => {
  it.each([
    ['strcpy(a, b); // NOLINT', undefined, [1, 1]],
    ['strcpy(a, b); // NOLINT(clang-analyzer-security.insecureAPI.strcpy): sized above', ['clang-analyzer-security.insecureAPI.strcpy'], [1, 1]],
    ['// NOLINTNEXTLINE(cert-*,bugprone-*)\nstrcpy(a, b);', ['cert-*', 'bugprone-*'], [2, 2]],
    ['// NOLINTBEGIN(cert-*)\nstrcpy(a, b);\n// NOLINTEND(cert-*)', ['cert-*'], [1, 3]],
    ['strcpy(a, b); // NOLINT()', [], [1, 1]],
  ])('%s', (text, rules, lines) => {
    expect(read('c', text).map((each) => each.slice(0, 3))).toEqual([['clang-tidy', rules, lines]]);
  });

  it('a begin without its end says nothing', () => {
    expect(read('cpp', '// NOLINTBEGIN(cert-*)\nstrcpy(a, b);\n// NOLINTEND')).toEqual([]);
  });
});

describe('gosec', () => {
  it.each([
    ['package a\n\nvar x = md5.New() // #nosec G401 -- a cache key', ['G401'], [3, 3], 'a cache key'],
    ['package a\n\nvar x = md5.New() //#nosec G401 G501', ['G401', 'G501'], [3, 3], ''],
    ['package a\n\nvar x = md5.New() /* #nosec */', undefined, [3, 3], ''],
    ['package a\n\n// gosec:disable G401 -- a cache key\nfunc f() {\n\tmd5.New()\n}\n', ['G401'], [3, 6], 'a cache key'],
  ])('%s', (text, rules, lines, reason) => {
    expect(read('go', text)).toEqual([['gosec', rules, lines, reason]]);
  });
});

describe('Checkov', () => {
  it('speaks for the Terraform block around it', () => {
    const text =
      'resource "aws_s3_bucket" "a" {\n  # checkov:skip=CKV_AWS_20:The bucket is a website\n  acl = "public-read"\n}\n\nresource "aws_s3_bucket" "b" {\n}\n';
    expect(read('hcl', text)).toEqual([['checkov', ['CKV_AWS_20'], [1, 4], 'The bucket is a website']]);
    expect(read('hcl', '# checkov:skip=CKV_AWS_20:outside\nresource "aws_s3_bucket" "b" {\n}\n')).toEqual([]);
  });

  it('speaks for a Dockerfile as a whole', () => {
    expect(read('dockerfile', 'FROM a\n#checkov:skip=CKV_DOCKER_3:runs as root\nUSER root\n')).toEqual([['checkov', ['CKV_DOCKER_3'], [1, 5], 'runs as root']]);
  });

  it('speaks for the resource of a template, and by an annotation for a manifest', () => {
    const template = 'Resources:\n  Bucket:\n    # checkov:skip=CKV_AWS_20:a website\n    Type: AWS::S3::Bucket\n  Other:\n    Type: AWS::S3::Bucket\n';
    expect(read('yaml', template)).toEqual([['checkov', ['CKV_AWS_20'], [2, 4], 'a website']]);
    const manifest = 'kind: A\n---\nkind: Pod\nmetadata:\n  annotations:\n    checkov.io/skip1: CKV_K8S_16=Needs it\n---\nkind: B\n';
    expect(read('yaml', manifest)).toEqual([['checkov', ['CKV_K8S_16'], [2, 6], 'Needs it']]);
  });
});

describe('Gitleaks', () => {
  it('speaks for its line in any file', () => {
    expect(read('generic', 'a\nkey = abc #gitleaks:allow')).toEqual([['gitleaks', undefined, [2, 2], '']]);
  });
});
