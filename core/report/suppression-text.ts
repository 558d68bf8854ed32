import type { RefusedSuppression, Suppression } from '../scan/model.ts';

/** Why a finding was accepted, as text; comments for other tools often say nothing but that they are there. */
export function reasonText(suppression: Suppression | undefined): string {
  if (suppression === undefined) return '';
  const { reason, tool, justification } = suppression;
  const text = reason === '' ? 'no reason given' : reason;
  return `${justification === undefined ? '' : `${justification}: `}${text}${tool === undefined ? '' : ` (comment for ${tool})`}`;
}

/** Why a suppression does not hold, as text; '' when there is none. */
export function refusedText(refused: RefusedSuppression | undefined): string {
  if (refused === undefined) return '';
  const why = {
    expired: `the suppression expired after ${refused.expires ?? ''}`,
    'not-approved': 'the suppression was not approved by anybody but who asked for it',
    'too-severe': 'the settings do not let a comment suppress a finding this severe',
  };
  return `${why[refused.because]} (${reasonText(refused)})`;
}
