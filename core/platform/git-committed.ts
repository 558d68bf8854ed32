import type { Git } from '../kernel/context.ts';
import { Failure } from '../kernel/failure.ts';
import { headStamp, isInRepository } from './git-head.ts';
import { readObjects } from './git-objects.ts';

const kept = 500;
const maxKeptBytes = 32_000_000;

/** Contents of files at a commit. Those of HEAD are kept while it stands at the same commit, so that checking a file again starts no process. */
export function committedFiles(root: string, commit: (name: string) => Promise<string>): Git['committed'] {
  const known = new Map<string, Uint8Array | undefined>();
  let bytes = 0;
  let stamp: string | undefined;
  const forget = () => {
    known.clear();
    bytes = 0;
  };
  return async (path, base) => {
    if (base !== undefined && base !== 'HEAD') return await readAt(root, await commit(base), path);
    const now = headStamp(root);
    if (now === undefined) requireRepository(root);
    if (now !== stamp || now === undefined) forget();
    stamp = now;
    if (known.has(path)) return known.get(path);
    const content = await readAt(root, await headCommit(now, commit), path);
    bytes += content?.length ?? 0;
    if (known.size >= kept || bytes > maxKeptBytes) forget();
    known.set(path, content);
    return content;
  };
}

/** Spares a process for each question where there is none. */
function requireRepository(root: string): void {
  if (!isInRepository(root)) throw new Failure('unavailable', 'The project is not a git repository');
}

const commitId = /^[0-9a-f]{40}(?:[0-9a-f]{24})?$/;

async function headCommit(stamp: string | undefined, commit: (name: string) => Promise<string>): Promise<string> {
  if (stamp !== undefined && commitId.test(stamp)) return stamp;
  try {
    return await commit('HEAD');
  } catch (thrown) {
    if (thrown instanceof Failure && thrown.code === 'bad_request') throw new Failure('unavailable', 'The project has no commit yet');
    throw thrown;
  }
}

async function readAt(root: string, id: string, path: string): Promise<Uint8Array | undefined> {
  const found = await readObjects(root, [{ path, name: `${id}:./${path}` }]);
  const content = found.get(path);
  // A copy: the rest of what git printed is not to be kept along with it.
  return content === undefined ? undefined : new Uint8Array(content);
}
