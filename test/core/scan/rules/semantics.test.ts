import { describe, expect, test } from 'vitest';
import { semanticsRows } from './semantics-rows.ts';
import { scannerOf } from '../../../support/scanning.ts';

describe('rules as they are written find', () => {
  test.each(semanticsRows)('$name', async ({ language, path, rule, code }) => {
    const indented = rule.trim().replaceAll('\n', '\n    ');
    const scanner = await scannerOf(`rules:\n  - id: sample\n    message: m\n    severity: ERROR\n    languages: [${language}]\n    ${indented}\n`);
    const { findings, skips } = scanner.check({ path, text: code });
    expect(skips).toEqual([]);
    const lines = code.split('\n').flatMap((line, index) => (/(?:#|\/\/) HIT\b/.test(line) ? [index + 1] : []));
    expect([...new Set(findings.map(({ span }) => span.startLine + 1))]).toEqual(lines);
  });
});
