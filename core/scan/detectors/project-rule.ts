import type { Rule } from '../model.ts';
import { filePolicyScope } from './file-policy.ts';

/** Whether a rule is decided once per project and not per file. */
export function isProjectRule({ detector }: Rule): boolean {
  return (
    detector.kind === 'join' ||
    detector.kind === 'documentation-obligation' ||
    (detector.kind === 'file-policy' && filePolicyScope(detector.check) === 'project')
  );
}

/** Path rules look at a file's name only, so they also run where the content cannot be read. */
export function isPathRule({ detector }: Rule): boolean {
  return detector.kind === 'file-policy' && filePolicyScope(detector.check) === 'path';
}
