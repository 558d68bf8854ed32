import type { CodeFrame } from '../../core/scan/code-frame.ts';
import type { FindingWire } from '../../core/scan/finding-wire.ts';
import type { Severity } from '../../core/scan/model.ts';
import { severityRank } from '../../core/scan/severities.ts';
import type { Colors } from '../print.ts';
import { type FrameStyle, renderFrame } from './frame.ts';
import { plainLine, wrap } from './plain.ts';

export interface FindingsView extends FrameStyle {
  readonly findings: readonly FindingWire[];
  readonly frames: Readonly<Record<string, CodeFrame>>;
}

const indent = '    ';
const maxText = 110;
const maxSteps = 8;

/** Findings by file with their code; findings about the project as a whole come last. */
export function renderFindings(view: FindingsView): string {
  return [...byFile(view.findings)]
    .map(([file, findings]) => `${view.colors.bold(plainLine(file))}\n${findings.map((finding) => entry(finding, view)).join('\n')}`)
    .join('\n');
}

/** One line per finding: place, severity, rule, title. */
export function renderFindingLines({ findings, colors }: Pick<FindingsView, 'findings' | 'colors'>): string {
  return findings
    .map((finding) => `${place(finding)}: ${severityText(finding.severity, colors)} ${plainLine(finding.rule_id)} ${plainLine(finding.title)}\n`)
    .join('');
}

/** The findings at least as severe as `least`. */
export function atLeast(findings: readonly FindingWire[], least: Severity | undefined): readonly FindingWire[] {
  return least === undefined ? findings : findings.filter((finding) => severityRank(finding.severity) <= severityRank(least));
}

/** A severity's name in its colour. */
export function severityText(severity: Severity, colors: Colors): string {
  const paint: Readonly<Record<Severity, (text: string) => string>> = {
    critical: (text) => colors.bold(colors.red(text)),
    high: colors.red,
    medium: colors.yellow,
    low: colors.blue,
    info: colors.gray,
  };
  return paint[severity](severity);
}

function byFile(findings: readonly FindingWire[]): ReadonlyMap<string, readonly FindingWire[]> {
  const files = new Map<string, FindingWire[]>();
  for (const finding of findings) {
    const known = files.get(finding.evidence.file);
    if (known === undefined) files.set(finding.evidence.file, [finding]);
    else known.push(finding);
  }
  return files;
}

function entry(finding: FindingWire, view: FindingsView): string {
  const { colors } = view;
  const at = finding.evidence.lines.length === 0 ? '' : `${colors.dim(`${finding.range.start_line}:${finding.range.start_column}`)}  `;
  const cwe = finding.cwe[0] === undefined ? '' : colors.dim(`  ${plainLine(finding.cwe[0])}`);
  const head = `  ${at}${severityText(finding.severity, colors)}  ${colors.bold(plainLine(finding.title))}  ${colors.dim(plainLine(finding.rule_id))}${cwe}\n`;
  const frame = view.frames[finding.fingerprint];
  const text = finding.message === finding.title ? '' : paragraph(finding.message, view);
  return (
    head +
    text +
    refusedLine(finding, colors) +
    trace(finding, view) +
    (frame === undefined ? '' : renderFrame(frame, finding, view)) +
    fixLine(finding, colors)
  );
}

function paragraph(text: string, { columns }: FrameStyle): string {
  return wrap(text, Math.min(maxText, columns - indent.length))
    .map((line) => `${indent}${line}\n`)
    .join('');
}

function trace({ trace: steps = [] }: FindingWire, { colors }: FrameStyle): string {
  const left = steps.length - maxSteps;
  const lines = steps
    .slice(0, maxSteps)
    .map((step) => `${step.file === undefined ? '' : `${plainLine(step.file)} `}line ${step.range.start_line}: ${plainLine(step.message)}`);
  return [...lines, ...(left > 0 ? [`and ${left} more steps`] : [])].map((line) => `${indent}${colors.dim(`→ ${line}`)}\n`).join('');
}

function refusedLine({ refused_suppression: refused }: FindingWire, colors: Colors): string {
  if (refused === undefined) return '';
  const why = {
    expired: `suppression expired after ${refused.expires ?? ''}`,
    'not-approved': 'suppression not approved by anybody but who asked for it',
    'too-severe': 'too severe for a comment to suppress',
  };
  return `${indent}${colors.yellow(why[refused.because])}: ${plainLine(refused.reason)}\n`;
}

function fixLine({ fix }: FindingWire, colors: Colors): string {
  if (fix === undefined) return '';
  return `${indent}${colors.green('fix:')} ${plainLine(fix.title)}${fix.verified === true ? ' (verified)' : ''}${fix.caution === undefined ? '' : `; look first: ${plainLine(fix.caution)}`}\n`;
}

function place({ evidence, range }: FindingWire): string {
  const file = plainLine(evidence.file);
  return evidence.lines.length === 0 ? file : `${file}:${range.start_line}:${range.start_column}`;
}
