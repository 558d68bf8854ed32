import { type Signal, useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useApp } from '../app-context.ts';
import { Dialog } from '../parts/dialog.tsx';
import { GuardedButton } from '../parts/guarded-button.tsx';
import { Icon } from '../parts/icon.tsx';
import { countOf } from '../parts/words.ts';
import type { FindingWire, FixHunk, FixResult } from '../wire.ts';
import { Diff } from './diff.tsx';

/** How far the user has got with a fix. */
type Stage =
  | { readonly kind: 'offered' }
  | { readonly kind: 'asking'; readonly unverified: boolean; readonly note: string }
  | { readonly kind: 'writing'; readonly unverified: boolean }
  | { readonly kind: 'applied'; readonly result: FixResult };

interface FixSectionProps {
  readonly finding: FindingWire;
  readonly fix: NonNullable<FindingWire['fix']>;
  readonly preview: readonly FixHunk[] | undefined;
}

const conflict = 409;

/** What the fix would change, and the button that writes it after a question. */
export function FixSection({ finding, fix, preview }: FixSectionProps): JSX.Element {
  const { fixed } = useApp();
  const stage = useSignal<Stage>({ kind: 'offered' });
  const { file } = finding.evidence;
  const isFixed = stage.value.kind === 'applied' || fixed.value.has(finding.fingerprint);
  return (
    <div class="fix">
      <p>{fix.title}</p>
      {fix.caution !== undefined && <p class="quiet">Look first: {fix.caution}</p>}
      {preview !== undefined && !isFixed && <Diff file={file} hunks={preview} />}
      {preview === undefined && !isFixed && <p class="quiet">The change is not shown, because it holds a secret.</p>}
      {isFixed ? (
        <Applied stage={stage.value} />
      ) : (
        <div class="fix-actions">
          <GuardedButton
            right="write"
            isOnProject
            class="button primary"
            onClick={() => {
              stage.value = { kind: 'asking', unverified: fix.verified === false, note: '' };
            }}
          >
            <Icon name="wrench" />
            Apply fix
          </GuardedButton>
          <p class="quiet">{fix.verified === false ? unverifiedText : verifiedText}</p>
        </div>
      )}
      {(stage.value.kind === 'asking' || stage.value.kind === 'writing') && <ConfirmDialog stage={stage} current={stage.value} finding={finding} />}
    </div>
  );
}

const verifiedText = 'It is written only if the file still parses, the finding is gone and no new finding appears.';
export const unverifiedText = 'It could not be shown that this fix removes the finding without a new one.';

function Applied({ stage }: { readonly stage: Stage }): JSX.Element {
  const { scanRun } = useApp();
  const left = stage.kind === 'applied' ? stage.result.remaining_findings : undefined;
  return (
    <div class="applied" role="status">
      <Icon name="check" />
      <p>
        The fix is written.{left !== undefined && ` ${remainingText(left)}`} The list shows the last scan until you scan again.
        {stage.kind === 'applied' && stage.result.warnings.map((warning) => ` ${warning}.`)}
      </p>
      <GuardedButton right="scan" isOnProject class="button" disabled={scanRun.state.value.kind === 'running'} onClick={() => scanRun.start()}>
        Scan again
      </GuardedButton>
    </div>
  );
}

function remainingText(count: number): string {
  return count === 0 ? 'The file has no finding left among the rules that were applied.' : `The file has ${countOf(count, 'finding')} left.`;
}

interface ConfirmDialogProps {
  readonly stage: Signal<Stage>;
  readonly current: Extract<Stage, { readonly kind: 'asking' | 'writing' }>;
  readonly finding: FindingWire;
}

function ConfirmDialog({ stage, current, finding }: ConfirmDialogProps): JSX.Element {
  const { applyFix } = useApp();
  const { unverified } = current;
  const { file } = finding.evidence;
  const write = async () => {
    stage.value = { kind: 'writing', unverified };
    const answer = await applyFix({ file, fingerprint: finding.fingerprint, force: unverified });
    if (answer.kind === 'ok') stage.value = { kind: 'applied', result: answer.value };
    else stage.value = { kind: 'asking', unverified: unverified || answer.status === conflict, note: answer.detail };
  };
  const close = () => {
    stage.value = { kind: 'offered' };
  };
  return (
    <Dialog title="Write this fix?" close={close}>
      <div class="dialog-body">
        <p>
          It changes <span class="mono">{file}</span> on disk.
        </p>
        {unverified && <p class="warning">{unverifiedText} Apply it only after you have read the change.</p>}
        <p class="field-error" aria-live="polite">
          {current.kind === 'asking' ? current.note : ''}
        </p>
        <div class="dialog-actions">
          <button type="button" class="button" onClick={close}>
            Cancel
          </button>
          <button type="button" class="button primary" data-first disabled={current.kind === 'writing'} onClick={() => void write()}>
            {unverified ? 'Apply anyway' : 'Apply fix'}
          </button>
        </div>
      </div>
    </Dialog>
  );
}
