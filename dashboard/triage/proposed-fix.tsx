import type { JSX } from 'preact';
import { Diff } from '../findings/diff.tsx';
import { unverifiedText } from '../findings/fix-section.tsx';
import { Skeleton } from '../parts/message.tsx';
import { sourceAddress } from '../repositories/source-view.tsx';
import type { Answer, Api } from '../state/api.ts';
import { useLoaded } from '../state/use-loaded.ts';
import type { FindingWire, FixHunk, Repository, ScanFindingDetail, ScanWire } from '../wire.ts';
import { hunksOf } from './fix-hunks.ts';
import { isUnchanged } from './frame.ts';

interface ProposedFixProps {
  readonly found: ScanFindingDetail;
  readonly fix: NonNullable<FindingWire['fix']>;
}

/** What the scan proposes to change, for somebody to do in the repository. */
export function ProposedFix({ found, fix }: ProposedFixProps): JSX.Element {
  const { id, repository_id: repository, scan_id: scan, detail } = found;
  const preview = useLoaded(`fix ${repository} ${scan} ${id}`, (api) => loadPreview(api, found, fix));
  const state = preview.state.value;
  return (
    <div class="fix">
      <p>{fix.title}</p>
      {fix.caution !== undefined && <p class="quiet">Look first: {fix.caution}</p>}
      {fix.verified === false && <p class="quiet">{unverifiedText}</p>}
      {state.kind === 'loading' && <Skeleton lines={5} label="Loading the change" />}
      {state.kind === 'refused' && <p class="quiet">The change cannot be shown. {state.detail}</p>}
      {state.kind === 'ready' && state.value !== undefined && <Diff file={detail.evidence.file} hunks={state.value} />}
      {state.kind === 'ready' && state.value === undefined && (
        <p class="quiet">The change is not shown: the source is no longer the one that was scanned, or a secret is in it.</p>
      )}
    </div>
  );
}

/** The lines that change. The edits are places in the text that was scanned, so that they mean nothing in another one. */
async function loadPreview(api: Api, { repository_id: repository, scan_id: scan, detail }: ScanFindingDetail, fix: ProposedFixProps['fix']): Promise<Preview> {
  const base = `/v1/repositories/${repository}`;
  const [now, scanned, source] = await Promise.all([
    api.get<Repository>(base),
    api.get<ScanWire>(`${base}/scans/${scan}`),
    api.text(sourceAddress(repository, detail.evidence.file)),
  ]);
  for (const answer of [now, scanned]) if (answer.kind === 'refused') return answer;
  const isSame = now.kind === 'ok' && scanned.kind === 'ok' && now.value.snapshot_id === scanned.value.snapshot_id;
  const text = isSame && source.kind === 'ok' ? source.value : undefined;
  return { kind: 'ok', value: text !== undefined && isUnchanged(detail, text) ? hunksOf(text, fix.edits) : undefined };
}

type Preview = Answer<readonly FixHunk[] | undefined>;
