import { beforeEach, describe, expect, it } from 'vitest';
import { runJson } from '../../../core/kernel/operation.ts';
import { insideRoot } from '../../../core/kernel/path.ts';
import { listFindings, showFinding } from '../../../core/runs/findings.ops.ts';
import { scan } from '../../../core/runs/runs.ops.ts';
import { type TestContext, testContext } from '../../support/context.ts';

const rules = `pack:
  id: own
  name: Own
rules:
  - id: old-call
    languages: [javascript]
    severity: WARNING
    message: old is called
    pattern: old($X)
    fix: fresh($X)
    metadata: { cwe: CWE-477, confidence: HIGH }
  - id: own-token
    languages: [generic]
    severity: ERROR
    message: a token
    secret: true
    pattern-regex: tok_[a-z0-9]{12}
    metadata: { cwe: CWE-798, confidence: HIGH }
`;
const file = 'src/a.js';
const code = ['const key = "tok_abcdefgh1234";', 'let x = 1;', 'old(x);', 'done(x);', ''].join('\n');

let context: TestContext;
beforeEach(async () => {
  context = testContext({ files: { [file]: code, '.sentrik/rules/own.yaml': rules, '.sentrik/config.yaml': 'standards_packs: [own]\n' } });
  await runJson(scan, context, {});
});

describe('a finding shown again', () => {
  it('comes with its lines, the verified fix and what the fix would change', async () => {
    const { finding, code_frame: frame, fix_preview: preview } = await show('old-call', 1);
    expect(frame).toEqual({ first_line: 2, lines: ['let x = 1;', 'old(x);', 'done(x);'], stale: false });
    expect(finding.fix?.verified).toBe(true);
    expect(preview?.[0]?.before).toContain('old(x);');
    expect(preview?.[0]?.after).toContain('fresh(x);');
  });

  it('is found where it has moved since the scan', async () => {
    write(`// one\n// two\n${code}`);
    const { finding, code_frame: frame } = await show('old-call', 0);
    expect(finding.range.start_line).toBe(5);
    expect(frame).toEqual({ first_line: 5, lines: ['old(x);'], stale: false });
  });

  it('is stale and has no preview when the file no longer has it', async () => {
    write(code.replace('old(x)', 'fine(x)'));
    const { code_frame: frame, fix_preview: preview } = await show('old-call', 0);
    expect(frame).toEqual({ first_line: 3, lines: ['fine(x);'], stale: true });
    expect(preview).toBeUndefined();
  });

  it('has no frame when its file is gone', async () => {
    context.files.remove(insideRoot('/project', file));
    expect((await show('old-call', 1)).code_frame).toBeUndefined();
  });

  it('never shows a secret, its own or that of a neighbour', async () => {
    for (const rule of ['old-call', 'own-token']) {
      const shown = await show(rule, 4);
      expect(shown.code_frame?.lines[0]).toMatch(/^const key = "tok_\*+";$/);
      expect(JSON.stringify(shown)).not.toContain('abcdefgh');
    }
  });
});

async function show(rule: string, around: number) {
  const { findings } = await runJson(listFindings, context, { rule });
  expect(findings).toHaveLength(1);
  return runJson(showFinding, context, { id: findings[0]?.fingerprint ?? '', around });
}

function write(text: string): void {
  context.files.write(insideRoot('/project', file), text);
}
