import { z } from 'zod';
import { config } from '../../core/config/schema.ts';
import type { Assets } from '../../core/kernel/context.ts';
import { operations } from '../../core/operations.ts';
import { type Catalogue, readCatalogues } from '../../core/scan/frameworks/catalogue.ts';
import { type Measurement, measuredOf, readMeasurements } from '../../core/scan/measured.ts';
import type { Pack } from '../../core/scan/model.ts';
import { readCompiledPacks } from '../../core/scan/packs.ts';
import { operationsPage } from './operations-page.ts';
import { rulePage } from './rule-page.ts';
import { packPage, rulesPage } from './rules-page.ts';

/** Text by path of every page and schema that is made from the code; committed, and compared by a test. */
export function generatedFiles(assets: Assets): Readonly<Record<string, string>> {
  const packs = readCompiledPacks(assets);
  return {
    'docs/rules.md': rulesPage(packs),
    ...rulePages(packs, readCatalogues(assets), readMeasurements(assets)),
    'docs/operations.md': operationsPage(operations),
    'docs/config.schema.json': `${JSON.stringify(configSchema(), null, 2)}\n`,
  };
}

function rulePages(packs: readonly Pack[], frameworks: readonly Catalogue[], measurements: ReadonlyMap<string, Measurement>): Readonly<Record<string, string>> {
  const pages = packs.flatMap((pack) => [
    [`docs/rules/${pack.id}/README.md`, packPage(pack)] as const,
    ...pack.rules.map(
      (rule) => [`docs/rules/${pack.id}/${rule.id}.md`, rulePage(rule, pack, { frameworks, measured: measuredOf(measurements.get(rule.id)) })] as const,
    ),
  ]);
  return Object.fromEntries(pages);
}

function configSchema(): object {
  const title = 'Sentrik configuration (.sentrik/config.yaml, .guard.yaml)';
  return { title, ...z.toJSONSchema(config, { io: 'input', target: 'draft-07' }) };
}
