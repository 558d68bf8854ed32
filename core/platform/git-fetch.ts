import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { Failure } from '../kernel/failure.ts';
import { quoted } from '../kernel/quoted.ts';
import type { GitRequest, TakenSource } from '../kernel/sources.ts';
import type { TakeOptions } from './archives/take.ts';
import { type AddressPolicy, pinAddress, type PinnedRemote, readAddress } from './git-address.ts';
import { askGit, type IsolatedCall } from './git-isolated.ts';
import { takeCommit } from './git-tree.ts';

export interface FetchOptions extends TakeOptions {
  /** Empty, for this work alone. */
  readonly folder: string;
  readonly programs: string;
  readonly policy: AddressPolicy;
}

const fetchMs = 10 * 60_000;
const watchMs = 500;
const safeRef = /^(?!.*\.\.)[A-Za-z0-9_][A-Za-z0-9_./@+-]*$/;
const target = 'refs/sentrik/taken';
const slowEnd = { 'http.lowSpeedLimit': '1000', 'http.lowSpeedTime': '60' };

/** Throws `invalid_input` for what cannot be the name of a branch or tag, such as an option of git. */
export function requireRef(ref: string): void {
  const message = 'The name of the branch or tag is malformed';
  if (!safeRef.test(ref)) throw new Failure('invalid_input', message, { issues: [{ field: 'source_ref', message }] });
}

/** Fetches one commit without its history into an empty repository, and takes its files. */
export async function takeRemote({ url, ref = 'HEAD' }: GitRequest, options: FetchOptions): Promise<TakenSource> {
  requireRef(ref);
  const address = readAddress(url, options.policy);
  const remote: PinnedRemote = address.kind === 'path' ? { url: address.path, settings: {}, environment: {} } : await pinAddress(address.url, options.policy);
  const scheme = address.kind === 'path' ? 'file' : address.url.protocol.slice(0, -1);
  const base = { folder: options.folder, home: options.folder, programs: options.programs, signal: options.signal, timeoutMs: fetchMs };
  const repository = path.join(options.folder, 'repository.git');
  await askGit(['init', '--quiet', '--bare', '--template=', repository], base, () => new Failure('unavailable', 'git could not make a repository'));
  const call = { ...base, folder: repository };
  await fetchWithin(
    { ...call, settings: { ...slowEnd, ...remote.settings }, environment: { ...remote.environment, GIT_ALLOW_PROTOCOL: scheme } },
    [remote.url, ref],
    options,
  );
  const commit = (
    await askGit(['rev-parse', '--verify', `${target}^{commit}`], call, () => new Failure('invalid_input', 'The name is no branch or tag of a commit'))
  ).trim();
  return takeCommit(commit, call, options);
}

/** Ends git when what it has fetched is larger than a source may be. */
async function fetchWithin(call: IsolatedCall, [url, ref]: readonly [string, string], { limits, signal }: FetchOptions): Promise<void> {
  const stop = new AbortController();
  let isTooLarge = false;
  const judge = async () => {
    if ((await sizeOf(path.join(call.folder, 'objects/pack'))) <= limits.sourceBytes) return;
    isTooLarge = true;
    stop.abort();
  };
  const watch = setInterval(() => void judge(), watchMs);
  const words = [
    'fetch',
    '--quiet',
    '--depth=1',
    '--no-tags',
    '--no-recurse-submodules',
    '--no-write-fetch-head',
    '--end-of-options',
    url,
    `+${ref}:${target}`,
  ];
  try {
    await askGit(words, { ...call, signal: AbortSignal.any([signal, stop.signal]) }, explain);
  } catch (thrown) {
    if (isTooLarge) throw new Failure('too_large', `The repository is larger than ${limits.sourceBytes} bytes`);
    throw thrown;
  } finally {
    clearInterval(watch);
  }
}

async function sizeOf(folder: string): Promise<number> {
  const names = await readdir(folder).catch(() => []);
  const sizes = await Promise.all(
    names.map((name) =>
      stat(path.join(folder, name)).then(
        (found) => found.size,
        () => 0,
      ),
    ),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}

const reasons: readonly (readonly [RegExp, string])[] = [
  [/couldn't find remote ref/i, 'The repository has no such branch or tag, or it is empty'],
  [
    /authentication failed|could not read username|permission denied|terminal prompts disabled|returned error: (401|403)/i,
    'The repository is private; push its code to a git upload instead',
  ],
  [/not found|does not exist|returned error: 404|does not appear to be a git repository/i, 'There is no such repository'],
  [/redirect/i, 'The address leads on to another one; give that one'],
  [/ssl|certificate/i, 'The certificate of the host is not trusted'],
];

/** git's own words may hold the address and what the host says; ours do not. */
function explain(said: string): Failure {
  const reason = reasons.find(([pattern]) => pattern.test(said))?.[1];
  return reason === undefined
    ? new Failure('unavailable', 'The repository could not be fetched: its host did not answer as git expects')
    : new Failure('invalid_input', quoted(reason));
}
