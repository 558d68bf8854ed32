import type { Config, SuppressionEntry } from '../config/schema.ts';
import type { Context } from '../kernel/context.ts';
import type { Pack, RuleProblem } from './model.ts';
import type { Scanner, ScannerSettings } from './scanner.ts';

// CONTRACT from the lead for E3: keep these names and shapes (add to them freely), replace the throwing body. loadConfig is async (core/config/load.ts).
export interface Workspace {
  readonly config: Config;
  readonly packs: readonly { readonly pack: Pack; readonly enabled: boolean }[];
  readonly scanner: Scanner;
  readonly settings: ScannerSettings;
  readonly suppressions: readonly { readonly entry: SuppressionEntry; readonly by: 'file' | 'config' }[];
  /** Of configuration, rule files, packs and suppressions. */
  readonly problems: readonly RuleProblem[];
  readonly stamp: string;
}

export interface WorkspaceOptions {
  /** Overrides of the configuration for this request. */
  readonly config?: Readonly<Record<string, unknown>>;
  /** Extra rule files or folders (--rules), relative to the root. */
  readonly rules?: readonly string[];
  /** Only these packs (--packs). */
  readonly packs?: readonly string[];
  /** No packs at all, only extra rules (--no-packs). */
  readonly noPacks?: boolean;
}

export function openWorkspace(_context: Context, _options: WorkspaceOptions = {}): Promise<Workspace> {
  return Promise.reject(new Error('not there yet'));
}
