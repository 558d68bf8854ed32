import { quoted } from '../../core/kernel/quoted.ts';
import { recordAudit } from '../../core/kernel/audit-entry.ts';
import { runJson } from '../../core/kernel/operation.ts';
import type { RepoPath } from '../../core/kernel/path.ts';
import { sha256 } from '../../core/kernel/sha256.ts';
import { checkEdit } from '../../core/scan/edits.ops.ts';
import type { FindingWire } from '../../core/scan/finding-wire.ts';
import type { Desk } from '../desk.ts';
import { placeOf } from '../places.ts';
import type { EditedFile, Verdict } from '../request.ts';
import { verdictOn } from '../verdict.ts';

const mostFiles = 50;

/** After an edit: what it brought into the files. Each edit is an audit entry. */
export async function checkEdited(desk: Desk, files: readonly EditedFile[]): Promise<Verdict> {
  const findings: FindingWire[] = [];
  const notes: string[] = [];
  const checked: RepoPath[] = [];
  for (const file of files.slice(0, mostFiles)) {
    const place = placeOf(desk, file.path);
    if (place.kind === 'outside') continue;
    const answer = await checkOne(desk, place.path, file);
    findings.push(...answer.findings);
    notes.push(...answer.not_checked.map((message) => `Sentrik did not check everything: ${quoted(message)}`));
    checked.push(place.path);
  }
  if (files.length > mostFiles) notes.push(`Sentrik checked the first ${mostFiles} of ${files.length} edited files`);
  desk.session.keep({ files: checked });
  return verdictOn(desk, {
    findings,
    notes,
    scope: 'edit',
    heading: (count, severities) => `Sentrik: ${count} new ${count === 1 ? 'finding' : 'findings'} in what was just edited (${severities}).`,
  });
}

async function checkOne(desk: Desk, path: RepoPath, { before, replaced }: EditedFile) {
  const { context, settings } = desk;
  const known = { ...(before === undefined ? {} : { before }), ...(replaced === undefined ? {} : { replaced: [...replaced] }) };
  const answer = await runJson(checkEdit, context, { path, ...known, severities: [...settings.block, ...settings.tell] });
  recordAudit(context, {
    action: 'hook.edit',
    outcome: 'done',
    facts: {
      finding: { file: path },
      ...(before === undefined ? {} : { before: sha256(Buffer.from(before)) }),
      ...(answer.content_hash === undefined ? {} : { after: answer.content_hash }),
      details: { new_findings: answer.findings.length, rules: [...new Set(answer.findings.map((finding) => finding.rule_id))] },
    },
  });
  return answer;
}
