import type { ReportInput } from '../../../core/report/render.ts';
import type { Finding, Rule, Span } from '../../../core/scan/model.ts';
import { lineIndex } from '../../../core/kernel/text.ts';

/** A hostile text that no report may take for markup, formulas, mentions or terminal control. */
export const hostile =
  '=cmd|\' /C calc\'!A0 <script>alert(1)</script> ]]> & "quoted" `tick` | @everyone #1 https://evil.example \u001b[31m\u0000\r\nnext \uD800 end';

export const shopText = "import fs from 'node:fs';\r\n\texport function read(name: string) {\r\n  return fs.readFileSync(name);\r\n}\r\n";

export const rules: readonly Rule[] = [
  rule({ id: 'js-path-traversal', cwe: ['CWE-22', 'CWE-73'], severity: 'high', references: ['https://owasp.org/www-community/attacks/Path_Traversal'] }),
  rule({ id: 'js-weak-hash', cwe: ['CWE-328'], severity: 'medium', confidence: 'medium' }),
  rule({ id: 'go-unused', severity: 'critical' }),
];

/** Spans of the n-th occurrence of a piece of a text. */
export function spanOf(text: string, piece: string): Span {
  const start = text.indexOf(piece);
  if (start < 0) throw new Error('the piece is not in the text');
  const end = start + piece.length;
  const lines = lineIndex(text);
  const [from, to] = [lines.positionAt(start), lines.positionAt(end)];
  return { start, end, startLine: from.line, startColumn: from.column, endLine: to.line, endColumn: to.column };
}

export function finding(values: Partial<Finding> = {}): Finding {
  return {
    fingerprint: '0123456789abcdef0123456789abcdef',
    ruleId: 'js-path-traversal',
    pack: 'javascript',
    title: 'Path from a request opens a file',
    message: 'The path comes from the request.',
    severity: 'high',
    confidence: 'high',
    path: 'src/shop.ts',
    span: spanOf(shopText, 'fs.readFileSync(name)'),
    snippet: 'return fs.readFileSync(name);',
    cwe: ['CWE-22'],
    controls: { 'owasp-top-10-2021': ['A01'] },
    tags: [],
    obligation: false,
    ...values,
  };
}

export function rule(values: Partial<Rule> = {}): Rule {
  return {
    id: 'js-path-traversal',
    pack: 'javascript',
    title: 'Path from a request opens a file',
    message: 'The path $X comes from the request.',
    severity: 'high',
    confidence: 'high',
    languages: ['javascript'],
    cwe: [],
    controls: {},
    tags: ['filesystem'],
    help: 'A request chooses the file that is opened. Resolve the path and check that it stays in its folder.',
    references: [],
    paths: { include: [], exclude: [] },
    detector: { kind: 'regex', regex: 'x', flags: '' },
    examples: [],
    secret: false,
    trusted: true,
    ...values,
  };
}

/** A scan with one finding of each kind that reports treat apart. */
export function sample(values: Partial<ReportInput> = {}): ReportInput {
  const call = spanOf(shopText, 'fs.readFileSync(name)');
  const name = spanOf(shopText, 'name: string');
  return {
    tool: { name: 'Sentrik', version: '1.2.3' },
    createdAt: '2026-11-21T10:20:30.400Z',
    findings: [
      finding({
        fix: {
          title: 'Resolve the path inside its folder',
          edits: [{ start: call.start, end: call.end, text: 'fs.readFileSync(inside(name))' }],
          verified: true,
        },
        trace: [
          { kind: 'source', message: 'the parameter name', span: name },
          { kind: 'sink', message: 'opens the file', span: call },
        ],
      }),
      finding({
        fingerprint: '11'.repeat(16),
        path: 'src/ä b#?/<img src=x>.ts',
        ruleId: 'js-weak-hash',
        severity: 'medium',
        message: hostile,
        title: hostile,
        cwe: ['CWE-328'],
      }),
      finding({ fingerprint: '22'.repeat(16), path: '', ruleId: 'soc2-policy', severity: 'info', obligation: true, cwe: [], controls: {} }),
    ],
    suppressed: [
      finding({
        fingerprint: '33'.repeat(16),
        path: 'src/old.ts',
        suppression: { by: 'inline', reason: 'checked by the caller | <b>', approvedBy: 'Ada', expires: '2027-01-31' },
      }),
    ],
    rules,
    skips: [{ path: 'assets/big file.js', reason: 'too-large', message: 'The file is larger than 2 MB' }],
    problems: [{ file: '.sentrik/rules/own.yaml', line: 3, ruleId: 'own', message: 'The pattern does not parse' }],
    filesScanned: 7,
    linesScanned: 812,
    durationMs: 45.6,
    rulesEvaluated: ['js-path-traversal', 'js-weak-hash'],
    textOf: (path) => (path === 'src/shop.ts' ? shopText : undefined),
    ...values,
  };
}
