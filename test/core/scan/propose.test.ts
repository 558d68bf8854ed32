import { describe, expect, it } from 'vitest';
import type { Actor } from '../../../core/kernel/context.ts';
import { runJson } from '../../../core/kernel/operation.ts';
import { insideRoot } from '../../../core/kernel/path.ts';
import { applyFix } from '../../../core/scan/fix.ops.ts';
import { proposeFix } from '../../../core/scan/propose.ops.ts';
import { shortFingerprint } from '../../../core/scan/fingerprint.ts';
import { sdkCheck } from '../../../core/scan/sdk.ops.ts';
import { testContext } from '../../support/context.ts';

const agent: Actor = { id: 'agent', via: 'agent', access: 'member' };
const weak = `const bcrypt = require('bcrypt');
const one = bcrypt.hashSync(password, 8);
const two = bcrypt.genSaltSync(4);
const three = require('x');
`;
const password = ['sk_', 'live_', 'Qm7Zr2Xw9Kt4Lp6Vb3Nc8Hd1'].join('');

function project(text = weak) {
  return testContext({ files: { 'a.js': text, 'b.js': 'let untouched;\n' }, actor: agent });
}

async function fingerprints(context: ReturnType<typeof project>): Promise<readonly string[]> {
  const { findings } = await runJson(sdkCheck, context, { path: 'a.js' });
  return findings.filter(({ fix }) => fix !== undefined).map(({ fingerprint }) => fingerprint);
}

function textOf(context: ReturnType<typeof project>, path = 'a.js'): string {
  return new TextDecoder().decode(context.files.read(insideRoot('/project', path)));
}

describe('a proposal', () => {
  it('is a diff of all verified fixes of a file, and writes nothing', async () => {
    const context = project();
    const answer = await runJson(proposeFix, context, { path: 'a.js' });
    expect(answer).toMatchObject({ verified: true, masked: false, left: [] });
    expect(answer.fixes.map(({ line, verified }) => [line, verified])).toEqual([
      [2, true],
      [3, true],
    ]);
    expect(answer.diff).toContain(
      '-const one = bcrypt.hashSync(password, 8);\n-const two = bcrypt.genSaltSync(4);\n+const one = bcrypt.hashSync(password, 12);',
    );
    expect(textOf(context)).toBe(weak);
  });

  it('is for the findings that are named, by whole or short fingerprints, and refuses unknown ones', async () => {
    const context = project();
    const [first = ''] = await fingerprints(context);
    const answer = await runJson(proposeFix, context, { path: 'a.js', fingerprints: [shortFingerprint(first)] });
    expect(answer.fixes.map(({ fingerprint }) => fingerprint)).toEqual([first]);
    await expect(runJson(proposeFix, context, { path: 'a.js', fingerprints: ['0123456789'] })).rejects.toMatchObject({ code: 'not_found' });
  });

  it('stars out secrets near a fix, and shows no diff of a secret', async () => {
    const context = project(`const bcrypt = require('bcrypt');\nconst stripe = require('stripe')('${password}');\nconst one = bcrypt.genSaltSync(4);\n`);
    const answer = await runJson(proposeFix, context, { path: 'a.js' });
    expect(JSON.stringify(answer)).not.toContain(password);
    expect(answer.diff).toContain('+const one = bcrypt.genSaltSync(12);');
    expect(answer.masked).toBe(true);
  });
});

describe('an agent that applies fixes', () => {
  it('names the content it saw, and gets all of them in one write', async () => {
    const context = project();
    const { content_hash: hash } = await runJson(proposeFix, context, { path: 'a.js' });
    const named = (await fingerprints(context)).map(shortFingerprint);
    const answer = await runJson(applyFix, context, { file_path: 'a.js', fingerprints: named, content_hash: hash.slice(0, 12) });
    expect(answer).toMatchObject({ verified: true, left: [], remaining_findings: 0 });
    expect(answer.applied).toHaveLength(2);
    expect(textOf(context)).toBe(weak.replace('8', '12').replace('4', '12'));
    expect(textOf(context, 'b.js')).toBe('let untouched;\n');
    const entry = context.audit.entries.at(-1);
    expect(entry).toMatchObject({ action: 'fix.apply', outcome: 'done', before: hash, finding: { file: 'a.js' } });
  });

  it('is refused without the content, and when the file changed since', async () => {
    const context = project();
    const [first = ''] = await fingerprints(context);
    const { content_hash: hash } = await runJson(proposeFix, context, { path: 'a.js' });
    await expect(runJson(applyFix, context, { file_path: 'a.js', fingerprints: [first] })).rejects.toMatchObject({ code: 'invalid_input' });
    const changed = `// another\n${weak}`;
    context.files.write(insideRoot('/project', 'a.js'), changed);
    await expect(runJson(applyFix, context, { file_path: 'a.js', fingerprints: [first], content_hash: hash })).rejects.toMatchObject({ code: 'conflict' });
    expect(textOf(context)).toBe(changed);
  });

  it('asks for a fix that carries a caution', async () => {
    const text = "const crypto = require('crypto');\nconst one = crypto.createHash('md5');\n";
    const context = testContext({ files: { 'a.js': text }, actor: agent });
    const proposal = await runJson(proposeFix, context, { path: 'a.js' });
    const [held] = proposal.left;
    expect(held?.reason).toMatch(/^Look at it first: /);
    const request = { file_path: 'a.js', fingerprints: [held?.fingerprint ?? ''], content_hash: proposal.content_hash };
    await expect(runJson(applyFix, context, request)).rejects.toMatchObject({ code: 'conflict' });
    expect(await runJson(applyFix, context, { ...request, cautious: true })).toMatchObject({ verified: true, remaining_findings: 0 });
  });
});
