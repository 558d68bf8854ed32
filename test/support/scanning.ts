import { config } from '../../core/config/schema.ts';
import type { Pack, RuleProblem } from '../../core/scan/model.ts';
import { loadRuleText } from '../../core/scan/rules/load.ts';
import { openScanner, type Scanner, type ScannerSettings } from '../../core/scan/scanner.ts';
import { builtAssets } from './assets.ts';

/** Settings with the defaults of the configuration and the given packs. */
export function scannerSettings(packs: readonly Pack[], changes: Partial<ScannerSettings> = {}): ScannerSettings {
  const { max_file_size: maxFileSize, languages } = config.parse({});
  return { packs, suppressions: [], maxFileSize, languages, today: '2026-11-21', testCode: 'low', ...changes };
}

/** A scanner with the rules of a YAML text; a rule that does not load fails the test. */
export async function scannerOf(yaml: string, changes: Partial<ScannerSettings> & { readonly trusted?: boolean } = {}): Promise<Scanner> {
  const { trusted = false, ...settings } = changes;
  const { rules, problems } = loadRuleText(yaml, 'rules.yaml', { trusted });
  if (problems.length > 0) throw new Error(problems.map(describe).join('\n'));
  const pack: Pack = { id: 'test', name: 'Test', version: '1.0.0', description: '', source: 'custom', byDefault: true, rules };
  return await openScanner(scannerSettings([pack], settings), builtAssets);
}

function describe({ line, ruleId, field, message }: RuleProblem): string {
  return `${line} ${ruleId} ${field}: ${message}`;
}
