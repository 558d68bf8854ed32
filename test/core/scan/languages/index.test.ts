import { describe, expect, test } from 'vitest';
import { languageById, languageOf, languages, parseLanguage, ruleLanguagesFor } from '../../../../core/scan/languages/index.ts';
import { languageIds } from '../../../../core/scan/model.ts';

describe('languages', () => {
  test('every id that a rule can name has a language', () => {
    expect(languages.map(({ id }) => id).toSorted()).toEqual([...languageIds].toSorted());
    for (const id of languageIds) expect(languageById(id).id).toBe(id);
  });

  test('no alias, extension or file name means two languages', () => {
    for (const key of ['names', 'extensions', 'fileNames'] as const) {
      const all = languages.flatMap((language) => language[key]);
      expect(all).toEqual([...new Set(all)]);
    }
  });

  test.each([
    ['js', 'javascript'],
    ['JSX', 'javascript'],
    ['javascriptreact', 'javascript'],
    ['typescriptreact', 'tsx'],
    ['py', 'python'],
    ['golang', 'go'],
    ['yml', 'yaml'],
    ['docker', 'dockerfile'],
    ['terraform', 'hcl'],
    ['regex', 'generic'],
    [' Java ', 'java'],
  ])('the alias %s means %s', (name, id) => {
    expect(parseLanguage(name)?.id).toBe(id);
  });

  test('an unknown alias means nothing', () => {
    expect(parseLanguage('brainfuck')).toBeUndefined();
    expect(parseLanguage('constructor')).toBeUndefined();
  });
});

describe('languageOf', () => {
  test.each([
    ['src/a.js', 'javascript'],
    ['src/a.jsx', 'javascript'],
    ['a.mts', 'typescript'],
    ['a.TSX', 'tsx'],
    ['a.d.ts', 'typescript'],
    ['.github/workflows/ci.yml', 'yaml'],
    ['Dockerfile', 'dockerfile'],
    ['Dockerfile.prod', 'dockerfile'],
    ['app.dockerfile', 'dockerfile'],
    ['include/a.h', 'c'],
    ['main.tf', 'hcl'],
    ['index.html', 'html'],
    ['App.vue', 'vue'],
    ['a.css', 'css'],
    ['pyproject.toml', 'toml'],
    ['.eslintrc', 'json'],
  ])('%s is %s by its path', (path, id) => {
    expect(languageOf({ path })?.id).toBe(id);
  });

  test.each([
    ['#!/usr/bin/env python3\n', 'python'],
    ['#!/usr/bin/python\n', 'python'],
    ['#!/usr/bin/env -S node --no-warnings\n', 'javascript'],
    ['#!/usr/bin/env deno\n', 'typescript'],
  ])('%j tells the interpreter of a file without extension', (text, id) => {
    expect(languageOf({ path: 'bin/tool', text })?.id).toBe(id);
  });

  test('nothing tells: undefined', () => {
    expect(languageOf({ path: 'LICENSE', text: 'MIT' })).toBeUndefined();
    expect(languageOf({ path: 'run', text: '#!/bin/awk\n' })).toBeUndefined();
  });

  test('the editor and the configuration go before the path', () => {
    expect(languageOf({ path: 'a.txt', languageId: 'python' })?.id).toBe('python');
    expect(languageOf({ path: 'a.js', languageId: 'plaintext' })?.id).toBe('javascript');
    expect(languageOf({ path: 'a.js' }, { js: 'typescript' })?.id).toBe('typescript');
    expect(languageOf({ path: 'a.tpl' }, { '.tpl': 'yaml' })?.id).toBe('yaml');
    expect(languageOf({ path: 'a.constructor' })).toBeUndefined();
  });
});

test('rules for JavaScript apply to TypeScript, rules for TypeScript to TSX, generic ones to all', () => {
  expect(ruleLanguagesFor(languageById('tsx'))).toEqual(['tsx', 'typescript', 'javascript', 'generic']);
  expect(ruleLanguagesFor(languageById('typescript'))).toEqual(['typescript', 'javascript', 'generic']);
  expect(ruleLanguagesFor(languageById('go'))).toEqual(['go', 'generic']);
  expect(ruleLanguagesFor(languageById('generic'))).toEqual(['generic']);
});
