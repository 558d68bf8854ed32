import fs from 'node:fs';
import path from 'node:path';
import { auditKey } from '../audit/chain.ts';
import type { AuditKey } from '../kernel/audit-store.ts';
import { stateFolder } from './state-folder.ts';

/** The key that entries are signed with, if there is one, or why the one that is named cannot be used. */
export interface FoundKey {
  readonly key?: AuditKey;
  readonly keyProblem?: string;
}

const shortestSecret = 16;
const longestFile = 4096;

/**
 * The secret of SENTRIK_AUDIT_KEY, else of the file that SENTRIK_AUDIT_KEY_FILE names, else of `audit.key` in the user's state folder. A file inside
 * of the project is not taken: whoever may change the project could read it.
 */
export function findAuditKey(root: string, environment: Readonly<Record<string, string | undefined>>): FoundKey {
  const { SENTRIK_AUDIT_KEY: secret = '', SENTRIK_AUDIT_KEY_FILE: named = '' } = environment;
  if (secret !== '') return usable(secret, 'environment');
  const file = named === '' ? path.join(stateFolder(environment), 'audit.key') : path.resolve(named);
  try {
    const real = fs.realpathSync.native(file);
    if (real.startsWith(root.endsWith(path.sep) ? root : root + path.sep)) return { keyProblem: 'the key file lies inside of the project' };
    if (fs.statSync(real).size > longestFile) return { keyProblem: 'the key file is larger than 4 KB' };
    return usable(fs.readFileSync(real, 'utf8').trim(), 'file');
  } catch {
    return named === '' ? {} : { keyProblem: 'the key file cannot be read' };
  }
}

function usable(secret: string, from: AuditKey['from']): FoundKey {
  return secret.length < shortestSecret ? { keyProblem: `the key has fewer than ${shortestSecret} characters` } : { key: auditKey(secret, from) };
}
