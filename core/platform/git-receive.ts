import fs from 'node:fs/promises';
import path from 'node:path';
import { Failure } from '../kernel/failure.ts';
import type { GitHttpAnswer, GitHttpRequest, GitRemote, GitRemotes, SourceLimits, StagedSource } from '../kernel/sources.ts';
import { askGit, type IsolatedCall, startGit } from './git-isolated.ts';
import { onlyRef } from './git-push-commands.ts';
import { removeFolder } from './scratch.ts';

export interface RemotesOptions {
  /** Holds the repositories. */
  readonly folder: string;
  /** An empty folder that stands for a home. */
  readonly home: string;
  readonly programs: string;
  readonly limits: SourceLimits;
  stage(pack: AsyncIterable<Uint8Array>, commit: string): Promise<StagedSource & { readonly commit: string }>;
}

const receiveMs = 15 * 60_000;
const shortMs = 60_000;
const maxAnswer = 1_000_000;
const service = 'git-receive-pack';
const safeId = /^[A-Za-z0-9_]+$/;
const kept: ReadonlySet<string> = new Set(['content-type', 'cache-control', 'expires', 'pragma']);

/** Repositories below a folder that are pushed to over git's smart HTTP. git's own program takes the push; nothing can be fetched from them. */
export function gitRemotes(options: RemotesOptions): GitRemotes {
  const placeOf = (id: string) => path.join(options.folder, `${requireId(id)}.git`);
  const callFor = (folder: string, signal: AbortSignal, timeoutMs: number): IsolatedCall => ({
    folder,
    home: options.home,
    programs: options.programs,
    signal,
    timeoutMs,
  });
  return {
    async serve(remote, request) {
      requirePush(request);
      const place = placeOf(remote.id);
      await makeRepository(place, callFor(options.folder, request.signal, shortMs));
      const call = callFor(place, request.signal, receiveMs);
      return receive({ remote, request, call: { ...call, settings: settingsOf(remote, options.limits) }, limits: options.limits });
    },
    async pushed({ id, branch }, signal) {
      const place = placeOf(id);
      if (!(await exists(place))) return undefined;
      const call = callFor(place, signal, receiveMs);
      const commit = (await askGit(['for-each-ref', '--format=%(objectname)', `refs/heads/${branch}`], call, broken)).trim();
      return commit === '' ? undefined : options.stage(packOf(commit, call), commit);
    },
    remove: (id) => removeFolder(placeOf(id)),
  };
}

/** Only what a push asks: this keeps the plain files of the repository and fetching out of reach. */
function requirePush({ method, path: asked, query, contentType }: GitHttpRequest): void {
  const isQuestion = (method === 'GET' || method === 'HEAD') && asked === 'info/refs' && query === `service=${service}`;
  const isPush = method === 'POST' && asked === service && query === '' && contentType === `application/x-${service}-request`;
  if (!isQuestion && !isPush) throw new Failure('not_found', 'This address takes a git push and nothing else');
}

async function makeRepository(place: string, call: IsolatedCall): Promise<void> {
  if (await exists(place)) return;
  await askGit(['init', '--quiet', '--bare', '--template=', place], call, broken);
}

/** Of all branches and tags only the one is in sight, so that no other can be pushed. */
function settingsOf({ branch }: GitRemote, limits: SourceLimits): Record<string, string> {
  return {
    'http.receivepack': 'true',
    'http.uploadpack': 'false',
    'http.getanyfile': 'false',
    'receive.maxInputSize': String(limits.sourceBytes),
    'receive.unpackLimit': '1',
    'receive.autogc': 'false',
    'receive.denyDeletes': 'true',
    'receive.denyNonFastForwards': 'true',
    'receive.shallowUpdate': 'true',
    'receive.advertisePushOptions': 'false',
    // Read in this order, the last that fits counts.
    'transfer.hideRefs': 'refs',
    'receive.hideRefs': `!refs/heads/${branch}`,
  };
}

interface Receiving {
  readonly remote: GitRemote;
  readonly request: GitHttpRequest;
  readonly call: IsolatedCall;
  readonly limits: SourceLimits;
}

async function receive({ remote, request, call, limits }: Receiving): Promise<GitHttpAnswer> {
  const heard: { failure?: unknown } = {};
  const body = request.method === 'POST' ? onlyRef(`refs/heads/${remote.branch}`, request.body) : [];
  const git = startGit(['http-backend'], {
    ...call,
    input: noting(within(body, limits.sourceBytes), heard),
    environment: {
      GIT_PROJECT_ROOT: path.dirname(call.folder),
      GIT_HTTP_EXPORT_ALL: '1',
      PATH_INFO: `/${remote.id}.git/${request.path}`,
      REQUEST_METHOD: request.method,
      QUERY_STRING: request.query,
      CONTENT_TYPE: request.contentType,
      REMOTE_USER: 'push',
      REMOTE_ADDR: '127.0.0.1',
      ...(request.protocol === '' ? {} : { GIT_PROTOCOL: request.protocol }),
    },
  });
  const output = await collect(git.output, () => git.kill());
  const { code } = await git.ended;
  if (heard.failure instanceof Failure) throw heard.failure;
  if (request.signal.aborted) throw new Failure('cancelled', 'The push was cut off');
  if (code !== 0 && output.length === 0) throw broken();
  return parseAnswer(output);
}

async function* within(body: AsyncIterable<Uint8Array> | readonly Uint8Array[], limit: number): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.length;
    if (bytes > limit) throw new Failure('too_large', `A push may hold at most ${limit} bytes`);
    yield chunk;
  }
}

/** Why the body ended early, for the answer: git itself only sees its end. */
async function* noting(body: AsyncIterable<Uint8Array>, heard: { failure?: unknown }): AsyncGenerator<Uint8Array> {
  try {
    yield* body;
  } catch (thrown) {
    heard.failure = thrown;
    throw thrown;
  }
}

async function collect(output: AsyncIterable<Uint8Array>, kill: () => void): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of output) {
    size += chunk.length;
    if (size > maxAnswer) kill();
    else chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** What a CGI program prints: header lines, an empty line, the body (RFC 3875). */
function parseAnswer(output: Buffer): GitHttpAnswer {
  const end = output.indexOf('\r\n\r\n');
  if (end < 0) throw broken();
  const lines = output.toString('latin1', 0, end).split('\r\n');
  const fields = lines.map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 1).trim()] as const);
  const status = Number.parseInt(fields.find(([name]) => name === 'status')?.[1] ?? '200', 10);
  return { status, headers: Object.fromEntries(fields.filter(([name]) => kept.has(name))), body: output.subarray(end + 4) };
}

/** The commit and its files, without history: what a shallow clone pushed has none. */
async function* packOf(commit: string, call: IsolatedCall): AsyncGenerator<Uint8Array> {
  const objects = startGit(['rev-list', '--objects', '--no-object-names', '--no-walk', commit], call);
  const pack = startGit(['pack-objects', '--quiet', '--stdout', '--window=0'], { ...call, input: objects.output });
  yield* pack.output;
  const [listing, packing] = await Promise.all([objects.ended, pack.ended]);
  if (listing.code !== 0 || packing.code !== 0) throw broken();
}

async function exists(place: string): Promise<boolean> {
  return fs.stat(path.join(place, 'HEAD')).then(
    () => true,
    () => false,
  );
}

function requireId(id: string): string {
  if (!safeId.test(id)) throw new Failure('not_found', 'There is no such git upload');
  return id;
}

function broken(): Failure {
  return new Failure('unavailable', 'git could not take the push');
}
