import type { DaemonStatus, Survey } from '../../daemon/control.ts';
import { plainLine } from './plain.ts';

const uses = { off: 'is not used', attach: 'is used when it runs', auto: 'is used, and started where none runs' } as const;

/** What runs, as lines for people. */
export function renderSurvey({ mode, decided_by: by, daemon, reason = '', others }: Survey): string {
  const state = daemon === undefined ? [`No daemon answers: ${plainLine(reason)}`] : statusLines(daemon);
  const other = others === 0 ? [] : [`${others} of other builds: end with sentrik daemon stop --all`];
  return [...state, `In this folder the daemon ${uses[mode]} (${by}).`, ...other].join('\n');
}

function statusLines(status: DaemonStatus): string[] {
  return [
    `The daemon runs: version ${plainLine(status.version)}, process ${status.pid}, ${duration(status.uptime_seconds)}, ${status.memory_mb} MB`,
    ...status.sessions.map(({ frontend, folder, seconds }) => `  ${frontend} in ${plainLine(folder)}, ${duration(seconds)}`),
    ...status.projects.map(({ root, users }) => `  project ${plainLine(root)}, ${users === 0 ? 'not in use' : `${users} in use`}`),
    `Ends after ${duration(status.idle_exit_seconds)} without sessions. Log: ${plainLine(status.log)}`,
  ];
}

function duration(seconds: number): string {
  if (seconds < 120) return `${seconds} s`;
  return seconds < 7200 ? `${Math.round(seconds / 60)} min` : `${Math.round(seconds / 3600)} h`;
}
