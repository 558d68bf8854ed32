import { quoted } from '../../core/kernel/quoted.ts';
import { toFailure } from '../../core/kernel/failure.ts';
import { runJson } from '../../core/kernel/operation.ts';
import { gate } from '../../core/runs/runs.ops.ts';
import type { Desk } from '../desk.ts';
import type { Verdict } from '../request.ts';
import { verdictOn } from '../verdict.ts';

const pass: Verdict = { kind: 'pass' };

/** What of the repository the gate looks at: everything that differs from the last commit, or only what is staged. */
export type GateScope = 'changed' | 'staged';

/** Before an agent stops or commits: new findings of what changed, as the project's gate judges them. */
export async function checkGate(desk: Desk, scope: GateScope, what: 'end' | 'commit'): Promise<Verdict> {
  const { context, session } = desk;
  try {
    const changed = scope === 'staged' ? await context.git.stagedFiles() : await changedFiles(desk);
    if (changed.length === 0) return pass;
    const request = scope === 'staged' ? { staged: true } : { changed_files: [...changed], baseline: 'HEAD' };
    const answer = await runJson(gate, context, { ...request, write: false });
    const notes = answer.skipped.length === 0 ? [] : [`Sentrik did not check everything: ${quoted(answer.skipped[0]?.message ?? '')}`];
    const failing = answer.failing.length;
    return verdictOn(desk, {
      findings: answer.failing,
      notes,
      scope: 'gate',
      block: answer.fail_on,
      heading: (_count, severities) =>
        `Sentrik: the gate fails before the ${what} with ${failing} new ${failing === 1 ? 'finding' : 'findings'} (${severities}).`,
    });
  } catch (thrown) {
    const failure = toFailure(thrown);
    if (failure.code !== 'unavailable' && failure.code !== 'bad_request') throw thrown;
    return session.wasTold('no-git') ? pass : { kind: 'pass', note: `Sentrik has no gate for this session: ${failure.message}` };
  }
}

/** Files that git sees as changed, and those the agent wrote in this session, which git may not know yet. */
async function changedFiles({ context, session }: Desk): Promise<readonly string[]> {
  const changed = await context.git.changedFiles('HEAD');
  return [...new Set([...changed, ...session.files()])];
}
