/** The program of a worker thread: answers `{id, task, payload}` with `{id, result}` or `{id, error}`. */
import { parentPort, workerData } from 'node:worker_threads';
import { z } from 'zod';
import { toFailure } from './kernel/failure.ts';
import { diskAssets } from './platform/assets-disk.ts';
import { diskFiles } from './platform/files-disk.ts';
import { createLinkWorker, type LinkRequest } from './scan/project/worker-link.ts';
import { createScannerKeeper, createShardScanner, type ShardRequest } from './scan/project/worker-shard.ts';

const data = z.object({ assetsFolder: z.string() });
const message = z.discriminatedUnion('task', [
  z.object({ id: z.number(), task: z.literal('scan-shard'), payload: z.custom<ShardRequest>(isRecord) }),
  z.object({ id: z.number(), task: z.literal('link'), payload: z.custom<LinkRequest>(isRecord) }),
]);
type Message = z.output<typeof message>;

const scannerFor = createScannerKeeper(diskAssets(data.parse(workerData).assetsFolder));
const scanShard = createShardScanner(scannerFor);
const link = createLinkWorker(scannerFor);

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
  return task === 'link' ? link(files, payload) : scanShard(files, payload);
}

function isRecord(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}
