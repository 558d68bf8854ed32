import { z } from 'zod';
import { scanInput } from '../runs/scan-input.ts';

/** What a scan of a repository may be told. */
export const scanConfig = scanInput.pick({ config_overrides: true, packs: true, no_packs: true, rule_texts: true }).meta({ id: 'ScanConfig' });
export type ScanConfig = z.output<typeof scanConfig>;

/** What one job of a scan is given: the snapshot's manifest, and the folders that the threat profile leaves out. */
export const scanPayload = z.object({ snapshot_id: z.string(), config: scanConfig });
export type ScanPayload = z.output<typeof scanPayload>;

/** A part of a scan: the files of the project whose place in order falls into one of `count` equal stretches. */
export const partPayload = scanPayload.extend({ index: z.number().int().nonnegative(), count: z.number().int().positive() });

/** The scanner's own cache carries what parts find to the scan that merges them. */
export function withCache(config: ScanConfig): ScanConfig {
  return { ...config, config_overrides: { ...config.config_overrides, cache: true } };
}
