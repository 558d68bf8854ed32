import { createHash, randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { canonical, endOf, recordOf, sealOf } from '../audit/chain.ts';
import type { AuditHead, AuditKey, ChainEnd } from '../kernel/audit-store.ts';
import { stateFolder } from './state-folder.ts';

/** Where a project's chain ends, kept outside of the project. */
export interface HeadPlace {
  read(): AuditHead;
  /** Whatever goes wrong, the entry is written: the place then has an earlier end. */
  write(end: ChainEnd, key: AuditKey | undefined): void;
}

const mostHeads = 1000;

/** The file in the user's state folder that belongs to the project at this path. */
export function headPlace(root: string, environment: Readonly<Record<string, string | undefined>>): HeadPlace {
  const folder = path.join(stateFolder(environment), 'audit');
  const file = path.join(folder, `${createHash('sha256').update(root).digest('hex').slice(0, 24)}.json`);
  return {
    read() {
      try {
        return parseHead(fs.readFileSync(file, 'utf8'));
      } catch {
        return { kind: 'none', reason: 'there is none for this folder and user' };
      }
    },
    write(end, key) {
      const body = { ...end, ...(key === undefined ? {} : { key: key.id }) };
      const { mac } = sealOf(body, key);
      replace(folder, file, canonical({ ...body, ...(mac === undefined ? {} : { mac }) }));
    },
  };
}

function parseHead(text: string): AuditHead {
  const record = recordOf(text);
  const end = record === undefined ? undefined : endOf(record);
  if (record === undefined || end === undefined) return { kind: 'none', reason: 'it cannot be read' };
  const { mac, key } = record;
  return { kind: 'head', end, ...(typeof mac === 'string' ? { mac } : {}), ...(typeof key === 'string' ? { key } : {}) };
}

function replace(folder: string, file: string, text: string): void {
  const temporary = `${file}.${randomBytes(6).toString('hex')}.tmp`;
  try {
    if (!fs.existsSync(file)) {
      fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
      dropOldest(folder);
    }
    fs.writeFileSync(temporary, text, { mode: 0o600 });
    fs.renameSync(temporary, file);
  } catch {
    fs.rmSync(temporary, { force: true });
  }
}

function dropOldest(folder: string): void {
  const names = fs.readdirSync(folder);
  if (names.length < mostHeads) return;
  const aged = names.map((name) => ({ name, modified: fs.statSync(path.join(folder, name)).mtimeMs })).toSorted((a, b) => b.modified - a.modified);
  for (const { name } of aged.slice(mostHeads - 1)) fs.rmSync(path.join(folder, name), { force: true });
}
