import fs from 'node:fs';
import path from 'node:path';
import type { AuditEntry, AuditTrail } from '../kernel/context.ts';

/** Appends one JSON line per entry. */
export function fileAudit(file: string): AuditTrail {
  return {
    record(entry) {
      fs.mkdirSync(path.dirname(file), { recursive: true });
      fs.appendFileSync(file, `${JSON.stringify(entry)}\n`, { mode: 0o600 });
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
