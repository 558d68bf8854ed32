import type { ProgressEvent } from '../../core/kernel/context.ts';
import type { Stream } from '../print.ts';

/** Shows how far the work is; `clear` takes it away before anything else is written. */
export interface Progress {
  readonly show: (event: ProgressEvent) => void;
  readonly clear: () => void;
}

const redrawAfter = 80;
const barWidth = 24;
const eraseLine = '\r\u001b[2K';

/** A bar on a terminal, nothing elsewhere. `now` gives milliseconds. */
export function progressOn(stream: Stream, isWanted: boolean, now: () => number): Progress {
  if (!stream.isTerminal || !isWanted) return { show: () => undefined, clear: () => undefined };
  let drawn = -redrawAfter;
  let isVisible = false;
  return {
    show(event) {
      if (now() - drawn < redrawAfter) return;
      drawn = now();
      isVisible = true;
      stream.write(eraseLine + bar(event, stream));
    },
    clear() {
      if (isVisible) stream.write(eraseLine);
      isVisible = false;
    },
  };
}

function bar({ phase, done, total }: ProgressEvent, { colors }: Stream): string {
  if (total === 0) return colors.dim(`${phase} …`);
  const filled = Math.round((barWidth * Math.min(done, total)) / total);
  return `${colors.cyan('█'.repeat(filled))}${colors.dim('░'.repeat(barWidth - filled))} ${phase} ${done}/${total}`;
}
