import { diskFiles } from '../../../core/platform/files-disk.ts';
import { fileAudit } from '../../../core/platform/audit.ts';
import { entryNumbered } from '../audit/chain-text.ts';

const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };
/** A process of its own that records so many entries in a project. */
const [, , root = '', count = '0'] = process.argv;
const audit = fileAudit({ root: diskFiles(root).root, environment: process.env, log: silent });
for (let number = 1; number <= Number(count); number += 1) audit.record(entryNumbered(number));
