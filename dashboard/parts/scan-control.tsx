import type { JSX } from 'preact';
import { useApp } from '../app-context.ts';
import type { ProgressEvent } from '../wire.ts';
import { GuardedButton } from './guarded-button.tsx';
import { Icon } from './icon.tsx';

/** Starts a scan, shows how far it is and stops it. Both faces have the same height, so that nothing moves. */
export function ScanControl(): JSX.Element {
  const { scanRun } = useApp();
  const state = scanRun.state.value;
  if (state.kind === 'idle') {
    return (
      <div class="scan-control">
        <GuardedButton right="scan" isOnProject class="button primary" onClick={() => scanRun.start()}>
          <Icon name="play" />
          Scan now
        </GuardedButton>
      </div>
    );
  }
  return (
    <div class="scan-control">
      <ScanProgress progress={state.progress} />
      <button type="button" class="button" onClick={() => scanRun.cancel()}>
        <Icon name="stop" />
        Cancel
      </button>
    </div>
  );
}

function ScanProgress({ progress }: { readonly progress: ProgressEvent | undefined }): JSX.Element {
  const known = progress !== undefined && progress.total > 0;
  return (
    <div class="scan-progress">
      <span class="scan-progress-text">{progressText(progress)}</span>
      <progress aria-label="Scan" {...(known ? { value: progress.done, max: progress.total } : {})} />
    </div>
  );
}

function progressText(progress: ProgressEvent | undefined): string {
  if (progress === undefined) return 'starting';
  const { phase, done, total } = progress;
  if (total === 0) return phase;
  const part = `${done.toLocaleString('en')} of ${total.toLocaleString('en')}`;
  return phase === 'scan' ? `${part} files checked` : `${phase}: ${part}`;
}

/** When the last scan was, as a machine-readable time. */
export function ScanTime({ at, text }: { readonly at: string; readonly text: string }): JSX.Element {
  return (
    <time dateTime={at} title={new Date(at).toLocaleString('en')}>
      {text}
    </time>
  );
}
