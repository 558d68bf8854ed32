import { z } from 'zod';
import type { Context } from '../kernel/context.ts';
import { Failure, toFailure } from '../kernel/failure.ts';
import { defineOperation } from '../kernel/operation.ts';
import { insideRoot } from '../kernel/path.ts';
import { type FindingWire, toFindingWire } from '../scan/finding-wire.ts';
import { fingerprintShape, isFingerprint } from '../scan/fingerprint.ts';
import { readCatalogues } from '../scan/frameworks/catalogue.ts';
import { measuredOf, measuredWire, readMeasurements } from '../scan/measured.ts';
import type { Rule } from '../scan/model.ts';
import { mentions, ruleDetailWire, toRuleDetail } from '../scan/rule-wire.ts';
import { readSourceText } from '../scan/source-text.ts';
import { openWorkspace, type Workspace } from '../scan/workspace.ts';
import { type FindingNow, findingNow, lookAgain } from './finding-now.ts';
import { readLastScan } from './outputs.ts';

const linesAround = 4;

const output = ruleDetailWire.extend({
  enabled: z.boolean().meta({ description: 'Whether the rule is on in this project' }),
  measured: measuredWire,
  finding: findingNow.optional().meta({ description: 'The finding that was asked for, as its file is now' }),
});

/** A rule, by its id or by one of its findings; `not_found` names the nearest ids. */
export const explainRule = defineOperation({
  name: 'rules.explain',
  summary: 'Explain a rule or a finding: what, why, how to fix, examples, weaknesses, controls with reasons, measured precision',
  input: z.object({
    rule_id: z.string().min(1).max(500).meta({ description: 'Rule id, such as js-command-injection, or the fingerprint or id of a finding' }),
    path: z.string().min(1).max(1000).optional().meta({ description: 'File of the finding; without it the last scan is looked into' }),
  }),
  output,
  access: 'member',
  permission: 'findings:read',
  effect: 'read',
  limit: 'none',
  http: { sentrik: 'GET /rules/{rule_id}' },
  mcp: 'explain',
  lsp: 'sentrik.explain',
  cli: 'explain',
  async run(context, { rule_id: id, path }) {
    const workspace = await openWorkspace(context);
    const rules = allRules(workspace);
    const rule = rules.find((candidate) => candidate.id === id);
    if (rule !== undefined) return explain(context, workspace, rule);
    const finding = path === undefined ? findingOfScan(context, workspace, id) : findingIn(context, workspace, { id, path });
    const itsRule = rules.find((candidate) => candidate.id === finding?.rule_id);
    if (finding === undefined || itsRule === undefined) throw unknownId(id, rules);
    return { ...explain(context, workspace, itsRule), finding: findingAsItIs(context, workspace, finding) };
  },
});

function allRules({ packs }: Workspace): readonly Rule[] {
  return packs.flatMap(({ pack, switchedOff }) => [...pack.rules, ...switchedOff]);
}

function explain({ assets }: Context, { scanner }: Workspace, rule: Rule): z.output<typeof output> {
  return {
    ...toRuleDetail(rule, readCatalogues(assets)),
    enabled: scanner.rules.some(({ id }) => id === rule.id),
    measured: measuredOf(rule.trusted ? readMeasurements(assets).get(rule.id) : undefined),
  };
}

function unknownId(id: string, rules: readonly Rule[]): Failure {
  if (fingerprintShape.test(id)) return new Failure('not_found', 'The last scan has no finding with this fingerprint; scan again, or name its file');
  const near = rules
    .filter((candidate) => mentions(candidate, id))
    .toSorted((a, b) => Number(b.id.includes(id)) - Number(a.id.includes(id)) || a.id.length - b.id.length)
    .slice(0, 5)
    .map((candidate) => candidate.id);
  return new Failure('not_found', `There is no rule with this id${near.length > 0 ? `; near: ${near.join(', ')}` : ''}`, { near });
}

/** Undefined also where nothing was scanned yet: then the id is most likely a misspelt rule. */
function findingOfScan(context: Context, { config }: Workspace, id: string): FindingWire | undefined {
  try {
    const { findings, suppressed } = readLastScan(context, config.output_dir);
    return [...findings, ...suppressed].find((each) => isFingerprint(each.fingerprint, id) || each.finding_id === id);
  } catch (thrown) {
    if (toFailure(thrown).code !== 'not_found') throw thrown;
    return undefined;
  }
}

function findingIn(context: Context, { scanner }: Workspace, { id, path }: { readonly id: string; readonly path: string }): FindingWire | undefined {
  const file = insideRoot(context.files.root, path);
  const { findings, suppressed } = scanner.check({ path: file, text: readSourceText(context.files, file).text });
  return [...findings, ...suppressed].map(toFindingWire).find((each) => isFingerprint(each.fingerprint, id) || each.finding_id === id);
}

function findingAsItIs(context: Context, { scanner }: Workspace, finding: FindingWire): FindingNow {
  if (finding.is_obligation) return { finding };
  try {
    const { text } = readSourceText(context.files, insideRoot(context.files.root, finding.evidence.file));
    return lookAgain(scanner, finding, { text, around: linesAround });
  } catch (thrown) {
    if (toFailure(thrown).code === 'internal') throw thrown;
    return { finding };
  }
}
