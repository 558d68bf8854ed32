import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { renderReport, reportFormats } from '../../../core/report/render.ts';
import { finding, hostile, sample } from './sample.ts';
import { readXml } from './xml.ts';

const empty = sample({ findings: [], suppressed: [], skips: [], problems: [], filesScanned: 1 });

describe('every format', () => {
  it.each(reportFormats)('%s is not empty, the same for the same input, and free of control characters', (format) => {
    for (const input of [sample(), empty]) {
      const { content, mime } = renderReport(format, input);
      expect(renderReport(format, input).content).toBe(content);
      expect(content.length).toBeGreaterThan(80);
      expect(mime).toMatch(/^(application|text)\//);
      expect(content).not.toMatch(/[^\P{Cc}\t\n\r]/u);
    }
  });

  it.each(reportFormats)('%s holds no line of scanned source', (format) => {
    const { content } = renderReport(format, sample({ findings: [finding({ snippet: 'const SNIPPET = 1;' })] }));
    expect(content.includes('SNIPPET')).toBe(format === 'json');
  });

  it.each(reportFormats)('%s does not call anything compliant or secure', (format) => {
    expect(renderReport(format, empty).content).not.toMatch(/\b(compliant|is secure|no vulnerabilities)\b/i);
  });
});

describe('json', () => {
  it('holds findings in the published spelling and what was not checked', () => {
    const report = JSON.parse(renderReport('json', sample()).content);
    expect(report.summary).toMatchObject({ total: 3, suppressed: 1, files_scanned: 7, rules_evaluated: 2, rules_not_evaluated: 1 });
    expect(report.findings[0]).toMatchObject({ rule_id: 'js-path-traversal', evidence: { file: 'src/shop.ts', lines: [3] } });
    expect(report.suppressed[0].suppression).toEqual({ by: 'inline', reason: 'checked by the caller | <b>', approved_by: 'Ada', expires: '2027-01-31' });
    expect([report.skipped.length, report.problems.length, report.rules_not_evaluated]).toEqual([1, 1, ['go-unused']]);
  });
});

describe('csv', () => {
  it('has one row per finding, suppressed finding and skip, each with all columns', () => {
    const [head = [], ...rows] = parseCsv(renderReport('csv', sample()).content);
    expect(rows.map((row) => row[0])).toEqual(['open', 'open', 'open', 'suppressed', 'not-checked']);
    expect(rows.every((row) => row.length === head.length)).toBe(true);
    expect(rows[0]?.slice(1, 9)).toEqual(['high', 'js-path-traversal', 'Path from a request opens a file', 'src/shop.ts', '3', '10', '3', '31']);
  });

  it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1'])('defuses a cell that a spreadsheet would run: %j', (message) => {
    const [head = [], row = []] = parseCsv(renderReport('csv', sample({ findings: [finding({ message })] })).content);
    expect(row[head.indexOf('message')]).toBe(`'${message}`);
  });

  it('keeps quotes, commas and line ends of a message inside its cell', () => {
    const [head = [], row = []] = parseCsv(renderReport('csv', sample({ findings: [finding({ message: 'a "b", c\r\nd' })] })).content);
    expect(row[head.indexOf('message')]).toBe('a "b", c\r\nd');
  });
});

describe('junit', () => {
  const suitesOf = (input: typeof empty) => readXml(renderReport('junit', input).content).children;

  it('is well-formed XML that keeps messages as they are', () => {
    const failures = suitesOf(sample()).flatMap((suite) => suite.children.flatMap((test) => test.children.filter(({ name }) => name === 'failure')));
    expect(failures[1]?.text).toContain(hostile.replace('\u001b', '\uFFFD').replace('\0', '\uFFFD').replace('\uD800', '\uFFFD'));
    expect(suitesOf(empty)).not.toEqual([]);
  });

  it('has a suite per evaluated rule: failures, suppressed ones as skipped, and one for what was not checked', () => {
    expect(suitesOf(sample()).map(({ attributes }) => [attributes.name, attributes.tests, attributes.failures, attributes.skipped])).toEqual([
      ['js-path-traversal', '2', '1', '1'],
      ['js-weak-hash', '1', '1', '0'],
      ['soc2-policy', '1', '1', '0'],
      ['not-checked', '1', '0', '1'],
    ]);
  });

  it('reports an evaluated rule without findings as passed, and never one that had no file', () => {
    expect(suitesOf(empty).map(({ attributes }) => [attributes.name, attributes.failures])).toEqual([
      ['js-path-traversal', '0'],
      ['js-weak-hash', '0'],
    ]);
  });
});

describe('gitlab', () => {
  const message = z.object({ level: z.enum(['info', 'warn', 'fatal']), value: z.string().min(1) });
  const identifier = z.object({
    type: z.string().min(1),
    name: z.string().min(1),
    value: z.string().min(1),
    url: z
      .string()
      .regex(/^https?:/)
      .optional(),
  });
  const tool = z.object({ id: z.string().min(1), name: z.string().min(1), version: z.string().min(1), vendor: z.object({ name: z.string().min(1) }) });
  const time = z.string().regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}$/);
  const vulnerability = z.object({
    id: z.string().min(1),
    name: z.string().max(255),
    description: z.string().min(1),
    severity: z.enum(['Info', 'Unknown', 'Low', 'Medium', 'High', 'Critical']),
    identifiers: z.array(identifier).min(1).max(20),
    location: z.object({ file: z.string().min(1), start_line: z.number(), end_line: z.number() }),
    tracking: z.object({
      type: z.literal('source'),
      items: z.array(z.object({ signatures: z.array(z.object({ algorithm: z.string(), value: z.string() })).min(1) })),
    }),
  });
  /** What GitLab's SAST schema 15.0.7 requires. */
  const report = z.object({
    version: z.literal('15.0.7'),
    scan: z.object({
      analyzer: tool,
      scanner: tool,
      type: z.literal('sast'),
      status: z.literal('success'),
      start_time: time,
      end_time: time,
      messages: z.array(message),
      primary_identifiers: z.array(identifier),
    }),
    vulnerabilities: z.array(vulnerability),
    remediations: z.array(z.unknown()),
  });
  const reportOf = (input: typeof empty) => report.parse(JSON.parse(renderReport('gitlab', input).content));

  it('has the shape of schema 15 and the times of the scan', () => {
    const { scan, vulnerabilities } = reportOf(sample());
    expect([scan.start_time, scan.end_time]).toEqual(['2026-11-21T10:20:30', '2026-11-21T10:20:30']);
    expect(vulnerabilities.map(({ severity, location, identifiers }) => [severity, location.file, identifiers.map(({ value }) => value)])).toEqual([
      ['High', 'src/shop.ts', ['js-path-traversal', '22']],
      ['Medium', 'src/ä b#?/<img src=x>.ts', ['js-weak-hash', '328']],
    ]);
    expect(reportOf(empty).vulnerabilities).toEqual([]);
  });

  it('says what it leaves out', () => {
    expect(reportOf(sample()).scan.messages.map(({ value }) => value)).toEqual([
      '2 of 3 rules had a file to look at; 1 not evaluated',
      '1 suppressed findings are not listed',
      'About the project as a whole: soc2-policy: The path comes from the request.',
      'Not checked: assets/big file.js: The file is larger than 2 MB',
      'Not used: .sentrik/rules/own.yaml: The pattern does not parse',
    ]);
  });
});

describe('markdown', () => {
  it('lists findings worst first, with what was suppressed and not checked', () => {
    const { content } = renderReport('markdown', sample({ findings: [finding({ severity: 'low' }), finding({ severity: 'critical' })] }));
    expect(content).toMatchInlineSnapshot(`
      "## Sentrik: 2 findings

      7 files were checked.

      | 🔴 critical | 🟠 high | 🟡 medium | 🔵 low | ⚪ info |
      | ---: | ---: | ---: | ---: | ---: |
      | 1 | 0 | 0 | 1 | 0 |

      | Severity | Place | Finding |
      | --- | --- | --- |
      | 🔴 critical | \`src/shop.ts:3:10\` | **Path from a request opens a file**<br>The path comes from the request.<br>\`js-path-traversal\` · CWE-22 |
      | 🔵 low | \`src/shop.ts:3:10\` | **Path from a request opens a file**<br>The path comes from the request.<br>\`js-path-traversal\` · CWE-22 |

      <details><summary>1 suppressed</summary>

      - \`src/old.ts:3:10\` \`js-path-traversal\`: checked by the caller \\| &lt;b&gt;

      </details>

      <details><summary>2 files or rules could not be checked</summary>

      - \`assets/big file.js\`: The file is larger than 2 MB
      - \`.sentrik/rules/own.yaml\`: The pattern does not parse

      </details>

      <sub>Sentrik 1.2.3 · 2 of 3 rules had a file to look at · 46 ms</sub>
      "
    `);
  });

  it('gives hostile text no meaning: no markup, no table cell, no mention, no link', () => {
    const { content } = renderReport('markdown', sample({ findings: [finding({ message: hostile, path: 'a`b|c.ts' })] }));
    const row = content.split('\n').find((line) => line.startsWith('| 🟠')) ?? '';
    expect(row).not.toMatch(/<script|@everyone|(?<!:\u200B)\/\/evil|[^\\]`tick/);
    expect(row.match(/(?<!\\)\|/g)).toHaveLength(4);
    expect(row).toContain('`` a`b\\|c.ts:3:10 ``');
  });

  it('stays short enough for a comment however many findings there are', () => {
    const { content } = renderReport('markdown', sample({ findings: Array.from({ length: 3000 }, () => finding({ message: 'm'.repeat(2000) })) }));
    expect(content.length).toBeLessThan(65_536);
    expect(content).toContain('2900 more findings are in the full report.');
  });
});

function parseCsv(text: string): string[][] {
  const rows: string[][] = [];
  const field = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/gy;
  let row: string[] = [];
  for (const [, quoted, bare, end] of text.matchAll(field)) {
    row.push(quoted?.replaceAll('""', '"') ?? bare ?? '');
    if (end === ',') continue;
    rows.push(row);
    row = [];
  }
  return rows;
}
