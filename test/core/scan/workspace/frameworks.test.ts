import { expect, test } from 'vitest';
import { run, runJson } from '../../../../core/kernel/operation.ts';
import { addPack, listPacks } from '../../../../core/scan/packs.ops.ts';
import { scanProject } from '../../../../core/scan/project.ts';
import { openWorkspace } from '../../../../core/scan/workspace.ts';
import { sdkRules } from '../../../../core/scan/sdk.ops.ts';
import { testContext } from '../../../support/context.ts';

function project(config: string, files: Record<string, string> = {}) {
  return testContext({ files: { 'a.js': 'x', '.sentrik/config.yaml': config, ...files } });
}

test('a framework in the list of packs turns no pack off, shows its controls and brings the documents that it asks for', async () => {
  const { packs, problems, scanner } = await openWorkspace(project('standards_packs: [hipaa]'));
  const documents = packs.find(({ pack }) => pack.id === 'documents');
  expect(problems).toEqual([]);
  expect(packs.filter(({ enabled, pack }) => enabled !== (pack.byDefault || pack.id === 'documents'))).toEqual([]);
  expect(documents?.pack.rules.map(({ id }) => id)).toContain('doc-risk-assessment');
  expect(documents?.pack.rules.map(({ id }) => id)).not.toContain('doc-soup-list');
  expect(scanner.rules.find(({ id }) => id === 'js-sql-injection')?.controls.hipaa).toContain('164.312(c)(1)');
  expect(scanner.rules.find(({ id }) => id === 'doc-risk-assessment')?.controls).toMatchObject({ hipaa: ['164.308(a)(1)(ii)(A)'] });
});

test('a framework beside a pack in the list leaves the other packs off', async () => {
  const { packs } = await openWorkspace(project('standards_packs: [secrets, "fda-iec-62304"]'));
  expect(packs.filter(({ enabled }) => enabled).map(({ pack }) => pack.id)).toEqual(['documents', 'secrets']);
});

test('frameworks that are only shown bring no obligations', async () => {
  const { packs, scanner } = await openWorkspace(project('frameworks: [SOC2]'));
  expect(packs.find(({ pack }) => pack.id === 'documents')?.enabled).toBe(false);
  expect(new Set(scanner.rules.flatMap((rule) => Object.keys(rule.controls)))).toEqual(new Set(['soc2']));
});

test('an obligation is told once, for all frameworks that ask for it, and never fails the gate', async () => {
  const context = project('standards_packs: [soc2, hipaa]', { 'docs/Backup-Procedure.md': '# Backups' });
  const { findings } = await scanProject(context, await openWorkspace(context), {});
  const incident = findings.filter(({ ruleId }) => ruleId === 'doc-incident-response-plan');
  expect(incident).toMatchObject([
    { obligation: true, severity: 'info', controls: { soc2: ['CC7.3', 'CC7.4'], hipaa: ['164.308(a)(6)(i)', '164.308(a)(6)(ii)'] } },
  ]);
  expect(findings.filter(({ ruleId }) => ruleId === 'doc-backup-procedure')).toEqual([]);
});

test('no catalogue is read while nothing asks for one', async () => {
  const context = project('output_dir: out');
  const read: string[] = [];
  const assets = {
    ...context.assets,
    read(name: string) {
      read.push(name);
      return context.assets.read(name);
    },
  };
  await openWorkspace({ ...context, assets });
  expect(read).toContain('packs.json');
  expect(read.filter((name) => name.startsWith('frameworks'))).toEqual([]);
});

test('rules can be asked for by a framework that findings do not show', async () => {
  const context = project('output_dir: out');
  const answer = await run(sdkRules, context, { filename: 'a.js', frameworks: 'PCI DSS, gdpr' });
  expect(answer).toMatchObject({ rules: expect.arrayContaining([expect.objectContaining({ id: 'js-sql-injection' })]) });
});

test('a framework and a pack are turned on by name or alias, and neither turns the other off', async () => {
  const context = project('output_dir: out');
  await run(addPack, context, { id: 'fda-iec-62304' });
  const { packs } = await openWorkspace(context);
  expect(packs.filter(({ enabled, pack }) => enabled !== (pack.byDefault || pack.id === 'documents'))).toEqual([]);
  await run(addPack, context, { id: 'hipaa' });
  const { frameworks, config } = await openWorkspace(context);
  expect(frameworks.enabled.map(({ id }) => id)).toEqual(['iec-62304', 'hipaa']);
  expect(config.standards_packs).toEqual(['iec-62304', 'hipaa']);
});

test.each(['python-security', 'supply-chain-security', 'core-secrets'])('a pack answers to the alias %s', async (name) => {
  const { packs, problems } = await openWorkspace(project(`standards_packs: [${name}]`));
  expect(problems).toEqual([]);
  expect(packs.filter(({ enabled }) => enabled)).toHaveLength(1);
});

test('a framework that neither a catalogue nor a rule knows is told', async () => {
  const rule = '{id: ours, message: Text, severity: low, languages: [generic], pattern-regex: x, metadata: {controls: {acme: ["1"]}}}';
  const { problems, scanner } = await openWorkspace(project('frameworks: [acme, nothing]', { '.sentrik/rules/a.yaml': rule }));
  expect(problems).toEqual([{ file: 'configuration', field: 'frameworks', message: 'There is no framework named "nothing"' }]);
  expect(scanner.rules.find(({ id }) => id === 'ours')?.controls).toEqual({ acme: ['1'] });
});

test('an alias may stand for several packs', async () => {
  const { packs } = await openWorkspace(project('standards_packs: [iac]'));
  expect(packs.filter(({ enabled }) => enabled).map(({ pack }) => pack.id)).toEqual(expect.arrayContaining(['config', 'docker']));
});

test('the list of packs tells the frameworks and which are on', async () => {
  const { frameworks } = await runJson(listPacks, project('standards_packs: [hipaa]'), {});
  expect(frameworks.filter(({ status }) => status === 'ENABLED').map(({ id }) => id)).toEqual(['hipaa']);
  expect(frameworks).toHaveLength(41);
});
