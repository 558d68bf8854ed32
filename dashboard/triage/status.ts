import type { FindingStatus } from '../wire.ts';

export const statusName: Readonly<Record<FindingStatus, string>> = { open: 'Open', confirmed: 'Confirmed', dismissed: 'Dismissed' };
