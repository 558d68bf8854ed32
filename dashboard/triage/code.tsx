import type { JSX } from 'preact';
import { CodeFrameView } from '../findings/code-frame.tsx';
import { Skeleton } from '../parts/message.tsx';
import { sourceAddress } from '../repositories/source-view.tsx';
import { useLoaded } from '../state/use-loaded.ts';
import type { FindingWire } from '../wire.ts';
import { frameOf } from './frame.ts';

interface FindingCodeProps {
  readonly repositoryId: string;
  readonly finding: FindingWire;
}

/** The lines around a finding in the latest snapshot; those that the scan has kept where that has changed since, or where the scan has hidden a secret in them. */
export function FindingCode({ repositoryId, finding }: FindingCodeProps): JSX.Element {
  const { file } = finding.evidence;
  const text = useLoaded(`file ${repositoryId} ${file}`, (api) => api.text(sourceAddress(repositoryId, file)));
  const state = text.state.value;
  if (state.kind === 'loading') return <Skeleton lines={9} label="Loading the code" />;
  const source = state.kind === 'ready' ? state.value : undefined;
  return <CodeFrameView frame={frameOf(finding, source)} finding={finding} />;
}
