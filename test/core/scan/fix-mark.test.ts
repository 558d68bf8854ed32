import { expect, it } from 'vitest';
import { runJson } from '../../../core/kernel/operation.ts';
import { insideRoot } from '../../../core/kernel/path.ts';
import { applyFix } from '../../../core/scan/fix.ops.ts';
import { sdkCheck } from '../../../core/scan/sdk.ops.ts';
import { testContext } from '../../support/context.ts';

it('a fix in a file with a byte order mark lands in its place and keeps the mark', async () => {
  const context = testContext({ files: { 'a.js': "\uFEFFconst crypto = require('crypto');\ncrypto.createHash('md5');\n" } });
  const { findings } = await runJson(sdkCheck, context, { path: 'a.js' });
  const fingerprint = findings[0]?.fingerprint ?? '';
  expect(await runJson(applyFix, context, { file_path: 'a.js', fingerprint })).toMatchObject({ verified: true, remaining_findings: 0 });
  const bytes = context.files.read(insideRoot('/project', 'a.js'));
  expect(new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes)).toBe("\uFEFFconst crypto = require('crypto');\ncrypto.createHash('sha256');\n");
});
