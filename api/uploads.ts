import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import { callbackify } from 'node:util';
import multer from '@koa/multer';
import type { Context as KoaContext, Middleware } from 'koa';
import { Failure } from '../core/kernel/failure.ts';
import type { AnyOperation } from '../core/kernel/operation.ts';
import { type Sources, type StagedSource, UploadedArchive } from '../core/kernel/sources.ts';

const maxFields = 50;
const maxFieldBytes = 100_000;
const maxName = 255;

/** Whether the request is a form for an operation that takes a file. */
export function isForm(context: KoaContext, operation: AnyOperation): boolean {
  return operation.upload !== undefined && Boolean(context.is('multipart/form-data'));
}

/** Reads a form: its fields, and its one file as it streams in, into `context.request.body`. What was staged is thrown away when the operation refuses it. */
export function readForm(operation: AnyOperation, sources: Sources | undefined): Middleware {
  return async (context, next) => {
    if (operation.upload === undefined || !isForm(context, operation)) {
      await next();
      return;
    }
    if (sources === undefined) throw new Failure('unavailable', 'This server takes no sources in');
    const staging = stagingIn(sources);
    try {
      await parse(context, operation.upload, staging);
      await next();
    } catch (thrown) {
      await Promise.all(staging.staged.map((each) => sources.discard(each)));
      throw thrown;
    }
  };
}

/** What multer calls with each file of a form; its types know only files that were kept already. */
interface Engine {
  _handleFile(
    request: IncomingMessage,
    file: { readonly stream: Readable; readonly originalname: string },
    done: (error?: unknown, info?: object) => void,
  ): void;
  _removeFile(request: IncomingMessage, file: unknown, done: (error: unknown) => void): void;
}

interface Staging {
  readonly engine: Engine;
  readonly staged: StagedSource[];
  /** Why a file was refused. */
  readonly heard: { failure?: Failure };
}

/** Multer hands each file over as a stream; it goes into the sources without a stop on the disk. */
function stagingIn(sources: Sources): Staging {
  const staged: StagedSource[] = [];
  const heard: Staging['heard'] = {};
  const stage = async (stream: Readable, name: string) => {
    const source = await sources.stage(within(stream, sources.limits.sourceBytes, heard));
    staged.push(source);
    return { archive: new UploadedArchive(source, Buffer.from(name, 'latin1').toString('utf8').slice(0, maxName)) };
  };
  const engine: Engine = {
    _handleFile: (_request, file, done) => callbackify(stage)(file.stream, file.originalname, done),
    _removeFile: (_request, _file, done) => done(null),
  };
  return { engine, staged, heard };
}

/** Notes that the file is too large before the parser complains that nobody reads on. */
async function* within(content: AsyncIterable<Uint8Array>, limit: number, heard: Staging['heard']): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  for await (const chunk of content) {
    bytes += chunk.length;
    if (bytes > limit) {
      heard.failure = new Failure('too_large', `The archive is larger than ${limit} bytes`);
      throw heard.failure;
    }
    yield chunk;
  }
}

async function parse(context: KoaContext, field: string, { engine, heard }: Staging): Promise<void> {
  const storage = engine as unknown as multer.StorageEngine;
  const limits = { files: 1, fields: maxFields, fieldSize: maxFieldBytes, fieldNameSize: 100 };
  try {
    await multer({ storage, limits }).single(field)(context, () => Promise.resolve());
  } catch (thrown) {
    throw heard.failure ?? formFailure(thrown, field);
  }
  const { file } = context as unknown as { readonly file?: { readonly archive?: unknown } };
  const fields: unknown = context.request.body;
  context.request.body = { ...(typeof fields === 'object' ? fields : {}), ...(file === undefined ? {} : { [field]: file.archive }) };
}

/** Messages of the parser stay out of ours. */
function formFailure(thrown: unknown, field: string): Failure {
  if (thrown instanceof Failure) return thrown;
  const code = thrown instanceof Error && 'code' in thrown ? thrown.code : undefined;
  if (code === 'LIMIT_UNEXPECTED_FILE' || code === 'LIMIT_FILE_COUNT') return new Failure('bad_request', `Send one file, in the field ${field}`);
  if (typeof code === 'string' && code.startsWith('LIMIT_')) return new Failure('too_large', 'A field of the form is too large, or there are too many');
  return new Failure('bad_request', 'The form is malformed or ends too early');
}
