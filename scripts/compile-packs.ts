import fs from 'node:fs';
import path from 'node:path';

/** Placeholder of the first commit: packs are compiled here as soon as there is a rule loader. */
fs.mkdirSync(path.resolve('dist/assets'), { recursive: true });
