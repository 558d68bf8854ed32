import { z } from 'zod';
import type { Catalogue } from '../scan/frameworks/catalogue.ts';
import { severity } from '../scan/model.ts';
import { toFindingWire } from '../scan/finding-wire.ts';
import type { AssessedControl, Assessment } from './assess.ts';
import { checkStates, controlStates } from './control-state.ts';
import { scoreFormula } from './score.ts';

const state = z.enum(controlStates);

const assessedControlWire = z
  .object({
    id: z.string(),
    title: z.string(),
    levels: z.array(z.string()).optional(),
    state,
    reasons: z.array(z.string()),
    findings: z.array(
      z.object({ finding_id: z.string(), fingerprint: z.string(), rule_id: z.string(), severity, file: z.string(), line: z.number().int(), title: z.string() }),
    ),
    accepted: z.number().int().meta({ description: 'Findings accepted by an exception' }),
    checks: z.array(z.object({ rule_id: z.string(), state: z.enum(checkStates), because: z.string() })),
    documents: z.array(z.object({ rule_id: z.string(), title: z.string(), candidate: z.string().optional() })),
    evidence: z.array(z.object({ where: z.string(), reviewer: z.string(), reviewed: z.string(), flaw: z.string().optional() })),
  })
  .meta({ id: 'AssessedControl' });

/** The assessment of a framework as REST, MCP and the CLI answer it. */
export const assessmentWire = z
  .object({
    framework: z.object({
      id: z.string(),
      name: z.string(),
      version: z.string().optional(),
      kind: z.enum(['code', 'process']),
      levels: z.object({ name: z.string(), values: z.array(z.string()) }).optional(),
      source: z.string(),
      licence: z.string(),
      attribution: z.string().optional(),
      rights: z.string().optional(),
    }),
    level: z.string().optional(),
    assessed_at: z.string(),
    summary: z.object({
      counts: z.record(state, z.number().int()),
      controls: z.number().int(),
      applicable: z.number().int(),
      measured: z.number().int(),
      score: z.number().nullable().meta({ description: '0 to 100 over the measured controls; null when none was measured' }),
      coverage: z.number().nullable().meta({ description: 'Percentage of the applicable controls that were measured' }),
      formula: z.string(),
    }),
    scan: z.object({
      whole: z.boolean(),
      files_scanned: z.number().int(),
      lines_scanned: z.number().int(),
      files_by_language: z.record(z.string(), z.number().int()),
      rules_evaluated: z.number().int(),
      rules_total: z.number().int(),
      skipped: z.array(z.object({ path: z.string(), reason: z.string(), message: z.string() })),
    }),
    problems: z.array(z.object({ file: z.string(), message: z.string() })).meta({ description: 'Rules, settings and declarations that could not be used' }),
    controls: z.array(assessedControlWire),
    statement: z.string(),
  })
  .meta({ id: 'ControlAssessment' });
export type AssessmentWire = z.output<typeof assessmentWire>;

/** What a report may claim, said in every format. */
export const statement =
  'This supports evidence for the controls; it certifies nothing. Satisfied means that everything the control lists was looked for in all code and nothing is open, or that somebody stands for reviewed evidence. Partial, manual and not evaluated controls need people.';

/** What was scanned for an assessment. */
export type ScanFacts = AssessmentWire['scan'];

export function toAssessmentWire(assessment: Assessment, scan: ScanFacts, problems: AssessmentWire['problems'], now: string): AssessmentWire {
  const { catalogue, level, controls, score } = assessment;
  return {
    framework: toFrameworkWire(catalogue),
    ...(level === undefined ? {} : { level }),
    assessed_at: now,
    summary: { ...score, counts: { ...score.counts }, controls: controls.length, formula: scoreFormula },
    scan,
    problems: [...problems, ...assessment.problems],
    controls: controls.map(toControlWire),
    statement,
  };
}

function toFrameworkWire({ id, name, version, kind, levels, source, licence, attribution, rights }: Catalogue): AssessmentWire['framework'] {
  return {
    ...{ id, name, kind, source, licence },
    ...(version === undefined ? {} : { version }),
    ...(levels === undefined ? {} : { levels: { name: levels.name, values: [...levels.values] } }),
    ...(attribution === undefined ? {} : { attribution }),
    ...(rights === undefined ? {} : { rights }),
  };
}

function toControlWire(assessed: AssessedControl): AssessmentWire['controls'][number] {
  const { control, reasons, findings, accepted, checks, documents, evidence } = assessed;
  return {
    id: control.id,
    title: control.title,
    ...(control.levels === undefined ? {} : { levels: [...control.levels] }),
    state: assessed.state,
    reasons: [...reasons],
    findings: findings.map(toFindingLine),
    accepted: accepted.length,
    checks: checks.map(({ rule, state: checkState, because }) => ({ rule_id: rule.id, state: checkState, because })),
    documents: documents.map(({ rule, candidate }) => ({ rule_id: rule.id, title: rule.title, ...(candidate === undefined ? {} : { candidate }) })),
    evidence: evidence.map((each) => ({ ...each })),
  };
}

function toFindingLine(finding: AssessedControl['findings'][number]): AssessmentWire['controls'][number]['findings'][number] {
  const { finding_id, fingerprint, rule_id, title, evidence } = toFindingWire(finding);
  return { finding_id, fingerprint, rule_id, severity: finding.severity, file: evidence.file, line: finding.span.startLine + 1, title };
}
