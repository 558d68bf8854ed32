/** The program of a worker thread: answers `{id, task, payload}` with `{id, result}` or `{id, error}`. */
import { parentPort, workerData } from 'node:worker_threads';
import { z } from 'zod';
import { toFailure } from './kernel/failure.ts';
import { diskAssets } from './platform/assets-disk.ts';
import { diskFiles } from './platform/files-disk.ts';
import { createLinkWorker, type LinkRequest } from './scan/project/worker-link.ts';
import { createScannerKeeper, createShardScanner, type ShardRequest } from './scan/project/worker-shard.ts';
import { createTextLinkWorker, type TextLinkRequest } from './scan/project/worker-text-link.ts';

const data = z.object({ assetsFolder: z.string() });
const message = z.discriminatedUnion('task', [
  z.object({ id: z.number(), task: z.literal('scan-shard'), payload: z.custom<ShardRequest>(isRecord) }),
  z.object({ id: z.number(), task: z.literal('link'), payload: z.custom<LinkRequest>(isRecord) }),
  z.object({ id: z.number(), task: z.literal('text-link'), payload: z.custom<TextLinkRequest>(isRecord) }),
]);
type Message = z.output<typeof message>;

const scannerFor = createScannerKeeper(diskAssets(data.parse(workerData).assetsFolder));
const scanShard = createShardScanner(scannerFor);
const link = createLinkWorker(scannerFor);
const linkTexts = createTextLinkWorker(scannerFor);

parentPort?.on('message', (received: unknown) => {
  void answer(message.parse(received));
});

async function answer(received: Message): Promise<void> {
  const { id } = received;
  try {
    const result = await work(received);
    parentPort?.postMessage({ id, result });
  } catch (thrown) {
    parentPort?.postMessage({ id, error: toFailure(thrown).message });
  }
}

function work({ task, payload }: Message): Promise<unknown> {
  const files = diskFiles(payload.root);
  switch (task) {
    case 'link':
      return link(files, payload);
    case 'text-link':
      return linkTexts(files, payload);
    case 'scan-shard':
      return scanShard(files, payload);
    default:
      return task satisfies never;
  }
}

function isRecord(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}
