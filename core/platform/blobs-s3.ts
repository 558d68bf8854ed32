import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { AwsClient } from 'aws4fetch';
import type { BlobId, Blobs, Bucket, KeptBlob } from '../kernel/blobs.ts';
import { Failure } from '../kernel/failure.ts';
import { listed } from './s3-list.ts';
import { digitsOf, joined, noContent, removeAbandoned, type Spooled, spool } from './spool.ts';

const attempts = 4;
/** Milliseconds without an answer. */
const patience = 30_000;
const hashHeader = 'x-amz-content-sha256';
const emptyHash = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';

interface Call {
  readonly method: 'GET' | 'HEAD' | 'PUT' | 'DELETE';
  readonly spooled?: Spooled;
}

/** Contents as objects `blobs/<two digits>/<hash>` of an S3-compatible bucket, addressed by path. The store checks each content against its hash. */
export function s3Blobs(bucket: Bucket): Blobs {
  const temporary = path.join(os.tmpdir(), 'sentrik-uploads');
  const client = new AwsClient({ accessKeyId: bucket.accessKeyId, secretAccessKey: bucket.secretAccessKey, region: bucket.region, service: 's3' });
  const ask = async (id: BlobId, call: Call) => answered(client, `${addressOf(bucket)}/blobs/${digitsOf(id).slice(0, 2)}/${digitsOf(id)}`, call);
  let swept: Promise<void> | undefined;
  const write: Blobs['write'] = async (content, limit) => {
    swept ??= removeAbandoned(temporary);
    await swept;
    const spooled = await spool(temporary, content, limit);
    try {
      await discard(await ask(spooled.id, { method: 'PUT', spooled }));
    } finally {
      await fs.promises.rm(spooled.file, { force: true });
    }
    return { id: spooled.id, size: spooled.size };
  };
  const read: Blobs['read'] = async (id) => {
    const response = await ask(id, { method: 'GET' });
    if (response.ok) return contentOf(response);
    await discard(response);
    throw noContent();
  };
  return {
    write,
    read,
    readAll: async (id, limit) => joined(await read(id), limit),
    async has(id) {
      const { status } = await ask(id, { method: 'HEAD' });
      return status !== 404;
    },
    list: () => kept(client, addressOf(bucket)),
    async remove(id, unlessSince) {
      const written = writtenAt(await ask(id, { method: 'HEAD' }));
      if (written === undefined || (unlessSince !== undefined && written >= unlessSince)) return false;
      await discard(await ask(id, { method: 'DELETE' }));
      return true;
    },
    async check() {
      const { id } = await write(new TextEncoder().encode('check'));
      await joined(await read(id), 100);
    },
  };
}

/** When the object of an answer was last written; undefined where there is none. */
function writtenAt(response: Response): Date | undefined {
  if (response.status === 404) return undefined;
  const written = new Date(response.headers.get('last-modified') ?? '');
  if (Number.isNaN(written.getTime())) throw new Failure('unavailable', 'The store for contents does not say when contents were written');
  return written;
}

async function* kept(client: AwsClient, address: string): AsyncIterable<KeptBlob> {
  for (let token: string | undefined = ''; token !== undefined; ) {
    const place = token === '' ? '' : `&continuation-token=${encodeURIComponent(token)}`;
    const page = listed(await (await answered(client, `${address}?list-type=2&prefix=blobs%2F${place}`, { method: 'GET' })).text());
    yield* page.blobs;
    token = page.next;
  }
}

function addressOf({ endpoint, name }: Bucket): string {
  return `${endpoint.replace(/\/+$/, '')}/${name}`;
}

/** The answer to a call, of a status below 300 or 404. Calls that the store cannot take just now are repeated. Throws `unavailable`. */
async function answered(client: AwsClient, address: string, call: Call): Promise<Response> {
  for (let attempt = 1; ; attempt += 1) {
    const response = await sent(client, address, call).catch(() => undefined);
    if (response !== undefined && (response.ok || (response.status === 404 && call.method !== 'PUT'))) return response;
    await response?.body?.cancel();
    const mayPass = response === undefined || response.status >= 500 || response.status === 429;
    if (!mayPass || attempt === attempts) throw new Failure('unavailable', 'The store for contents cannot be used', detailsOf(response));
    await sleep(Math.random() * 100 * 2 ** attempt);
  }
}

function detailsOf(response: Response | undefined): { readonly status?: number } {
  return response === undefined ? {} : { status: response.status };
}

async function sent(client: AwsClient, address: string, { method, spooled }: Call): Promise<Response> {
  const hash = spooled === undefined ? emptyHash : digitsOf(spooled.id);
  const { headers } = await client.sign(address, { method, headers: { [hashHeader]: hash } });
  const stop = new AbortController();
  const late = setTimeout(() => stop.abort(), patience + (spooled?.size ?? 0) / 1000);
  try {
    if (spooled === undefined) return await fetch(address, { method, headers, signal: stop.signal });
    headers.set('content-length', String(spooled.size));
    // `duplex` is what Node asks for with a stream; the types of browsers do not have it.
    const request = { method, headers, body: bodyOf(spooled), duplex: 'half', signal: stop.signal };
    return await fetch(address, request);
  } finally {
    clearTimeout(late);
  }
}

function bodyOf({ file, size }: Spooled): ReadableStream<Uint8Array> | string {
  if (size === 0) return '';
  const content = fs.createReadStream(file);
  const chunks: AsyncIterator<Uint8Array> = content[Symbol.asyncIterator]();
  return new ReadableStream({
    async pull(controller) {
      const next = await chunks.next();
      if (next.done === true) controller.close();
      else controller.enqueue(next.value);
    },
    cancel: () => void content.destroy(),
  });
}

async function* contentOf(response: Response): AsyncIterable<Uint8Array> {
  yield* response.body ?? [];
}

async function discard(response: Response): Promise<void> {
  await response.body?.cancel();
}
