import type { HistoryAnswer } from '../../core/runs/secrets.ops.ts';
import { plainLine } from './plain.ts';
import { counted } from './summary.ts';

/** Each secret with its first commit, then what was looked at and what was not. */
export function renderHistory(answer: HistoryAnswer): string {
  const { secrets, commits, contents, suppressed } = answer;
  const blocks = secrets.map(
    ({ severity, title, rule_id: rule, file_path: path, line, snippet, commit, committed_at: at, current, versions }) =>
      `${severity.padEnd(8)}  ${plainLine(title)}  ${rule}\n  ${plainLine(path)}:${line}  commit ${commit.slice(0, 12)} of ${at.slice(0, 10)}${current ? ', still there' : ''}${versions > 1 ? `, in ${versions} versions` : ''}\n  ${plainLine(snippet)}\n\n`,
  );
  const found = secrets.length === 0 ? 'No secrets' : counted(secrets.length, 'secret');
  const accepted = suppressed === 0 ? '' : `, ${suppressed} suppressed`;
  return `${blocks.join('')}${found}${accepted} in ${counted(commits, 'commit')}, ${counted(contents.checked, 'version')} of files\n${notes(answer)}`;
}

function notes({ contents, shallow, cut_short: cut, rule_problems: problems }: HistoryAnswer): string {
  const left = contents.total - contents.checked - contents.too_large - contents.no_text;
  const lines = [
    contents.too_large > 0 && `${counted(contents.too_large, 'version')} too large or not in this clone: not checked`,
    contents.no_text > 0 && `${counted(contents.no_text, 'version')} without text: not checked`,
    contents.incomplete > 0 && `${counted(contents.incomplete, 'version')} checked in part, a limit was reached`,
    cut && `The time ran out: ${counted(left, 'version')} not checked`,
    shallow && 'The clone is shallow: older commits were not checked',
    problems > 0 && `${counted(problems, 'rule')} could not be used: see sentrik scan`,
  ];
  return lines.flatMap((line) => (line === false ? [] : [`${line}\n`])).join('');
}
