import type { JSX } from 'preact';
import { CodeFrameView } from '../findings/code-frame.tsx';
import type { CodeFrame, ScanFindingDetail } from '../wire.ts';

/** The lines around a finding in the source that was scanned; those that the scan has kept where that is gone, or where a secret is in them. */
export function FindingCode({ finding: { code_frame: frame, detail } }: { readonly finding: ScanFindingDetail }): JSX.Element {
  return <CodeFrameView frame={frame === undefined ? keptFrame(detail) : { ...frame, stale: false }} finding={detail} />;
}

function keptFrame({ range, evidence }: ScanFindingDetail['detail']): CodeFrame {
  return { first_line: range.start_line, lines: evidence.snippet.split('\n'), stale: false };
}
