import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { type JobRow, jobs } from '../../core/jobs/tables.ts';
import type { BlobId, Blobs } from '../../core/kernel/blobs.ts';
import type { Store } from '../../core/kernel/store.ts';
import { readManifest } from '../../core/workspace/manifest.ts';
import { scanResult } from '../../core/workspace/scan-result.ts';
import { findings } from '../../core/workspace/scan-tables.ts';
import { snapshots } from '../../core/workspace/tables.ts';
import type { SampleProject } from './projects.ts';

/** What has to be found in a sample project, as a scan that nothing disturbed found it. */
export interface Expected {
  readonly findings: string;
  /** Hash of `findings.json`. */
  readonly artifact: string;
}

/** What the scan of a repository has found. */
export async function foundBy(store: Store, blobs: Blobs, scan: JobRow): Promise<Expected> {
  const rows = await store.across(findings).find({ where: { scan_id: scan.id } });
  const artifact = scanResult.parse(scan.result).artifacts.find(({ name }) => name === 'findings.json');
  const bytes = artifact === undefined ? new Uint8Array() : await blobs.readAll(artifact.blob, Number.MAX_SAFE_INTEGER);
  const lines = rows.map((row) => `${row.fingerprint} ${row.rule_id} ${row.severity} ${row.file_path}:${row.line}`);
  return { findings: lines.toSorted().join('\n'), artifact: hashOf(bytes) };
}

/** Completed scans that found something else than what has to be found in their repository's files. */
export async function wrongScans(
  store: Store,
  blobs: Blobs,
  { sampleOf, expected }: { readonly sampleOf: ReadonlyMap<string, SampleProject>; readonly expected: ReadonlyMap<string, Expected> },
): Promise<readonly string[]> {
  const wrong: string[] = [];
  for (const scan of await store.across(jobs).find({ where: { kind: 'code_scan', status: 'completed' } })) {
    const sample = sampleOf.get(scan.repository_id ?? '');
    const wanted = sample === undefined ? undefined : expected.get(sample.name);
    if (wanted === undefined) continue;
    const got = await foundBy(store, blobs, scan);
    if (got.findings !== wanted.findings)
      wrong.push(
        `scan ${scan.id} of ${sample?.name} stored ${got.findings.split('\n').length} findings, not the ${wanted.findings.split('\n').length} of the undisturbed one`,
      );
    if (got.artifact !== wanted.artifact) wrong.push(`scan ${scan.id} of ${sample?.name} has another findings.json than the undisturbed one`);
  }
  return wrong;
}

const staged = z.object({ blob: z.string() });

/** Contents that rows name and that are not there or have another hash, and staged ones that stayed although they were thrown away. */
export async function wrongBlobs(store: Store, blobs: Blobs): Promise<{ readonly checked: number; readonly wrong: readonly string[] }> {
  const ended = await store.across(jobs).find({ where: { status: 'completed' } });
  const artifacts = ended.flatMap(({ result }) => scanResult.safeParse(result).data?.artifacts ?? []);
  const names = new Set([...(await snapshotBlobs(store, blobs)), ...artifacts.map(({ blob }) => blob)]);
  const wrong: string[] = [];
  for (const name of names) {
    const content = await blobs.readAll(idOf(name), Number.MAX_SAFE_INTEGER).catch(() => undefined);
    if (content === undefined || hashOf(content) !== name) wrong.push(`${name} is ${content === undefined ? 'not there' : 'another content'}`);
  }
  for (const { payload } of ended.filter(({ kind }) => kind === 'discard_source')) {
    const { blob } = staged.parse(payload);
    if (await blobs.has(idOf(blob))) wrong.push(`${blob} was thrown away and is there`);
  }
  return { checked: names.size, wrong };
}

async function snapshotBlobs(store: Store, blobs: Blobs): Promise<readonly string[]> {
  const names: string[] = [];
  for (const { manifest } of await store.across(snapshots).find()) {
    const { files } = await readManifest(blobs, manifest);
    names.push(manifest, ...files.map(({ blob }) => blob));
  }
  return names;
}

/** What killed processes left in the data folder. */
export interface Leftovers {
  /** Half-written contents: swept a day later. */
  readonly halfBlobs: number;
  readonly scratch: number;
  readonly checkouts: number;
  readonly gitRepositories: number;
}

export function countLeftovers(dataFolder: string): Leftovers {
  const count = (name: string) => {
    const folder = path.join(dataFolder, name);
    return fs.existsSync(folder) ? fs.readdirSync(folder).length : 0;
  };
  return { halfBlobs: count('blobs/tmp'), scratch: count('scratch'), checkouts: count('checkouts'), gitRepositories: count('git') };
}

function idOf(name: string): BlobId {
  if (!isBlobId(name)) throw new Error('a row names a content that is none');
  return name;
}

function isBlobId(name: string): name is BlobId {
  return name.startsWith('sha256:');
}

function hashOf(bytes: Uint8Array): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}
