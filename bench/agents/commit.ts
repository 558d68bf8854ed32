import { execFileSync } from 'node:child_process';

/** Makes a repository of a folder, with all of it in one commit. */
export function commitAll(project: string): void {
  const git = (...words: readonly string[]) =>
    execFileSync('git', ['-c', 'user.name=bench', '-c', 'user.email=bench@example.org', '-c', 'commit.gpgsign=false', ...words], {
      cwd: project,
      stdio: 'pipe',
    });
  git('init', '-q');
  git('add', '-A');
  git('commit', '-qm', 'begun');
}
