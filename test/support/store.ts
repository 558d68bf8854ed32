import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { StorePlace } from '../../core/platform/store/open.ts';
import { postgresPlace } from './postgres.ts';

/** A fresh place for a store, for one engine. */
export interface TestPlace {
  readonly place: StorePlace;
  remove(): Promise<void>;
}

export async function sqlitePlace(): Promise<TestPlace> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'sentrik-store-'));
  return { place: { folder }, remove: async () => fs.rmSync(folder, { recursive: true, force: true }) };
}

/** The engines that every test of the store runs on. */
export const engines: readonly (readonly [name: string, place: () => Promise<TestPlace>])[] = [
  ['sqlite', sqlitePlace],
  ['postgres', postgresPlace],
];
