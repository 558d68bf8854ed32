import os from 'node:os';
import path from 'node:path';

/** Where the ends of tests' audit trails are noted, in place of the developer's own state folder. */
export const testState = { SENTRIK_STATE_DIR: path.join(os.tmpdir(), 'sentrik-test-state') } as const;
