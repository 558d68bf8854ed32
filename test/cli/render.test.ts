import picocolors from 'picocolors';
import { describe, expect, it } from 'vitest';
import { renderFindingLines, renderFindings } from '../../cli/render/findings.ts';
import { renderFrame } from '../../cli/render/frame.ts';
import { renderLinked } from '../../cli/render/linked.ts';
import { plain, plainLine, wrap } from '../../cli/render/plain.ts';
import { progressOn } from '../../cli/render/progress.ts';
import { renderSummary } from '../../cli/render/summary.ts';
import { table } from '../../cli/render/table.ts';
import { codeFrames } from '../../core/scan/code-frame.ts';
import { toFindingWire } from '../../core/scan/finding-wire.ts';
import type { Finding } from '../../core/scan/model.ts';
import { finding, spanOf } from '../core/report/sample.ts';

const colors = picocolors.createColors(false);
const style = { colors, columns: 100 };

function frameOf(text: string, piece: string, columns = 100): string {
  const found = finding({ span: spanOf(text, piece) });
  const frame = codeFrames({ text, findings: [found], isSecret: () => false }, 2)[found.fingerprint];
  if (frame === undefined) throw new Error('there is no frame');
  return renderFrame(frame, toFindingWire(found), { colors, columns });
}

describe('a code frame', () => {
  it('shows two lines around the finding and underlines it', () => {
    expect(frameOf('one\ntwo\nthree()\nfour\nfive\nsix\n', 'three()')).toMatchInlineSnapshot(`
      "      1 │ one
            2 │ two
          > 3 │ three()
              │ ^^^^^^^
            4 │ four
            5 │ five
      "
    `);
  });

  it('underlines each line of a finding over several lines, from its first character on', () => {
    expect(frameOf('a\n  call(\n    x,\n\n  )\nb\n', 'call(\n    x,\n\n  )')).toMatchInlineSnapshot(`
      "      1 │ a
          > 2 │   call(
              │   ^^^^^
          > 3 │     x,
              │     ^^
          > 4 │
          > 5 │   )
              │   ^
            6 │ b
      "
    `);
  });

  it('keeps tabs, so that the mark stands under the finding', () => {
    expect(frameOf('\t\tif x {\tbad() }\n', 'bad()')).toBe('    > 1 │ \t\tif x {\tbad() }\n        │ \t\t      \t^^^^^\n');
  });

  it('cuts a long line around the finding', () => {
    const lines = frameOf(`${'x'.repeat(5000)}bad()${'y'.repeat(5000)}\n`, 'bad()', 80).split('\n');
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80);
    const [code = '', mark = ''] = lines;
    expect(code.slice(mark.indexOf('^'), mark.lastIndexOf('^') + 1)).toBe('bad()');
  });

  it('stars out secrets, also those of other findings in its lines', () => {
    const text = "const token = 'tok_0123456789';\nbad(token);\nconst other = 'tok_9876543210';\n";
    const found = [...findingsOf(text)];
    const frames = codeFrames({ text, findings: found, isSecret: (id) => id === 'no-token' }, 2);
    expect(Object.keys(frames)).toHaveLength(3);
    expect(JSON.stringify(frames)).not.toMatch(/0123456789|9876543210/);
    expect(frames['0']?.lines).toEqual(["const token = 'tok***********';", 'bad(token);', "const other = 'tok***********';"]);
  });
});

describe('findings as text', () => {
  it('stand under their file with rule, weakness, message, trace and fix', () => {
    const wire = toFindingWire(
      finding({
        fix: { title: 'Resolve it', edits: [], verified: true },
        trace: [{ kind: 'source', message: 'the parameter', span: spanOf('ab', 'b') }],
      }),
    );
    expect(renderFindings({ ...style, findings: [wire], frames: {} })).toMatchInlineSnapshot(`
      "src/shop.ts
        3:10  high  Path from a request opens a file  js-path-traversal  CWE-22
          The path comes from the request.
          → line 1: the parameter
          fix: Resolve it (verified)
      "
    `);
    expect(renderFindingLines({ findings: [wire], colors })).toBe('src/shop.ts:3:10: high js-path-traversal Path from a request opens a file\n');
  });

  it('cannot control the terminal or add lines', () => {
    const evil = 'a\u001b[2Jb\u202Ec\nd\u0007';
    const wire = toFindingWire(finding({ path: evil, message: evil, title: evil }));
    expect(renderFindingLines({ findings: [wire], colors })).toBe('a\uFFFD[2Jb\uFFFDc d\uFFFD:3:10: high js-path-traversal a\uFFFD[2Jb\uFFFDc d\uFFFD\n');
    expect(renderFindings({ ...style, findings: [wire], frames: {} })).not.toMatch(/[^\P{Cc}\n]|\u202E/u);
    expect(plain('tab\tand\r\nline ends stay')).toBe('tab\tand\r\nline ends stay');
    expect(plainLine(' a \n\t b ')).toBe('a b');
  });
});

describe('the summary', () => {
  const base = { colors, suppressed: 0, skipped: [], problems: [], files: 1, lines: 1234, milliseconds: 12.4, threads: 1 };
  const none = { critical: 0, high: 0, medium: 0, low: 0, info: 0 };

  it('says that nothing was found only about the rules that were applied', () => {
    expect(renderSummary({ ...base, counts: none, rules: { evaluated: 3, total: 9 } })).toBe(
      'No findings among the rules that were applied (3 of 9 rules).\n\n0 findings in 1 file, 1,234 lines, 12 ms, 1 thread\n',
    );
  });

  it('lists what was not checked, and cuts a long list', () => {
    const skipped = Array.from({ length: 23 }, (_unused, index) => ({ path: `f${index}.js`, message: 'is binary' }));
    const problems = [{ file: 'own.yaml', line: 4, rule_id: 'own', message: 'has no pattern' }];
    const text = renderSummary({ ...base, counts: { ...none, low: 2 }, suppressed: 1, skipped, problems });
    expect(text).toContain('  low            2\n');
    expect(text).toContain('  suppressed     1\n');
    expect(text).toContain('Not checked (23)\n  f0.js: is binary\n');
    expect(text).toContain('  and 3 more\n');
    const whole = { path: '', message: 'flows were limited' };
    expect(renderSummary({ ...base, counts: none, skipped: [...skipped, whole] })).toContain('Not checked (24)\n  flows were limited\n  f0.js: is binary\n');
    expect(text).toContain('Not used (1)\n  own.yaml:4 (own): has no pattern\n');
  });
});

describe('progress', () => {
  it('is drawn on a terminal, not too often, and taken away', () => {
    let now = 0;
    const written: string[] = [];
    const stream = { isTerminal: true, columns: 80, colors, noColors: colors, write: (text: string) => void written.push(text) };
    const progress = progressOn(stream, true, () => now);
    for (let done = 0; done < 100; done += 1) {
      now += 10;
      progress.show({ phase: 'scan', done, total: 100 });
    }
    progress.clear();
    expect(written.length).toBeGreaterThan(10);
    expect(written.length).toBeLessThan(15);
    expect(written[0]).toContain('scan 0/100');
    expect(written.at(-1)).toBe('\r\u001b[2K');
    progressOn({ ...stream, isTerminal: false }, true, () => now).show({ phase: 'scan', done: 1, total: 2 });
    expect(written.at(-1)).toBe('\r\u001b[2K');
  });
});

describe('text in columns', () => {
  it('breaks at words and lets a long word stand alone', () => {
    expect(wrap('aa bb cc dddddddddd ee', 5)).toEqual(['aa bb', 'cc', 'dddddddddd', 'ee']);
  });

  it('aligns a table and cuts its last column', () => {
    expect(table(['A', 'LONGER'], [['value', 'x'.repeat(20)]], 15)).toBe('A      LONGER\nvalue  xxxxxxx…\n');
  });
});

function findingsOf(text: string): readonly Finding[] {
  const pieces: readonly (readonly [string, string])[] = [
    ['bad(token)', 'no-danger'],
    ['tok_0123456789', 'no-token'],
    ['tok_9876543210', 'no-token'],
  ];
  return pieces.map(([piece, ruleId], index) => finding({ fingerprint: String(index), ruleId, span: spanOf(text, piece) }));
}

describe('flows across files', () => {
  const linked = { whole_project: false, files: 9, files_opened: 4, rules: 2, parts: 3, parts_unchanged: 1, functions: 40, functions_cut: 1, flows: 1 };
  const partial = 'Data flows from file to file were followed only within the files of this scan\n';
  const counts = 'Flows across files: 1 flow, 2 rules, 3 parts (1 known), 40 functions summarised (1 cut off), 4 of 9 files opened\n';

  it('are told to be partial where only some files were scanned, and counted where timings are wanted', () => {
    expect(renderLinked(linked, { colors, timings: false })).toBe(partial);
    expect(renderLinked(linked, { colors, timings: true })).toBe(partial + counts);
    expect(renderLinked({ ...linked, whole_project: true }, { colors, timings: true })).toBe(counts);
    expect(renderLinked({ ...linked, whole_project: true }, { colors, timings: false })).toBe('');
    expect(renderLinked(undefined, { colors, timings: true })).toBe('');
  });
});
