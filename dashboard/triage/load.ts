import type { Answer, Api } from '../state/api.ts';
import type { ScanFindingWire } from '../wire.ts';

const pageSize = 5000;
/** As many as a page holds without becoming slow. */
const most = 20_000;

/** Findings as far as they were loaded. */
export interface LoadedFindings {
  readonly items: readonly ScanFindingWire[];
  /** Whether the server has more than these, which are the first by path. */
  readonly isCut: boolean;
}

/** The first 20,000 findings of a list, and whether there are more. */
export async function loadFindings(api: Pick<Api, 'get'>, path: string): Promise<Answer<LoadedFindings>> {
  const items: ScanFindingWire[] = [];
  for (;;) {
    const limit = items.length < most ? pageSize : 1;
    const last = items.at(-1)?.id;
    const answer = await api.get<readonly ScanFindingWire[]>(`${path}?limit=${limit}${last === undefined ? '' : `&after=${encodeURIComponent(last)}`}`);
    if (answer.kind === 'refused') return answer;
    if (items.length >= most) return { kind: 'ok', value: { items, isCut: answer.value.length > 0 } };
    items.push(...answer.value);
    if (answer.value.length < limit) return { kind: 'ok', value: { items, isCut: false } };
  }
}
