import type { FixesAnswer } from '../../core/runs/fixes.ops.ts';
import type { Colors, Stream } from '../print.ts';
import { plainLine } from './plain.ts';
import { counted } from './summary.ts';

type Fix = FixesAnswer['fixes'][number];

/** Places shown for one reason why fixes were left. */
const mostPlaces = 10;

/** One fix with its lines before and after. */
export function renderProposal(fix: Fix, { number, of }: { readonly number: number; readonly of: number }, { colors }: Stream): string {
  const state = fix.verified ? colors.green('verified') : colors.yellow('not verified');
  const head = `\n${colors.dim(`${number} of ${of}`)} ${colors.bold(`${plainLine(fix.file_path)}:${fix.line}`)} ${plainLine(fix.rule_id)} (${fix.severity})\n`;
  const why = `  ${plainLine(fix.message)}\n  ${plainLine(fix.title)}, ${state}\n${cautionText(fix, colors)}`;
  const hunks = fix.hunks.map(({ before, after }) => {
    const same = commonEnds(before, after);
    const context = (line: string) => `    ${colors.dim(plainLine(line))}\n`;
    return [
      ...before.slice(0, same.start).map(context),
      ...before.slice(same.start, before.length - same.end).map((line) => `  ${colors.red(`- ${plainLine(line)}`)}\n`),
      ...after.slice(same.start, after.length - same.end).map((line) => `  ${colors.green(`+ ${plainLine(line)}`)}\n`),
      ...before.slice(before.length - same.end).map(context),
    ].join('');
  });
  return head + why + hunks.join(`    ${colors.dim('…')}\n`);
}

/** What was done, what was left and why, and how to take it back. */
export function renderFixes(answer: FixesAnswer, { colors }: Stream): string {
  const { fixes, left, files, status, without_fix: without, patch_file: patchFile } = answer;
  const made = status === 'applied' ? 'made' : 'possible';
  const unverified = fixes.filter(({ verified }) => !verified).length;
  const head = `${counted(fixes.length, 'repair')} ${made} in ${counted(files.length, 'file')}${unverified === 0 ? '' : `, ${unverified} of them not verified`}\n`;
  const done = status === 'applied' ? fixes.map((fix) => `  ${plainLine(fix.file_path)}:${fix.line} ${plainLine(fix.rule_id)}: ${plainLine(fix.title)}\n`) : [];
  const rest = [...new Set(left.map(({ reason }) => reason))].map((reason) =>
    leftText(
      left.filter((each) => each.reason === reason),
      colors,
    ),
  );
  const none = without === 0 ? '' : `${counted(without, 'finding')} without an automatic fix; sentrik scan shows them\n`;
  const undo = patchFile === undefined ? '' : `Take it back with: git apply -R ${plainLine(patchFile)}\n`;
  return `${colors.bold(head)}${done.join('')}${rest.join('')}${none}${undo}`;
}

/** Fixes that were left for the same reason. */
function leftText(same: FixesAnswer['left'], colors: Colors): string {
  const places = same.slice(0, mostPlaces).map((each) => `    ${plainLine(each.file_path)}:${each.line} ${plainLine(each.rule_id)}\n`);
  const more = same.length > mostPlaces ? `    and ${same.length - mostPlaces} more\n` : '';
  return `  ${colors.yellow('left')} ${counted(same.length, 'finding')}: ${plainLine(same[0]?.reason ?? '')}\n${places.join('')}${more}`;
}

function cautionText({ caution }: Fix, colors: Colors): string {
  return caution === undefined ? '' : `  ${colors.yellow('Look first:')} ${plainLine(caution)}\n`;
}

function commonEnds(before: readonly string[], after: readonly string[]): { readonly start: number; readonly end: number } {
  const most = Math.min(before.length, after.length);
  let start = 0;
  while (start < most && before[start] === after[start]) start += 1;
  let end = 0;
  while (end < most - start && before.at(-1 - end) === after.at(-1 - end)) end += 1;
  return { start, end };
}
