import type { SuppressionEntry } from '../../config/schema.ts';
import type { Finding } from '../model.ts';

/** What people say about an entry, besides what it is for. */
export type EntryFacts = Pick<SuppressionEntry, 'reason' | 'justification' | 'owner' | 'expires' | 'requested_by' | 'approved_by'>;

/** An entry of the suppressions file for the finding's rule in the finding's file; with `only` for this one finding. */
export function entryFor({ ruleId, path, fingerprint }: Finding, facts: EntryFacts, { only = false } = {}): SuppressionEntry {
  const said = Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined));
  return { rule_id: ruleId, file_glob: escapeGlob(path), ...(only ? { fingerprint } : {}), ...said, reason: facts.reason };
}

function escapeGlob(path: string): string {
  return path.replaceAll(/[\\*?[\]{}()!]/g, String.raw`\$&`);
}
