import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { testExamples } from '../../core/scan/rule-tests/run.ts';
import { parseLanguage } from '../../core/scan/languages/index.ts';
import { loadRuleText } from '../../core/scan/rules/load.ts';
import { root } from '../architecture/import-graph.ts';
import { matches } from '../core/scan/pattern/support.ts';
import { scannerOf } from '../support/scanning.ts';

const patternFence = /^```(\S+) pattern\n([\s\S]*?)\n---\n([\s\S]*?)^```$/gm;
const ruleFence = /^```yaml\n(rules:\n[\s\S]*?)^```$/gm;
const marked = /(?:#|\/\/)\s*found$/;

const page = fs.readFileSync(path.join(root, 'docs/patterns.md'), 'utf8');
const examples = [...page.matchAll(patternFence)].map(([, language = '', pattern = '', code = '']) => [language, pattern, code] as const);
const texts = [...page.matchAll(ruleFence)].map(([, text = '']) => text);

describe('the page about patterns', () => {
  test('has examples of most forms', () => {
    expect(examples.length).toBeGreaterThan(20);
    expect(texts.length).toBeGreaterThan(1);
  });

  test.each(examples)('tells what this %s pattern finds: %s', (name, pattern, code) => {
    const language = parseLanguage(name);
    if (language === undefined) throw new Error(`no language is called ${name}`);
    const lines = new Set(matches(language.id, pattern, code).map(({ start }) => code.slice(0, start).split('\n').length));
    expect([...lines].sort((a, b) => a - b)).toEqual(code.split('\n').flatMap((line, index) => (marked.test(line) ? index + 1 : [])));
  });

  test.each(texts)('has rules whose examples hold: %s', async (text) => {
    const { rules } = loadRuleText(text, 'rules.yaml', {});
    const scanner = await scannerOf(text);
    const cases = rules.flatMap((rule) => testExamples(scanner, rule));
    expect(rules.every((rule) => rule.examples.length > 0)).toBe(true);
    expect(cases.filter(({ passed }) => !passed)).toEqual([]);
  });
});
