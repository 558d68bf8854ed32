import { describe, expect, it } from 'vitest';
import type { Actor, Ask, HumanAnswer } from '../../../core/kernel/context.ts';
import { toFailure } from '../../../core/kernel/failure.ts';
import { run, runJson } from '../../../core/kernel/operation.ts';
import { insideRoot } from '../../../core/kernel/path.ts';
import { sha256 } from '../../../core/kernel/sha256.ts';
import { shortFingerprint } from '../../../core/scan/fingerprint.ts';
import { addSuppressionEntry } from '../../../core/scan/suppress.ops.ts';
import { openWorkspace } from '../../../core/scan/workspace.ts';
import { type TestContext, testContext } from '../../support/context.ts';

const agent: Actor = { id: 'mcp', via: 'agent', access: 'operator', client: 'claude-code 2.1', tool: 'suppress' };
const rule = 'rules:\n  - id: no-danger\n    languages: [javascript]\n    severity: critical\n    message: Dangerous\n    pattern: danger(...)\n';
const path = 'src/[a].js';
const text = 'start();\ndanger(1);\n';
const given = { reason: 'the argument is a constant', owner: 'Anna', expires: '2027-01-31' };

/** A project, the fingerprint of its finding, and the questions that a person was asked, who answers so. */
async function asked(answer: HumanAnswer<Record<string, unknown>> | undefined, files: Readonly<Record<string, string>> = {}) {
  const questions: string[] = [];
  const plain = testContext({ actor: agent, files: { [path]: text, '.sentrik/rules/own.yaml': rule, ...files } });
  const ask: Ask = (message, fields) => {
    questions.push(message);
    return Promise.resolve(answer?.kind === 'given' ? { kind: 'given', values: fields.parse(answer.values) } : (answer ?? { kind: 'dismissed' }));
  };
  const context: TestContext = answer === undefined ? plain : { ...plain, ask };
  const { findings } = (await openWorkspace(context)).scanner.check({ path, text });
  const input = { path, fingerprint: findings[0]?.fingerprint ?? '' };
  const stored = () => {
    const file = insideRoot(context.files.root, '.sentrik/suppressions.yaml');
    return context.files.stat(file) === undefined ? undefined : new TextDecoder().decode(context.files.read(file));
  };
  return { context, questions, input, stored };
}

describe('suppressing', () => {
  it('writes what the person said, who asked and who approved, for this one finding, and records it', async () => {
    const { context, questions, input, stored } = await asked({ kind: 'given', values: given }, { '.sentrik/suppressions.yaml': '# ours\nsuppressions: []\n' });
    const answer = await runJson(addSuppressionEntry, context, { ...input, reason: 'trust\u202e me\n"ok"' });
    expect(answer.entry).toEqual({
      ...{ rule_id: 'no-danger', file_glob: String.raw`src/\[a\].js`, fingerprint: input.fingerprint },
      ...{ ...given, requested_by: 'claude-code 2.1', approved_by: 'Anna' },
    });
    expect(questions).toEqual([
      `claude-code 2.1 asks to accept a critical finding of no-danger at src/[a].js:2: Dangerous. It proposes: "trust\\\\u{202e} me \\"ok\\"". Accept it?`,
    ]);
    expect(stored()).toMatch(/^# ours\n/);
    expect(context.audit.entries).toMatchObject([
      {
        ...{ action: 'suppressions.add', outcome: 'done', client: 'claude-code 2.1', tool: 'suppress' },
        finding: { rule: 'no-danger', file: path, fingerprint: input.fingerprint },
        ...{ before: sha256('# ours\nsuppressions: []\n'), after: sha256(stored() ?? '') },
        details: { ...given, requested_by: 'claude-code 2.1', approved_by: 'Anna' },
      },
    ]);
    const { findings, suppressed } = (await openWorkspace(context)).scanner.check({ path, text });
    expect([findings.length, suppressed[0]?.suppression?.approvedBy]).toEqual([0, 'Anna']);
  });

  it.each([
    ['nobody can be asked', undefined, 'unavailable'],
    ['the person says no', { kind: 'declined' }, 'forbidden'],
    ['the person gives no answer', { kind: 'dismissed' }, 'forbidden'],
    ['there is no reason', { kind: 'given', values: { ...given, reason: '<reason>' } }, 'invalid_input'],
    ['there is no owner', { kind: 'given', values: { ...given, owner: ' - ' } }, 'invalid_input'],
    ['the day is none', { kind: 'given', values: { ...given, expires: '2027-02-31' } }, 'invalid_input'],
    ['the day is past', { kind: 'given', values: { ...given, expires: '2026-11-20' } }, 'invalid_input'],
    ['the day is far away', { kind: 'given', values: { ...given, expires: '2099-01-31' } }, 'invalid_input'],
  ] as const)('is refused and recorded as refused where %s', async (_why, answer, code) => {
    const { context, input, stored } = await asked(answer);
    const failure = await run(addSuppressionEntry, context, { ...input, reason: 'I say it is fine' }).catch(toFailure);
    expect([failure, stored()]).toEqual([expect.objectContaining({ code }), undefined]);
    expect(context.audit.entries).toMatchObject([{ outcome: 'refused', finding: { file: path }, details: { refusal: code } }]);
  });

  it('knows a finding by the part of its fingerprint that the tools show, and writes and records the whole', async () => {
    const { context, input } = await asked({ kind: 'given', values: given });
    const short = { ...input, fingerprint: shortFingerprint(input.fingerprint) };
    expect(short.fingerprint).toHaveLength(10);
    expect((await runJson(addSuppressionEntry, context, short)).entry.fingerprint).toBe(input.fingerprint);
    expect(context.audit.entries).toMatchObject([{ outcome: 'done', finding: { fingerprint: input.fingerprint } }]);
  });

  it('takes no owner, last day or approval from the caller', async () => {
    const { context, input } = await asked({ kind: 'given', values: given });
    const forged = { ...input, owner: 'Eve', expires: '2099-01-01', approved_by: 'Eve', confirmed: true };
    expect((await runJson(addSuppressionEntry, context, forged)).entry).toMatchObject({ owner: 'Anna', approved_by: 'Anna', expires: '2027-01-31' });
  });

  it('asks nobody about a finding that is not there, and writes into no file that is damaged', async () => {
    const { context, questions } = await asked({ kind: 'given', values: given });
    expect(await run(addSuppressionEntry, context, { path, fingerprint: '00000000' }).catch(toFailure)).toMatchObject({ code: 'not_found' });
    expect(questions).toEqual([]);
    const damaged = await asked({ kind: 'given', values: given }, { '.sentrik/suppressions.yaml': 'suppressions: {' });
    expect(await run(addSuppressionEntry, damaged.context, damaged.input).catch(toFailure)).toMatchObject({ code: 'conflict' });
    expect(damaged.stored()).toBe('suppressions: {');
  });
});
