import type { LinkedWire } from '../../core/runs/linked.ts';
import type { Colors } from '../print.ts';
import { counted } from './summary.ts';

/** What following flows from file to file came to, where that is wanted; that only some files were looked at is told in any case. */
export function renderLinked(linked: LinkedWire | undefined, { colors, timings }: { readonly colors: Colors; readonly timings: boolean }): string {
  if (linked === undefined) return '';
  const partial =
    linked.whole_project || linked.files === 0 ? '' : `${colors.dim('Data flows from file to file were followed only within the files of this scan')}\n`;
  return timings ? `${partial}${colors.dim(`Flows across files: ${countsText(linked)}`)}\n` : partial;
}

function countsText(linked: LinkedWire): string {
  const cut = linked.functions_cut === 0 ? '' : ` (${linked.functions_cut} cut off)`;
  return [
    counted(linked.flows, 'flow'),
    counted(linked.rules, 'rule'),
    `${counted(linked.parts, 'part')} (${linked.parts_unchanged} known)`,
    `${counted(linked.functions, 'function')} summarised${cut}`,
    `${linked.files_opened} of ${counted(linked.files, 'file')} opened`,
  ].join(', ');
}
