import type { Evidence } from './declarations.ts';
import type { Finding, Rule } from '../scan/model.ts';
import type { Control } from '../scan/frameworks/catalogue.ts';

/** What is known of a control after a scan. Only `satisfied`, `partial` and `not-satisfied` are measured. */
export const controlStates = ['satisfied', 'partial', 'not-satisfied', 'manual', 'not-evaluated', 'not-applicable'] as const;
export type ControlState = (typeof controlStates)[number];

/** Whether a check ran: it is switched off, no file was for it, or it failed. */
export const checkStates = ['evaluated', 'off', 'no-files', 'failed'] as const;
export type CheckState = (typeof checkStates)[number];

/** A rule that counts for a control. */
export interface Check {
  readonly rule: Rule;
  readonly state: CheckState;
  /** Why the rule counts for the control. */
  readonly because: string;
  /** The weaknesses of the catalogue that it looks for, such as `CWE-79`. */
  readonly weaknesses: readonly string[];
}

/** A document that the control asks for, with the file whose name fits; a candidate until somebody declares it as evidence. */
export interface AskedDocument {
  readonly rule: Rule;
  readonly candidate?: string;
}

/** Everything that the state of a control is made of. */
export interface ControlFacts {
  readonly control: Control;
  readonly checks: readonly Check[];
  readonly findings: readonly Finding[];
  /** Findings that somebody accepted. */
  readonly accepted: readonly Finding[];
  readonly documents: readonly AskedDocument[];
  readonly evidence: readonly Evidence[];
  /** Why it does not apply, where somebody or its level says so. */
  readonly notApplicable?: string;
  /** The control is about weaknesses and nothing else, so checks alone can meet it. */
  readonly whole: boolean;
  /** What the checks that ran leave open: languages and weaknesses without one, files and rules that were not looked at. */
  readonly gaps: readonly string[];
  /** Where nobody checks it: for people to judge, or without a check. */
  readonly unchecked: 'manual' | 'not-evaluated';
}

export interface Judged {
  readonly state: ControlState;
  readonly reasons: readonly string[];
}

/** The state of a control and why. Nothing is ever satisfied without a check that ran over everything or evidence that somebody stands for. */
export function judgeControl(facts: ControlFacts): Judged {
  const { notApplicable, findings, checks, evidence } = facts;
  if (notApplicable !== undefined) return { state: 'not-applicable', reasons: [notApplicable] };
  if (findings.length > 0) return { state: 'not-satisfied', reasons: [counted(findings.length, 'open finding'), ...facts.gaps, ...evidenceReasons(facts)] };
  const current = evidence.filter(({ flaw }) => flaw === undefined);
  if (checks.some(({ state }) => state === 'evaluated')) return judgeChecked(facts, current.length > 0);
  if (current.length > 0 && checks.length === 0) return { state: 'satisfied', reasons: evidenceReasons(facts) };
  if (current.length > 0) return { state: 'partial', reasons: [...evidenceReasons(facts), notRun(checks)] };
  if (checks.length > 0) return { state: 'not-evaluated', reasons: [notRun(checks), ...evidenceReasons(facts)] };
  return { state: facts.unchecked, reasons: [...uncheckedReasons(facts), ...evidenceReasons(facts)] };
}

function judgeChecked(facts: ControlFacts, isEvidenced: boolean): Judged {
  const { checks, accepted, gaps, whole } = facts;
  const ran = checks.filter(({ state }) => state === 'evaluated').length;
  const reasons = [
    `${counted(ran, 'check')} ran and found nothing that is open`,
    ...(accepted.length === 0 ? [] : [`${counted(accepted.length, 'finding')} accepted by an exception`]),
    ...gaps,
    ...(whole || isEvidenced ? [] : ['code is one part of this control; people must judge the rest']),
    ...evidenceReasons(facts),
  ];
  const isMet = (whole || isEvidenced) && gaps.length === 0 && accepted.length === 0;
  return { state: isMet ? 'satisfied' : 'partial', reasons };
}

function notRun(checks: readonly Check[]): string {
  const parts = (['off', 'no-files', 'failed'] as const).flatMap((state) => {
    const count = checks.filter((check) => check.state === state).length;
    return count === 0 ? [] : [`${count} ${whyNotRun[state]}`];
  });
  return `none of the ${counted(checks.length, 'check')} ran: ${parts.join(', ')}`;
}

const whyNotRun = { off: 'switched off', 'no-files': 'without a file to look at', failed: 'failed' } as const;

function uncheckedReasons({ unchecked, documents }: ControlFacts): readonly string[] {
  if (unchecked === 'not-evaluated') return ['no check looks for this'];
  const told = documents.map(({ rule, candidate }) =>
    candidate === undefined ? `no document found: ${rule.title}` : `candidate, not reviewed: ${candidate} (${rule.title})`,
  );
  return ['for people to judge; no check of code covers it', ...told];
}

function evidenceReasons({ evidence }: ControlFacts): readonly string[] {
  return evidence.map(
    ({ where, reviewer, reviewed, flaw }) => `evidence ${where}, reviewed by ${reviewer} on ${reviewed}${flaw === undefined ? '' : `: ${flaw}`}`,
  );
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}
