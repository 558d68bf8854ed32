import { z } from 'zod';
import { config } from '../../core/config/schema.ts';
import type { Assets } from '../../core/kernel/context.ts';
import { operations } from '../../core/operations.ts';
import { readCompiledPacks } from '../../core/scan/packs.ts';
import { operationsPage } from './operations-page.ts';
import { rulesPage } from './rules-page.ts';

/** Text by path of every page and schema that is made from the code; committed, and compared by a test. */
export function generatedFiles(assets: Assets): Readonly<Record<string, string>> {
  return {
    'docs/rules.md': rulesPage(readCompiledPacks(assets)),
    'docs/operations.md': operationsPage(operations),
    'docs/config.schema.json': `${JSON.stringify(configSchema(), null, 2)}\n`,
  };
}

function configSchema(): object {
  const title = 'Sentrik configuration (.sentrik/config.yaml, .guard.yaml)';
  return { title, ...z.toJSONSchema(config, { io: 'input', target: 'draft-07' }) };
}
