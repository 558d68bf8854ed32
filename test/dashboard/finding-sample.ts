import type { FindingWire } from '../../dashboard/wire.ts';

let made = 0;

/** A finding in the wire's form for tests of pure parts. */
export function findingOf(changes: Partial<FindingWire> & { readonly file?: string; readonly line?: number } = {}): FindingWire {
  made += 1;
  const { file = 'src/a.ts', line = 1, ...rest } = changes;
  const offset = line * 100;
  return {
    finding_id: `rule-${file}:${line}`,
    fingerprint: made.toString(16).padStart(32, '0'),
    rule_id: 'js-eval',
    pack: 'javascript',
    title: 'Code from data',
    severity: 'high',
    message: 'The text is run as code.',
    confidence: 0.9,
    evidence: { file, lines: [line], snippet: 'eval(x)' },
    range: { start_line: line, start_column: 1, end_line: line, end_column: 8, start_offset: offset, end_offset: offset + 7 },
    cwe: ['CWE-95'],
    controls: { 'owasp-top-10-2021': ['A03'] },
    tags: [],
    is_obligation: false,
    deterministic: true,
    ...rest,
  };
}
