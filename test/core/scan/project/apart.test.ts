import path from 'node:path';
import { expect, it } from 'vitest';
import { memoryCache } from '../../../../core/kernel/memory-cache.ts';
import { diskFiles } from '../../../../core/platform/files-disk.ts';
import { toFindingWire } from '../../../../core/scan/finding-wire.ts';
import { scanProject } from '../../../../core/scan/project.ts';
import { mergeRecords } from '../../../../core/scan/project/record-file.ts';
import { engineId } from '../../../../core/scan/project/result-cache.ts';
import { chooseFiles } from '../../../../core/scan/project/choose.ts';
import { openWorkspace } from '../../../../core/scan/workspace.ts';
import { testContext } from '../../../support/context.ts';

const shop = path.resolve(import.meta.dirname, '../../../../examples/shop');
const cached = { config: { cache: true } };

/** Looks at every `count`th file in a process of its own, as it were, and gives what its cache holds. */
async function lookApart(index: number, count: number): Promise<ReadonlyMap<string, Uint8Array>> {
  const cache = memoryCache();
  const context = { ...testContext({ disk: diskFiles(shop) }), cache };
  const workspace = await openWorkspace(context, cached);
  const { paths } = await chooseFiles(context, workspace.config, {});
  await scanProject(context, workspace, { changedFiles: paths.filter((_path, at) => at % count === index), apart: true });
  return new Map(cache.entries().map(({ name }) => [name, cache.read(name) ?? new Uint8Array()]));
}

async function scanWhole(cache = memoryCache()) {
  const context = { ...testContext({ disk: diskFiles(shop) }), cache };
  return scanProject(context, await openWorkspace(context, cached), {});
}

it('parts of a project that are looked at apart come to the same findings, byte for byte, as one scan', async () => {
  const whole = await scanWhole();
  expect(whole.findings.length).toBeGreaterThan(5);
  const parts = await Promise.all([0, 1, 2].map((index) => lookApart(index, 3)));
  const engine = engineId(testContext()) ?? '';
  const names = [...new Set(parts.flatMap((part) => [...part.keys()]))];
  const merged = names.map(
    (name) =>
      [
        name,
        mergeRecords(
          parts.flatMap((part) => part.get(name) ?? []),
          engine,
        ),
      ] as const,
  );
  const together = await scanWhole(memoryCache(merged));
  expect(together.filesUnchanged).toBeGreaterThan(whole.filesScanned / 2);
  expect(JSON.stringify(together.findings.map(toFindingWire))).toBe(JSON.stringify(whole.findings.map(toFindingWire)));
  expect(JSON.stringify(together.suppressed.map(toFindingWire))).toBe(JSON.stringify(whole.suppressed.map(toFindingWire)));
});

it('what is damaged or of another engine is looked at again', async () => {
  const part = await lookApart(0, 2);
  const [[name, content]] = [...part] as [[string, Uint8Array]];
  const damaged = content.slice(0, content.length - 5);
  const whole = await scanWhole(memoryCache([[name, mergeRecords([damaged, content], 'another engine')]]));
  expect(whole.filesUnchanged).toBe(0);
});
