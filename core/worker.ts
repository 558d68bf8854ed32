/** The program of a worker thread: answers `{id, task, payload}` with `{id, result}` or `{id, error}`. */
import { parentPort, workerData } from 'node:worker_threads';
import { z } from 'zod';
import { toFailure } from './kernel/failure.ts';
import { diskAssets } from './platform/assets-disk.ts';
import { diskFiles } from './platform/files-disk.ts';
import { createShardScanner, type ShardRequest } from './scan/project/worker-shard.ts';

const data = z.object({ assetsFolder: z.string() });
const message = z.object({
  id: z.number(),
  task: z.literal('scan-shard'),
  payload: z.custom<ShardRequest>((value) => typeof value === 'object' && value !== null),
});

const scanShard = createShardScanner(diskAssets(data.parse(workerData).assetsFolder));

parentPort?.on('message', (received: unknown) => {
  void answer(message.parse(received));
});

async function answer({ id, payload }: z.output<typeof message>): Promise<void> {
  try {
    const result = await scanShard(diskFiles(payload.root), payload);
    parentPort?.postMessage({ id, result });
  } catch (thrown) {
    parentPort?.postMessage({ id, error: toFailure(thrown).message });
  }
}
