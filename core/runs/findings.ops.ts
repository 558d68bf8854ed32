import { z } from 'zod';
import { loadConfig } from '../config/load.ts';
import type { Context } from '../kernel/context.ts';
import { Failure, toFailure } from '../kernel/failure.ts';
import { defineOperation } from '../kernel/operation.ts';
import { insideRoot } from '../kernel/path.ts';
import { countBySeverity, type FindingWire, findingWire } from '../scan/finding-wire.ts';
import { readCatalogue, readFrameworkHeads } from '../scan/frameworks/catalogue.ts';
import { frameworkFilter } from '../scan/frameworks/filter.ts';
import { severity } from '../scan/model.ts';
import { placementsIn, placementWire } from '../scan/rule-wire.ts';
import { openWorkspace } from '../scan/workspace.ts';
import { findingNow, lookAgain } from './finding-now.ts';
import { scanMetrics } from './metrics.ts';
import { readLastScan } from './outputs.ts';

const count = z.coerce.number().int();

/** Findings of the last scan, filtered; `total` and `by_severity` count what the filter let through. */
export const listFindings = defineOperation({
  name: 'findings.list',
  summary: 'Get scan findings',
  input: z.object({
    severity: severity.optional(),
    standard: z.string().optional().meta({ description: 'Framework whose controls the finding touches, such as owasp-top-10-2021' }),
    rule: z.string().optional(),
    file: z.string().optional().meta({ description: 'Part of the file path' }),
    query: z.string().max(200).optional(),
    limit: count.min(1).max(5000).default(1000),
    offset: count.min(0).default(0),
  }),
  output: z.object({
    findings: z.array(findingWire),
    total: z.number().int(),
    by_severity: z.record(z.string(), z.number().int()),
    suppressed: z.number().int(),
    scanned_at: z.string(),
  }),
  access: 'member',
  permission: 'findings:read',
  effect: 'read',
  limit: 'general',
  http: { sentrik: 'GET /api/findings' },
  async run(context, input) {
    const last = readLastScan(context, (await loadConfig(context)).config.output_dir);
    const isOfStandard = frameworkFilter(context.assets, input.standard === undefined ? undefined : [input.standard]);
    const matching = last.findings.filter((finding) => isOfStandard(finding) && passes(finding, input));
    return {
      findings: matching.slice(input.offset, input.offset + input.limit),
      total: matching.length,
      by_severity: countBySeverity(matching),
      suppressed: last.suppressed.length,
      scanned_at: last.metrics.scanned_at,
    };
  },
});

/** One finding by fingerprint or finding_id, with the lines around it as the file is now and what its fix would change. Secrets are starred out. */
export const showFinding = defineOperation({
  name: 'findings.show',
  summary: 'Get one finding with its code and help',
  input: z.object({ id: z.string().min(1).max(500), around: count.min(0).max(50).default(4) }),
  output: findingNow.extend({
    help: z.string(),
    references: z.array(z.string()),
    placements: z.array(placementWire).meta({ description: 'The controls that the finding shows, with why it counts for them' }),
  }),
  access: 'member',
  permission: 'findings:read',
  effect: 'read',
  limit: 'general',
  http: { sentrik: 'GET /api/findings/{id}' },
  async run(context, input) {
    const { config, scanner } = await openWorkspace(context);
    const last = readLastScan(context, config.output_dir);
    const finding = [...last.findings, ...last.suppressed].find((each) => each.fingerprint === input.id || each.finding_id === input.id);
    if (finding === undefined) throw new Failure('not_found', 'The last scan has no finding with this id');
    const rule = scanner.rules.find((candidate) => candidate.id === finding.rule_id);
    const text = finding.is_obligation ? undefined : readText(context, finding.evidence.file);
    const now = text === undefined ? { finding } : lookAgain(scanner, finding, { text, around: input.around });
    const shown = { id: finding.rule_id, cwe: finding.cwe, controls: finding.controls };
    const catalogues = readFrameworkHeads(context.assets).flatMap(({ id }) => (Object.hasOwn(finding.controls, id) ? readCatalogue(context.assets, id) : []));
    return { ...now, help: rule?.help ?? '', references: [...(rule?.references ?? [])], placements: placementsIn(shown, catalogues) };
  },
});

/** Measures of the last scan, with the share of findings that were suppressed. */
export const showMetrics = defineOperation({
  name: 'metrics.show',
  summary: 'Get scan metrics',
  input: z.object({}),
  output: scanMetrics,
  access: 'member',
  permission: 'findings:read',
  effect: 'read',
  limit: 'general',
  http: { sentrik: 'GET /api/metrics' },
  run: async (context) => readLastScan(context, (await loadConfig(context)).config.output_dir).metrics,
});

interface Filter {
  readonly severity?: string | undefined;
  readonly rule?: string | undefined;
  readonly file?: string | undefined;
  readonly query?: string | undefined;
}

function passes(finding: FindingWire, filter: Filter): boolean {
  const { query } = filter;
  return (
    (filter.severity === undefined || finding.severity === filter.severity) &&
    (filter.rule === undefined || finding.rule_id === filter.rule) &&
    (filter.file === undefined || finding.evidence.file.includes(filter.file)) &&
    (query === undefined ||
      `${finding.title} ${finding.message} ${finding.rule_id} ${finding.evidence.file} ${finding.cwe.join(' ')}`.toLowerCase().includes(query.toLowerCase()))
  );
}

function readText(context: Context, file: string): string | undefined {
  try {
    return new TextDecoder('utf-8', { ignoreBOM: true }).decode(context.files.read(insideRoot(context.files.root, file)));
  } catch (thrown) {
    const { code } = toFailure(thrown);
    if (code === 'internal') throw thrown;
    return undefined;
  }
}
