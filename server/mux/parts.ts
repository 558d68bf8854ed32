import type { CommandNames } from './command-names.ts';
import type { DiagnosticsPuller } from './diagnostics-puller.ts';
import type { Hub } from './hub.ts';
import type { PushedDiagnostics } from './pushed-diagnostics.ts';
import type { Registrations } from './registrations.ts';
import type { Reports } from './reports.ts';
import type { Tokens } from './tokens.ts';

/** All that is merged, each part with its own memory. */
export interface Parts {
  readonly hub: Hub;
  readonly names: CommandNames;
  readonly pushes: PushedDiagnostics;
  readonly puller: DiagnosticsPuller;
  readonly reports: Reports;
  readonly registrations: Registrations;
  readonly tokens: Tokens;
  /** Who takes the parts of an answer that come under a token made here. */
  readonly listeners: Map<unknown, (value: unknown) => void>;
}
