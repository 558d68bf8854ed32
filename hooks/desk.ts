import type { Config } from '../core/config/schema.ts';
import type { Context } from '../core/kernel/context.ts';
import type { Session } from './session.ts';

/** What a hook's check works with. */
export interface Desk {
  readonly context: Context;
  readonly settings: Config['hooks'];
  readonly session: Session;
  /** Absolute folder that relative paths start from. */
  readonly folder: string;
  /** The text of a file anywhere on the machine, by absolute path; undefined where there is none, or none that is worth reading. */
  readonly readText: (file: string) => string | undefined;
}
