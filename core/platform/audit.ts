import fs from 'node:fs';
import path from 'node:path';
import type { AuditEntry, AuditTrail, Log } from '../kernel/context.ts';

/** Appends one JSON line per entry. In a project that cannot be written the entry goes to the log instead. */
export function fileAudit(file: string, log: Log): AuditTrail {
  return {
    record(entry) {
      try {
        fs.mkdirSync(path.dirname(file), { recursive: true });
        fs.appendFileSync(file, `${JSON.stringify(entry)}\n`, { mode: 0o600 });
      } catch {
        log.warn('the audit trail cannot be written', { ...entry });
      }
    },
  };
}

export interface MemoryAudit extends AuditTrail {
  readonly entries: readonly AuditEntry[];
}

/** Keeps the entries, for tests and for frontends without a project folder. */
export function memoryAudit(): MemoryAudit {
  const entries: AuditEntry[] = [];
  return { entries, record: (entry) => void entries.push(entry) };
}
