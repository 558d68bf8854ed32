import type { LineIndex } from '../../kernel/text.ts';
import { confidenceNumber } from '../../scan/finding-wire.ts';
import type { Finding, Fix, Suppression, TraceStep } from '../../scan/model.ts';
import { fingerprintVersion } from '../../scan/fingerprint.ts';
import { cweNumber } from '../coverage.ts';
import { reasonText } from '../suppression-text.ts';
import type { LineHashes } from './line-hash.ts';
import { artifactLocation, region, regionOfOffsets } from './place.ts';
import { levelOf, taxonReference } from './rule.ts';

/** What results refer to, by place in the log's own tables. */
export interface ResultTables {
  readonly ruleIndex: ReadonlyMap<string, number>;
  readonly taxonIndex: ReadonlyMap<string, number>;
  readonly linesOf: (path: string) => LineIndex | undefined;
  readonly hashesOf: (path: string) => LineHashes | undefined;
}

/** The name of our fingerprint beside GitHub's; it changes with the form. */
export const fingerprintKey = `sentrik/v${fingerprintVersion}`;
/** GitHub refuses more. */
const maxTraceSteps = 1000;

/** A finding as a result. An obligation is a `review`, not a failure; a finding about the whole project is placed at its root. */
export function result(finding: Finding, tables: ResultTables) {
  const { ruleId, obligation, fix, trace, suppression, refused, path } = finding;
  const index = tables.ruleIndex.get(ruleId);
  const taxa = finding.cwe.flatMap((id) => taxonOf(id, tables));
  return {
    ruleId,
    ...(index === undefined ? {} : { ruleIndex: index }),
    ...(obligation ? { kind: 'review', level: 'none' } : { level: levelOf(finding.severity) }),
    message: { text: finding.message === '' ? finding.title : finding.message },
    locations: [location(finding)],
    partialFingerprints: fingerprints(finding, tables),
    ...(taxa.length === 0 ? {} : { taxa }),
    ...(trace === undefined || trace.length === 0 ? {} : { codeFlows: [codeFlow(path, trace)] }),
    ...(fix === undefined ? {} : { fixes: [fixObject(path, fix, tables.linesOf(path))] }),
    ...(suppression === undefined && refused === undefined ? {} : { suppressions: suppressionObjects(finding) }),
    properties: { severity: finding.severity, confidence: confidenceNumber(finding.confidence), pack: finding.pack, controls: finding.controls },
  };
}

function location({ path, span }: Pick<Finding, 'path' | 'span'>) {
  return { physicalLocation: { artifactLocation: artifactLocation(path), region: region(span) } };
}

function fingerprints({ path, span, fingerprint }: Finding, tables: ResultTables) {
  const lineHash = tables.hashesOf(path)?.of(span.startLine);
  return { ...(lineHash === undefined ? {} : { primaryLocationLineHash: lineHash }), [fingerprintKey]: fingerprint };
}

function taxonOf(id: string, { taxonIndex }: ResultTables) {
  const number = cweNumber(id) ?? '';
  const index = taxonIndex.get(number);
  return index === undefined ? [] : [taxonReference(number, index)];
}

function codeFlow(path: string, trace: readonly TraceStep[]) {
  const locations = trace.slice(0, maxTraceSteps).map((step) => ({
    location: { ...location({ path: step.path ?? path, span: step.span }), message: { text: step.message } },
    kinds: [step.kind],
    importance: step.kind === 'step' ? 'important' : 'essential',
  }));
  return { threadFlows: [{ locations }] };
}

function fixObject(path: string, fix: Fix, lines: LineIndex | undefined) {
  const replacements = fix.edits.map((edit) => ({
    deletedRegion: regionOfOffsets(edit.start, edit.end, lines),
    insertedContent: { text: edit.text },
  }));
  return {
    description: { text: fix.caution === undefined ? fix.title : `${fix.title}. Look first: ${fix.caution}` },
    artifactChanges: [{ artifactLocation: artifactLocation(path), replacements }],
    ...(fix.verified === undefined ? {} : { properties: { verified: fix.verified } }),
  };
}

/** What does not hold is to be looked at again: such a result is not suppressed. */
function suppressionObjects({ suppression, refused }: Finding) {
  return [
    ...(suppression === undefined ? [] : [suppressionObject(suppression, 'accepted')]),
    ...(refused === undefined ? [] : [suppressionObject(refused, 'underReview', refused.because)]),
  ];
}

function suppressionObject(suppression: Suppression, status: 'accepted' | 'underReview', because?: string) {
  const { by, tool, justification, owner, requestedBy, approvedBy, expires } = suppression;
  const properties = Object.entries({ tool, justification, owner, requestedBy, approvedBy, expires, because }).filter(([, value]) => value !== undefined);
  return {
    kind: by === 'inline' || by === 'foreign' ? 'inSource' : 'external',
    status,
    justification: reasonText(suppression),
    ...(properties.length === 0 ? {} : { properties: Object.fromEntries(properties) }),
  };
}
