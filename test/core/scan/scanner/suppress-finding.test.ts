import { expect, it } from 'vitest';
import { applyEdits } from '../../../../core/scan/fix.ts';
import { scannerOf } from '../../../support/scanning.ts';

const rule = (language: string) => `{id: r, message: m, severity: low, languages: [${language}], pattern-regex: 'b[a]d'}`;

/** The text with the comment; undefined where none suppresses the first finding. */
async function suppressed(path: string, text: string, language = 'generic'): Promise<string | undefined> {
  const scanner = await scannerOf(rule(language));
  const source = { path, text };
  const [finding] = scanner.check(source).findings;
  if (finding === undefined) throw new Error('There is no finding');
  const edit = scanner.suppressFinding(source, finding, '<reason>');
  return edit === undefined ? undefined : applyEdits(text, [edit]);
}

it('the comment stands above the line, in its indentation and with its line end', async () => {
  expect(await suppressed('a.js', 'f(() => {\r\n  bad();\r\n});\r\n')).toBe('f(() => {\r\n  // SENTRIK-SUPPRESS: r — <reason>\r\n  bad();\r\n});\r\n');
  expect(await suppressed('a.py', 'if x:\n\tbad()')).toBe('if x:\n\t# SENTRIK-SUPPRESS: r — <reason>\n\tbad()');
  expect(await suppressed('a.yaml', 'a:\n  - bad\n')).toBe('a:\n  # SENTRIK-SUPPRESS: r — <reason>\n  - bad\n');
  expect(await suppressed('Dockerfile', 'RUN bad\n')).toBe('# SENTRIK-SUPPRESS: r — <reason>\nRUN bad\n');
});

it('it is a comment, also between elements and after a line that goes on', async () => {
  expect(await suppressed('a.tsx', 'const a = (\n  <p>\n    <b>bad</b>\n  </p>\n);\n')).toBe(
    'const a = (\n  <p>\n    {/* SENTRIK-SUPPRESS: r — <reason> */}\n    <b>bad</b>\n  </p>\n);\n',
  );
  expect(await suppressed('a.js', 'const a = `x\n${y} bad`;\n')).toBe('const a = `x\n${y} bad`; // SENTRIK-SUPPRESS: r — <reason>\n');
});

it('there is none inside a string, in strict JSON, and in languages without comments', async () => {
  expect(await suppressed('a.js', 'const a = `x\nbad\n`;\n')).toBeUndefined();
  expect(await suppressed('package.json', '{"a": "bad"}\n')).toBeUndefined();
  expect(await suppressed('a.jsonc', '{"a": "bad"}\n')).toBe('// SENTRIK-SUPPRESS: r — <reason>\n{"a": "bad"}\n');
  expect(await suppressed('tsconfig.json', '{\n  // ours\n  "a": "bad"\n}\n')).toBe('{\n  // ours\n  // SENTRIK-SUPPRESS: r — <reason>\n  "a": "bad"\n}\n');
  expect(await suppressed('a.unknown', 'bad\n')).toBeUndefined();
});
