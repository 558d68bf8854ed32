import { fc } from '../../../support/property.ts';
import { beforeAll, expect, it } from 'vitest';
import { readCompiledPacks } from '../../../../core/scan/packs.ts';
import { openScanner, type Scanner } from '../../../../core/scan/scanner.ts';
import { builtAssets } from '../../../support/assets.ts';
import { scannerSettings } from '../../../support/scanning.ts';

let scanner: Scanner;
beforeAll(async () => {
  scanner = await openScanner(scannerSettings(readCompiledPacks(builtAssets)), builtAssets);
});

const path = 'src/app.js';
const text = `const { exec } = require('child_process');
app.get('/a', (req, res) => {
  const name = req.query.name;
  exec('ls ' + name);
  res.send('<p>' + name);
});
function other() {
  return eval(code);
}
`;
const pieces = ['\n', ' ', 'é', 'x', 'exec(req.query.y);', 'eval(z);', '}', '{', "'", 'const name = 1;'];

it('quick updates settle to what a full check gives', () => {
  const edit = fc.record({ at: fc.nat(text.length), remove: fc.nat(12), piece: fc.constantFrom(...pieces), settles: fc.boolean(), steps: fc.nat(8) });
  fc.assert(
    fc.property(fc.array(edit, { minLength: 1, maxLength: 8 }), (edits) => {
      const session = scanner.open({ path, text }, 'quick');
      for (const { at, remove, piece, settles, steps } of edits) {
        const start = Math.min(at, session.text.length);
        session.update([{ start, end: Math.min(start + remove, session.text.length), text: piece }], 'quick');
        // What was begun and not brought to its end leaves nothing behind.
        for (let step = 0; step < steps; step += 1) session.settleFor(0);
        if (settles) session.settle();
      }
      session.settle();
      expect(session.result).toEqual(scanner.check({ path, text: session.text }));
      session.close();
    }),
    { numRuns: 60 },
  );
});

it('moves the findings of data flows along with their text, and looks for new ones when it settles', () => {
  const session = scanner.open({ path, text });
  const flows = () => session.result.findings.filter((finding) => finding.trace !== undefined).map(({ ruleId, span }) => `${ruleId} ${span.startLine}`);
  expect(flows()).toEqual(['js-command-injection 3', 'js-reflected-xss 4']);
  session.update([{ start: 0, end: 0, text: '// note\n' }], 'quick');
  expect([flows(), session.isSettled]).toEqual([['js-command-injection 4', 'js-reflected-xss 5'], false]);
  const at = session.text.indexOf('  res.send');
  session.update([{ start: at, end: at, text: '  exec(name);\n' }], 'quick');
  expect(flows()).toEqual(['js-command-injection 4', 'js-reflected-xss 6']);
  session.settle();
  expect([flows(), session.isSettled]).toEqual([['js-command-injection 4', 'js-command-injection 5', 'js-reflected-xss 6'], true]);
  session.close();
});

it('settles step by step to the same findings', () => {
  const session = scanner.open({ path, text }, 'quick');
  expect([session.isSettled, session.result.findings.some(({ trace }) => trace !== undefined)]).toEqual([false, false]);
  let steps = 1;
  while (!session.settleFor(0)) steps += 1;
  expect(steps).toBeGreaterThan(3);
  expect([session.isSettled, session.result]).toEqual([true, scanner.check({ path, text })]);
  session.close();
});

it('follows a name that takes the place of one that the parser had to make up', () => {
  const before = 'const {a: } = x;\nconst d = b;\neval(d);\n';
  const session = scanner.open({ path, text: before });
  const at = before.indexOf('}') - 1;
  session.update([{ start: at, end: at, text: ' b' }], 'quick');
  session.settle();
  expect(session.result).toEqual(scanner.check({ path, text: session.text }));
  session.close();
});
