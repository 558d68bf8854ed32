import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Git } from '../kernel/context.ts';
import { Failure } from '../kernel/failure.ts';

const execute = promisify(execFile);
const safeRange = /^[A-Za-z0-9_./@{}^~][A-Za-z0-9_./@{}^~-]*$/;

/** The system's git, asked in the project folder. Optional locks are off, so that reading never blocks the user's own git. */
export function systemGit(root: string): Git {
  const ask = async (...rest: string[]): Promise<readonly string[]> => {
    try {
      const options = { cwd: root, maxBuffer: 1 << 28 };
      const { stdout } = await execute(
        'git',
        ['--no-optional-locks', 'diff', '--name-only', '-z', '--relative', '--no-ext-diff', '--diff-filter=ACMRT', ...rest],
        options,
      );
      return stdout.split('\0').filter((name) => name !== '');
    } catch (thrown) {
      throw explain(thrown);
    }
  };
  return {
    async changedFiles(range) {
      if (!safeRange.test(range)) throw new Failure('bad_request', 'The git range is malformed; use one such as origin/main...HEAD');
      return ask(range, '--');
    },
    stagedFiles: () => ask('--cached', '--'),
  };
}

/** A project without version control. */
export const noGit: Git = {
  changedFiles: () => Promise.reject(new Failure('unavailable', 'The project is not a git repository')),
  stagedFiles: () => Promise.reject(new Failure('unavailable', 'The project is not a git repository')),
};

function explain(thrown: unknown): Failure {
  const code = typeof thrown === 'object' && thrown !== null && 'code' in thrown ? thrown.code : undefined;
  if (code === 'ENOENT') return new Failure('unavailable', 'git is not installed');
  const text = typeof thrown === 'object' && thrown !== null && 'stderr' in thrown ? String(thrown.stderr) : '';
  // Outside a repository git takes the call for a comparison of two files and prints the usage of --no-index.
  if (text.includes('not a git repository') || text.includes('--no-index')) return new Failure('unavailable', 'The project is not a git repository');
  return new Failure('bad_request', 'git does not know this range; check the names of its commits and branches');
}
