import type { JSX } from 'preact';
import { Diff } from '../findings/diff.tsx';
import { unverifiedText } from '../findings/fix-section.tsx';
import type { FindingWire, ScanFindingDetail } from '../wire.ts';

interface ProposedFixProps {
  readonly found: ScanFindingDetail;
  readonly fix: NonNullable<FindingWire['fix']>;
}

/** What the scan proposes to change, for somebody to do in the repository. */
export function ProposedFix({ found: { detail, fix_preview: preview }, fix }: ProposedFixProps): JSX.Element {
  return (
    <div class="fix">
      <p>{fix.title}</p>
      {fix.caution !== undefined && <p class="quiet">Look first: {fix.caution}</p>}
      {fix.verified === false && <p class="quiet">{unverifiedText}</p>}
      {preview !== undefined && <Diff file={detail.evidence.file} hunks={preview} />}
      {preview === undefined && <p class="quiet">The change is not shown: the source that was scanned is gone, or a secret is in it.</p>}
    </div>
  );
}
