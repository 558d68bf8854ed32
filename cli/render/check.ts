import type { z } from 'zod';
import type { sdkCheck, sdkContext } from '../../core/scan/sdk.ops.ts';
import type { Stream } from '../print.ts';
import { renderFindings } from './findings.ts';
import { plainLine } from './plain.ts';
import { ruleTable } from './rules.ts';
import { counted, listed } from './summary.ts';

/** A check of one text for people. */
export function renderCheck(answer: z.output<typeof sdkCheck.output>, { colors, columns }: Stream): string {
  const { findings, frames = {}, rules_applied: applied, suppressed } = answer;
  const listing = findings.length === 0 ? '' : `${renderFindings({ findings, frames, colors, columns })}\n`;
  const hidden = suppressed === 0 ? '' : `, ${suppressed} suppressed`;
  const result =
    findings.length === 0
      ? `${colors.green('No findings')} among ${counted(applied, 'rule')}`
      : `${counted(findings.length, 'finding')}, ${counted(applied, 'rule')} applied`;
  return `${listing}${result}${hidden}\n${listed('Not checked', answer.not_checked, colors)}`;
}

/** What to know before writing a file. */
export function renderContext(answer: z.output<typeof sdkContext.output>, stream: Stream): string {
  const { colors } = stream;
  const weaknesses = answer.weaknesses.map(({ cwe, rules }) => `  ${cwe.padEnd(9)} ${rules.map(plainLine).join(', ')}\n`).join('');
  const head = `${colors.bold(plainLine(answer.filename))}: ${plainLine(answer.language)}, ${counted(answer.rules_total, 'rule')}\n`;
  if (answer.rules_total === 0) return `${head}No rule applies to this file.\n`;
  const frameworks = answer.frameworks.length === 0 ? '' : `\n${colors.bold('Frameworks')}\n  ${answer.frameworks.map(plainLine).join(', ')}\n`;
  return `${head}\n${colors.bold('Weaknesses')}\n${weaknesses}${frameworks}\n${ruleTable(answer.rules, stream)}`;
}
