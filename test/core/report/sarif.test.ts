import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type ReportInput, renderReport } from '../../../core/report/render.ts';
import { finding, rule, sample, shopText } from './sample.ts';

const multitool = path.resolve(import.meta.dirname, '../../../node_modules/@microsoft/sarif-multitool-linux');
const hasMultitool = process.platform === 'linux' && process.arch === 'x64';

const region = z.object({ startLine: z.number(), startColumn: z.number(), endLine: z.number(), endColumn: z.number() });
const place = z.object({ physicalLocation: z.object({ artifactLocation: z.object({ uri: z.string(), uriBaseId: z.string() }), region: region.optional() }) });
const notification = z.object({ level: z.string(), message: z.object({ text: z.string() }), descriptor: z.object({ id: z.string() }) });
const run = z.object({
  tool: z.object({
    driver: z.object({ semanticVersion: z.string(), rules: z.array(z.object({ id: z.string(), properties: z.looseObject({ tags: z.array(z.string()) }) })) }),
  }),
  invocations: z.array(z.object({ toolExecutionNotifications: z.array(notification), toolConfigurationNotifications: z.array(notification) })),
  taxonomies: z.array(z.object({ taxa: z.array(z.object({ id: z.string() })) })).optional(),
  results: z.array(
    z.object({
      ruleId: z.string(),
      ruleIndex: z.number().optional(),
      kind: z.string().optional(),
      level: z.string(),
      locations: z.array(place),
      partialFingerprints: z.record(z.string(), z.string()),
      codeFlows: z.array(z.object({ threadFlows: z.array(z.object({ locations: z.array(z.object({ location: place })) })) })).optional(),
      fixes: z
        .array(
          z.object({
            artifactChanges: z.array(
              z.object({ replacements: z.array(z.object({ deletedRegion: z.unknown(), insertedContent: z.object({ text: z.string() }) })) }),
            ),
          }),
        )
        .optional(),
      suppressions: z.array(z.object({ kind: z.string(), status: z.string(), justification: z.string() })).optional(),
    }),
  ),
});

describe('the SARIF log', () => {
  it('is valid against the 2.1.0 schema', () => {
    for (const input of [sample(), sample({ findings: [], suppressed: [], skips: [], problems: [] }), withoutText()]) expect(schemaErrors(input)).toEqual([]);
  });

  it.runIf(hasMultitool)('has no error and no warning under the rules of SARIF and of GitHub', { timeout: 60_000 }, () => {
    expect(multitoolFindings(sample())).toEqual([]);
    expect(multitoolFindings(sample({ findings: [], suppressed: [], skips: [], problems: [] }))).toEqual([]);
  });

  it('places findings by relative URI, line and column', () => {
    const [first, second, third] = runOf(sample()).results;
    expect(first?.locations).toEqual([
      {
        physicalLocation: {
          artifactLocation: { uri: 'src/shop.ts', uriBaseId: '%SRCROOT%' },
          region: { startLine: 3, startColumn: 10, endLine: 3, endColumn: 31 },
        },
      },
    ]);
    expect(second?.locations[0]?.physicalLocation.artifactLocation.uri).toBe('src/%C3%A4%20b%23%3F/%3Cimg%20src%3Dx%3E.ts');
    expect(third).toMatchObject({ kind: 'review', level: 'none', locations: [{ physicalLocation: { artifactLocation: { uri: './' } } }] });
  });

  it('turns a trace into a code flow and a fix into artifact changes', () => {
    const first = runOf(sample()).results[0];
    expect(first?.codeFlows?.[0]?.threadFlows[0]?.locations.map((step) => step.location.physicalLocation.region?.startLine)).toEqual([2, 3]);
    const replacement = {
      deletedRegion: { startLine: 3, startColumn: 10, endLine: 3, endColumn: 31 },
      insertedContent: { text: 'fs.readFileSync(inside(name))' },
    };
    expect(first?.fixes?.[0]?.artifactChanges[0]?.replacements).toEqual([replacement]);
    const start = shopText.indexOf('fs.readFileSync(name)');
    expect(runOf(withoutText()).results[0]?.fixes?.[0]?.artifactChanges[0]?.replacements[0]?.deletedRegion).toEqual({ charOffset: start, charLength: 21 });
  });

  it("carries our fingerprint always and GitHub's line hash where the text is known", () => {
    const { results } = runOf(sample());
    expect(Object.keys(results[0]?.partialFingerprints ?? {})).toEqual(['primaryLocationLineHash', 'sentrik/v2']);
    expect(results[1]?.partialFingerprints).toEqual({ 'sentrik/v2': '11'.repeat(16) });
  });

  it('marks suppressed findings as suppressed, with the reason', () => {
    const suppressed = runOf(sample()).results.filter((result) => result.suppressions !== undefined);
    expect(suppressed.map((result) => result.suppressions)).toEqual([[{ kind: 'inSource', status: 'accepted', justification: 'checked by the caller | <b>' }]]);
  });

  it('tells what was not checked', () => {
    const [invocation] = runOf(sample()).invocations;
    expect(invocation?.toolExecutionNotifications.map((note) => note.descriptor.id)).toEqual(['not-checked/too-large']);
    expect(invocation?.toolConfigurationNotifications.map((note) => note.message.text)).toEqual([
      '.sentrik/rules/own.yaml:3 (own): The pattern does not parse',
    ]);
  });

  it('lists the rules that were evaluated, and no others', () => {
    const { tool, taxonomies } = runOf(sample());
    expect(tool.driver.rules.map((each) => each.id)).toEqual(['js-path-traversal', 'js-weak-hash']);
    expect(tool.driver.rules[0]?.properties).toMatchObject({
      tags: ['security', 'external/cwe/cwe-022', 'external/cwe/cwe-073', 'javascript', 'filesystem'],
      precision: 'high',
      'security-severity': '8.0',
    });
    expect(taxonomies?.[0]?.taxa.map((taxon) => taxon.id)).toEqual(['22', '73', '328']);
  });

  it("stays within GitHub's limits and says so", () => {
    const many = Array.from({ length: 25_010 }, (_unused, index) =>
      finding({ severity: index < 10 ? 'low' : 'critical', fingerprint: String(index).padStart(32, '0') }),
    );
    const tagged = rule({ tags: Array.from({ length: 40 }, (_unused, index) => `tag-${index}`) });
    const { results, invocations, tool } = runOf(sample({ findings: many, suppressed: [], rules: [tagged] }));
    expect(results).toHaveLength(25_000);
    expect(results.filter((result) => result.level === 'note')).toEqual([]);
    expect(invocations[0]?.toolExecutionNotifications[0]?.message.text).toBe('10 less severe findings are left out: a log holds at most 25000');
    expect(tool.driver.rules[0]?.properties.tags).toHaveLength(20);
  });

  it('holds no scanned source but what a fix inserts', () => {
    expect(renderReport('sarif', sample()).content).not.toContain('return fs.readFileSync');
  });
});

function withoutText(): ReportInput {
  const { textOf: _unused, ...rest } = sample();
  return rest;
}

function runOf(input: ReportInput): z.output<typeof run> {
  const log = z.object({ version: z.literal('2.1.0'), runs: z.array(run).length(1) }).parse(JSON.parse(renderReport('sarif', input).content));
  const [only] = log.runs;
  if (only === undefined) throw new Error('the log has no run');
  return only;
}

function schemaErrors(input: ReportInput): unknown[] {
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  addFormats.default(ajv);
  const validate = ajv.compile(z.record(z.string(), z.unknown()).parse(JSON.parse(fs.readFileSync(path.join(multitool, 'sarif-2.1.0.json'), 'utf8'))));
  validate(JSON.parse(renderReport('sarif', input).content));
  return validate.errors ?? [];
}

/** What Microsoft's validator reports at error and warning level, but for the tool's missing web page; it exits with 0 whatever it finds. */
function multitoolFindings(input: ReportInput): string[] {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'sentrik-sarif-'));
  const [log, output] = [path.join(folder, 'log.sarif'), path.join(folder, 'found.sarif')];
  fs.writeFileSync(log, renderReport('sarif', input).content);
  const options = ['validate', log, '--rule-kind', 'Sarif;Ghas', '--output', output, '--log', 'ForceOverwrite', '--level', 'Error;Warning'];
  execFileSync(path.join(multitool, 'Sarif.Multitool'), options, { env: { ...process.env, DOTNET_SYSTEM_GLOBALIZATION_INVARIANT: '1' }, stdio: 'pipe' });
  const found = z.object({ runs: z.array(z.object({ results: z.array(z.object({ ruleId: z.string(), message: z.unknown(), locations: z.unknown() })) })) });
  const { runs } = found.parse(JSON.parse(fs.readFileSync(output, 'utf8')));
  fs.rmSync(folder, { recursive: true });
  const lines = runs.flatMap(({ results }) =>
    results.map((result) => `${result.ruleId} ${JSON.stringify(result.message)} ${JSON.stringify(result.locations)}`),
  );
  return lines.filter((line) => !line.includes('Warning_ProvideToolnformationUri'));
}
