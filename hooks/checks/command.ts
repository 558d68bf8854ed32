import type { Desk } from '../desk.ts';
import type { Verdict } from '../request.ts';
import { checkGate } from './gate.ts';
import { checkInstall } from './packages.ts';

/** A `git commit`, with options of git itself before the word. */
const commits = /(?:^|[;&|(\n])\s*(?:\w+=\S*\s+)*git(?:\.exe)?(?:\s+(?:-[cC]\s+\S+|--?[\w-]+(?:=\S+)?))*\s+commit\b([^;&|\n]*)/;
/** Something is staged in the same command line, so that what git calls staged now says nothing. */
const stages = /\bgit\b[^;&|\n]*\s(?:add|stage|mv|rm)\b/;
const takesAll = /\s(?:-[a-zA-Z]*a[a-zA-Z]*|--all|--include|-i|--only|-o)(?:\s|$)/;

/** Before a shell command: what it installs is looked at, and a commit passes the gate. */
export async function checkCommand(desk: Desk, command: string): Promise<Verdict> {
  const install = await checkInstall(desk, command);
  const [, options] = commits.exec(command) ?? [];
  if (install.kind === 'block' || options === undefined) return install;
  const gate = await checkGate(desk, stages.test(command) || takesAll.test(options) ? 'changed' : 'staged', 'commit');
  return gate.kind === 'pass' && gate.note === undefined ? install : gate;
}
