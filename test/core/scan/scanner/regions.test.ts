import { describe, expect, test } from 'vitest';
import type { Finding } from '../../../../core/scan/model.ts';
import { applyEdits } from '../../../../core/scan/fix.ts';
import { loadRuleText } from '../../../../core/scan/rules/load.ts';
import { openScanner } from '../../../../core/scan/scanner.ts';
import { builtAssets } from '../../../support/assets.ts';

const rules = `rules:
  - id: no-eval
    message: eval of $X
    severity: ERROR
    languages: [javascript]
    pattern: eval($X)
    fix: JSON.parse($X)
  - id: typed
    message: any
    severity: INFO
    languages: [typescript]
    pattern: "const $X: any = ..."
  - id: taint
    message: tainted
    severity: ERROR
    languages: [javascript]
    mode: taint
    pattern-sources: [{pattern: location.hash}]
    pattern-sinks: [{pattern: document.write(...)}]
  - id: important
    message: important
    severity: INFO
    languages: [css]
    pattern: "color: red"
  - id: todo
    message: todo
    severity: INFO
    languages: [javascript]
    pattern-regex: TODO
  - id: frame
    message: frame
    severity: INFO
    languages: [html]
    pattern: <iframe src="http://..." ...>
  - id: anywhere
    message: anywhere
    severity: INFO
    languages: [generic]
    pattern-regex: example\\.org
`;
const loaded = loadRuleText(rules, 'rules.yaml');
const pack = { id: 'p', name: 'p', version: '1', description: '', source: 'custom' as const, byDefault: true, rules: loaded.rules };
const scanner = await openScanner(
  { packs: [pack], suppressions: [], maxFileSize: 1_000_000, languages: {}, today: '2026-01-01', testCode: 'same' },
  builtAssets,
);

const page = `<!doctype html>
<!-- TODO: eval(a) here is text, example.org too -->
<style>p { color: red }</style>
<p style="color: red" onclick="return eval(b)">eval(c)</p>
<script>eval(d)</script><script type="module">
  const h = location.hash;
  // TODO
  document.write("<b>" + h);
</script>
<script type="text/template">eval(e)</script>
`;

function seen(path: string, text: string): readonly string[] {
  return scanner.check({ path, text }).findings.map(({ ruleId, span }) => `${ruleId} ${span.startLine + 1}:${text.slice(span.start, span.end)}`);
}

describe('parts of a file in another language', () => {
  test('the rules load', () => expect(loaded.problems).toEqual([]));

  test('scripts, handlers and styles of a page are checked where they stand', () => {
    expect(seen('a.html', page)).toEqual([
      'anywhere 2:example.org',
      'important 3:color: red',
      'important 4:color: red',
      'no-eval 4:eval(b)',
      'no-eval 5:eval(d)',
      'todo 7:TODO',
      'taint 8:document.write("<b>" + h)',
    ]);
  });

  test('rules for scripts and styles do not look at a page without any', () => {
    expect(seen('a.html', '<p>never call eval(x) for color: red, see example.org</p>')).toEqual(['anywhere 1:example.org']);
    expect(seen('a.vue', '<template><p>eval(x)</p></template>')).toEqual([]);
  });

  test('positions are those of the file when lines end with \\r\\n and text is beyond ASCII', () => {
    const text = '<p>é😀</p>\r\n<script>\r\n  /* 😀 */ eval(x)\r\n</script>\r\n';
    const [finding] = scanner.check({ path: 'a.html', text }).findings;
    expect(text.slice(finding?.span.start, finding?.span.end)).toBe('eval(x)');
    expect([finding?.span.startLine, finding?.span.startColumn, finding?.snippet]).toEqual([2, 11, '/* 😀 */ eval(x)']);
  });

  test('a component script is TypeScript where it says so', () => {
    const text = '<template><p @click="eval(a)">{{ x < y }}</p></template>\n<script setup lang="ts">\nconst a: any = eval(b);\n</script>\n';
    expect(seen('A.vue', text)).toEqual(['typed 3:const a: any = eval(b);', 'no-eval 3:eval(b)']);
    expect(seen('A.svelte', text.replace('template>', 'main>').replace('setup', ''))).toEqual(['typed 3:const a: any = eval(b);', 'no-eval 3:eval(b)']);
  });

  test('comments of the script and of the page suppress', () => {
    const inScript = '<script>\n// SENTRIK-SUPPRESS: no-eval — trusted input\neval(a)\n</script>\n';
    const inPage = '<!-- SENTRIK-SUPPRESS: no-eval — trusted input -->\n<p onclick="eval(a)">\n';
    for (const text of [inScript, inPage]) {
      const { findings, suppressed } = scanner.check({ path: 'a.html', text });
      expect([findings.length, suppressed.length]).toEqual([0, 1]);
    }
  });

  test('a suppression comment is offered in the language of the place', () => {
    const text = '<script>\n  eval(a)\n</script>\n';
    const [finding] = scanner.check({ path: 'a.html', text }).findings;
    const edit = finding === undefined ? undefined : scanner.suppressFinding({ path: 'a.html', text }, finding, 'why not');
    expect(edit?.text).toContain('// SENTRIK-SUPPRESS: no-eval');
  });

  test('fixes edit the file and are verified in it', () => {
    const source = { path: 'a.html', text: '<p onclick="eval(a)">\n' };
    const [finding] = scanner.check(source).findings;
    const fix = finding === undefined ? undefined : scanner.verifyFix(source, finding);
    expect(fix?.verified).toBe(true);
    expect(applyEdits(source.text, fix?.edits ?? [])).toBe('<p onclick="JSON.parse(a)">\n');
  });

  test('fingerprints do not change when markup is added above', () => {
    const prints = (text: string) => scanner.check({ path: 'a.html', text }).findings.map(({ fingerprint }) => fingerprint);
    expect(prints(`<h1>x</h1>\n${page}`)).toEqual(prints(page));
  });

  test('a script that does not parse is told, and the other languages are checked', () => {
    const text = '<style>p { color: red }</style>\n<script>\n eval( ((( = = { ] ) }\n</script>\n';
    const { findings, skips } = scanner.check({ path: 'a.html', text });
    expect(findings.map(({ ruleId }) => ruleId)).toContain('important');
    expect(skips.map(({ reason }) => reason)).toContain('parse-errors');
  });

  test('unclosed tags, comments and scripts end with the text', () => {
    for (const text of ['<script>eval(a)', '<!-- <script>eval(a)</script>', '<p onclick="eval(a)', '<style', '<script', '<a '.repeat(20_000), '</script>'])
      expect(seen('a.html', text).length).toBeLessThanOrEqual(1);
  });
});

describe('an editor session over a page', () => {
  const strip = (findings: readonly Finding[]) => findings.map(({ ruleId, span, fingerprint }) => ({ ruleId, span, fingerprint }));

  test('after every edit the result is that of a full check', () => {
    const session = scanner.open({ path: 'a.html', text: page });
    const inserted = ['x', ' eval(z) ', '</script>', '<script>', '"', '\n', 'color: red', '<!--', '-->', '//'];
    let seed = 7;
    for (let step = 0; step < 60; step += 1) {
      seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
      const start = seed % (session.text.length + 1);
      const change = { start, end: Math.min(session.text.length, start + (seed % 3)), text: inserted[step % inserted.length] ?? '' };
      const result = session.update([change]);
      expect(strip(result.findings)).toEqual(strip(scanner.check({ path: 'a.html', text: session.text }).findings));
    }
    session.close();
  });
});

test('event handlers with character references are told as not checked', async () => {
  const { rules: loaded } = loadRuleText(rules, 'rules.yaml', { trusted: false });
  const pack = { id: 'test', name: 'Test', version: '1.0.0', description: '', source: 'custom' as const, byDefault: true, rules: loaded };
  const settings = { packs: [pack], suppressions: [], maxFileSize: 1_000_000, languages: {}, today: '2026-01-01', testCode: 'low' as const };
  const scanner = await openScanner(settings, builtAssets);
  const page = (handler: string) => `<p title="a &amp; b"><a onclick="${handler}">x</a></p>\n`;
  expect(scanner.check({ path: 'a.html', text: page('eval(x)') }).skips).toEqual([]);
  const message = 'a.html has 1 event handlers with character references such as &quot;; their code was not checked';
  expect(scanner.check({ path: 'a.html', text: page('eval(&quot;x&quot;)') }).skips).toEqual([{ path: 'a.html', reason: 'parse-errors', message }]);
});
